"""What a session knows of files that are mapped: read once, the mapping's text, its effect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

import polars as pl
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from icp_metrics.compare.known import known_accounts, known_keys
from icp_metrics.errors import IcpError, MappingError
from icp_metrics.extracts.read import Reading
from icp_metrics.presets import Fitted, Score, best_of, readings_of
from icp_metrics.store import Store
from icp_metrics.suggest import (
    ColumnPreview,
    Join,
    Saved,
    Understood,
    Value,
    drafted,
    joins,
    previews,
    saved_for,
    sheets_of,
    understood,
)
from icp_metrics.suggest.sources import sources
from icp_metrics.suggest.suggested import Sheet
from icp_metrics.suggest.unlisted import values_of
from icp_metrics.ui.uploaded import on_disk

_STATE = "mapping_state"

KEPT, PRESET, SUGGESTED = "kept: ", "preset", "suggested"
"""Where a mapping begins."""


@dataclass(frozen=True)
class Seen:
    """What a mapping's text makes of the files."""

    understood: Understood
    previews: dict[tuple[str, str], ColumnPreview]
    values: list[Value]
    joins: list[Join]
    headers: dict[str, list[str]]
    """Per source the columns of its files."""
    wrong: list[str]

    @property
    def questions(self) -> list[ColumnPreview]:
        """The columns that only a person can decide on."""
        return [p for p in self.previews.values() if p.question is not None]


@dataclass(eq=False)
class MappingState:
    """The files of one choice, as text on disk for as long as the session keeps this.

    `text`: the mapping now; `edition` counts its changes, so that widgets show what it says.
    `given`: the text it began with. `wrong`: why the files cannot be read, or nothing suggested.
    """

    key: str
    given: str | None
    open_files: ExitStack
    readings: list[Reading] = field(default_factory=list)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    saved: list[Saved] = field(default_factory=list)
    preset: tuple[Score, Fitted] | None = None
    """The best preset of those that know every file, fitted to them."""
    accounts: pl.DataFrame | None = None
    keys: pl.DataFrame | None = None
    timezone: str = "UTC"
    suggested: str = ""
    text: str = ""
    edition: int = 0
    wrong: str = ""
    _seen: tuple[str, Seen | str] | None = None

    def seen(self) -> Seen | str:
        """The effect of the text, or why it has none; worked out once per text."""
        if self._seen is None or self._seen[0] != self.text:
            with st.spinner("Looking at the columns"):
                self._seen = (self.text, _look(self))
        return self._seen[1]

    def name(self) -> str:
        """The name that the mapping gives itself."""
        seen = self.seen()
        return "mapping" if isinstance(seen, str) else seen.understood.mapping.name

    def headers(self, source: str) -> list[str]:
        """The columns of a source's files."""
        seen = self.seen()
        return [] if isinstance(seen, str) else seen.headers.get(source, [])

    def sheet(self, source: str) -> Sheet | None:
        """The looks of a source's columns."""
        headers = set(self.headers(source))
        return next(
            (s for s in self.sheets.values() if headers <= set(s.readings[0].columns)), None
        )


def state_of(
    store: Store, files: Sequence[UploadedFile], text: str | None, turn: int
) -> MappingState:
    """The state of these files and this beginning; made once, then remembered."""
    key = f"{turn}_{'_'.join(f.file_id for f in files)}"
    state: MappingState | None = st.session_state.get(_STATE)
    if state is not None and state.key == key and state.given == text:
        return state
    if state is not None:
        state.open_files.close()
    state = MappingState(key, text, ExitStack())
    st.session_state[_STATE] = state
    with st.spinner("Reading the files"), on_disk(files) as paths:
        try:
            state.readings = state.open_files.enter_context(readings_of(paths))
            state.accounts, state.keys = known_accounts(store), known_keys(store)
            state.timezone = store.settings()["timezone"]
            state.sheets = sheets_of(state.readings)
            state.saved = saved_for(store, state.readings)
            state.preset = best_of(state.readings)
            start(state, beginnings(state)[0] if text is not None or _told(state) else "")
        except IcpError as error:
            state.wrong = f"{error.message} ({error.code})"
    return state


def _told(state: MappingState) -> bool:
    """Whether it is plain where to begin: a preset is never applied before one says so."""
    return bool(state.saved) or state.preset is None


def beginnings(state: MappingState) -> list[str]:
    """What a mapping of these files may begin with: kept ones, the preset, what is suggested."""
    preset = [PRESET] if state.preset is not None else []
    return [*(f"{KEPT}{s.name}" for s in state.saved), *preset, SUGGESTED]


def start(state: MappingState, beginning: str) -> None:
    """Begin with the given text, else with one of `beginnings`; `""`: with nothing yet."""
    kept = next((s for s in state.saved if f"{KEPT}{s.name}" == beginning), None)
    if state.given is not None:
        state.text = state.given
    elif kept is not None:
        state.text = kept.document.text
    elif beginning == PRESET and state.preset is not None:
        state.text = state.preset[1].text
    elif beginning == SUGGESTED:
        if not state.suggested:
            state.suggested, _ = drafted(
                state.readings, accounts=state.accounts, timezone=state.timezone
            )
        state.text = state.suggested
    else:
        state.text = ""
    state.edition += 1


def edit(state: MappingState, change: Callable[[str], str]) -> None:
    """Change the text; what cannot be changed so is said and leaves it as it is."""
    try:
        state.text = change(state.text)
        state.wrong = ""
    except MappingError as error:
        state.wrong = error.message
    state.edition += 1


def _look(state: MappingState) -> Seen | str:
    try:
        given = understood(state.text)
        known = sources(given.mapping, state.readings)
        found = previews(given, state.readings, timezone=state.timezone)
        return Seen(
            given,
            {(p.table, p.column): p for p in found},
            [v for v in values_of(known) if not given.stands_in(v.table, v.column)],
            joins(given.mapping, state.readings, accounts=state.accounts, keys=state.keys),
            {s: list(r.readings[0].columns) for s, r in known.records.items()},
            list(known.wrong.values()),
        )
    except IcpError as error:
        return f"{error.message} ({error.code})"
