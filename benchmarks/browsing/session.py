"""A reader without a browser: speaks to the server as the page in a browser does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

_PATIENCE_S = 60.0
_CHOICES = ("button_group", "selectbox", "multiselect")


@dataclass(frozen=True)
class Control:
    """A control of the page: how it is named to the server, what it offers, and its part."""

    id: str
    kind: str
    options: tuple[str, ...]
    part: str
    """The part of the page that is drawn alone when it changes; "" is the whole page."""


@dataclass(frozen=True)
class Answered:
    """What a click brought: seconds to the last message of the run, and bytes; told errors."""

    seconds: float
    bytes: int
    errors: tuple[str, ...]


@dataclass
class Session:
    """A reader's connection. `page`: the name in the address; "" is the first page."""

    url: str
    page: str = ""
    controls: dict[str, Control] = field(default_factory=dict)
    """By label, as drawn last."""

    def __post_init__(self) -> None:
        self._query, self._script, self._states = "", "", dict[str, tuple[str, Any]]()
        address = f"ws://{urlsplit(self.url).netloc}/_stcore/stream"
        self._socket = connect(address, subprotocols=["streamlit"], max_size=None)  # type: ignore[list-item]

    def close(self) -> None:
        """Leave."""
        self._socket.close()

    def open(self) -> Answered:
        """Open the page."""
        return self._run("")

    def choose(self, label: str, option: str) -> Answered:
        """Choose an option of a control, or several parted by `|`, and wait for the run's end."""
        control = self.controls[label]
        chosen = [o for o in option.split("|") if o]
        several = control.kind != "selectbox"
        self._states[control.id] = (
            ("string_array_value", chosen) if several else ("string_value", option)
        )
        return self._run(control.part)

    def _run(self, part: str) -> Answered:
        said = BackMsg()
        state = said.rerun_script
        state.query_string, state.page_script_hash = self._query, self._script
        if not self._script:
            state.page_name = self.page
        state.fragment_id = part
        for name, (kind, value) in self._states.items():
            widget = state.widget_states.widgets.add(id=name)
            if kind == "string_array_value":
                widget.string_array_value.data.extend(value)
            else:
                widget.string_value = value
        began, size, errors = perf_counter(), 0, list[str]()
        ended: float | None = None
        self._socket.send(said.SerializeToString())
        for raw in self._messages():
            size += len(raw)
            message = ForwardMsg.FromString(raw)
            kind = message.WhichOneof("type")
            if kind == "new_session" and not self._script:
                self._script = message.new_session.page_script_hash
            elif kind == "navigation":
                self._script = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                errors += self._took(message.delta.new_element, message.delta.fragment_id)
            elif kind == "script_finished" and message.script_finished != _AGAIN:
                ended = perf_counter()
            elif kind == "session_status_changed" and ended is not None:
                # Only now does it take another click as one.
                return Answered(ended - began, size, tuple(errors))
        raise AssertionError("the server went silent")

    def _messages(self) -> Iterator[bytes]:
        while True:
            raw = self._socket.recv(_PATIENCE_S)
            assert isinstance(raw, bytes)
            yield raw

    def _took(self, element: Element, part: str) -> list[str]:
        """Keep a control; the errors that an element tells."""
        kind = element.WhichOneof("type")
        if kind in _CHOICES:
            found = getattr(element, kind)
            options = tuple(o if isinstance(o, str) else o.content for o in found.options)
            self.controls[found.label] = Control(found.id, kind, options, part)
        if kind == "exception":
            return [element.exception.message]
        if kind == "alert" and "(E" in element.alert.body:
            return [element.alert.body]
        return []


_AGAIN = ForwardMsg.FINISHED_EARLY_FOR_RERUN
