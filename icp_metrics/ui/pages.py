"""Pages: found in pages/*.py, each with a `PAGE` and a `render()`. Nothing central lists them."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from icp_metrics.catalog import KPIS
from icp_metrics.profile.fit import ALL
from icp_metrics.wording import GROUP_WORDS

_ROWS = ("group", "find", "outcome", "sort", "order", "columns", "count_by", "then_by")
_CHOSEN = ("kpi", "variant", *_ROWS)
_SEVERAL = ("columns",)
"""What is chosen on pages that links lead to; of these, where several may be."""

_OF_ITSELF = {"kpi": next(iter(KPIS.values())).title, "group": GROUP_WORDS[ALL]}
"""What a page has chosen by itself."""

_SAID = "said"
"""What a page is opened with, of what cannot stand in the address yet."""

OF_ACCOUNT = ("account", "back", "kinds")
"""The parameters of one account's page."""

PINNED = ("data", "settings", "icp")
"""The parameters that no widget writes: the versions a page is drawn from."""


@dataclass(frozen=True)
class PageInfo:
    """How a page stands in the menu. The page with the lowest `order` opens first."""

    title: str
    icon: str
    help: str
    order: int


def discover(folder: Path) -> dict[str, Any]:
    """The Streamlit pages of a folder by name, in menu order."""
    modules = {
        path.stem: importlib.import_module(f"{folder.name}.{path.stem}")
        for path in sorted(folder.glob("*.py"))
    }
    ordered = sorted(modules.items(), key=lambda m: m[1].PAGE.order)
    return {
        name: st.Page(
            module.render,
            title=module.PAGE.title,
            icon=module.PAGE.icon,
            help=module.PAGE.help,
            url_path=name,
            default=place == 0,
        )
        for place, (name, module) in enumerate(ordered)
    }


def remember(pages: Mapping[str, Any]) -> None:
    """Keep the pages of this run, so that any part can link to them."""
    st.session_state["pages"] = dict(pages)


def arrive(pages: Mapping[str, Any], page: Any) -> None:
    """Keep which page this run draws."""
    names = {known.url_path: name for name, known in pages.items()}
    before = st.session_state.get("here")
    st.session_state["here"] = names.get(page.url_path, next(iter(pages)))
    said = st.session_state.pop(_SAID, None)
    if before not in (None, here()):
        _as_linked(said)


def _as_linked(said: Mapping[str, Any] | None) -> None:
    """Let the link that led to another page say what is chosen there, and nothing else.

    Streamlit keeps what was chosen on a page at an earlier visit, and takes it before a parameter
    of the link that the page one left has a widget for. So a count would open other rows than it
    counts. Links name the versions, the menu does not: a page of the menu is as one left it.

    `said`: what `go` could not put into the address.
    """
    context = get_script_run_ctx()
    if context is None or context.is_history_navigation:
        return
    linked = parse_qs(context.query_string)
    if not any(name in linked for name in PINNED):
        return
    for key in _CHOSEN:
        if said is not None and key in said:
            st.session_state[key] = said[key]
        elif said is None and key in linked and key not in st.query_params:
            st.session_state[key] = linked[key] if key in _SEVERAL else linked[key][-1]
        else:
            st.session_state.pop(key, None)


def here() -> str:
    """The page that this run draws, by the name of its file."""
    return str(st.session_state["here"])


def link(page: str, label: str, *, tip: str, **changes: str | list[str]) -> None:
    """A link that keeps the address as it is but for `changes`; "" takes a parameter away."""
    kept: dict[str, str | list[str]] = {
        k: v if len(v := st.query_params.get_all(k)) > 1 else v[0] for k in st.query_params
    }
    st.page_link(
        st.session_state["pages"][page],
        label=label,
        icon=":material/arrow_forward:",
        icon_position="right",
        help=tip,
        query_params=_led(kept, changes),
    )


def go(page: str, **changes: str) -> None:
    """Switch to a page with `changes` as its parameters; "" is none.

    Versions are kept by hand; widgets keep their own parameters.
    """
    kept = {k: st.query_params[k] for k in PINNED if k in st.query_params}
    params = _led(kept, changes)
    # The parameter of a widget of this page cannot be set: its value is, once there.
    own = {k: params.pop(k) for k in _CHOSEN if k in params and k in st.session_state}
    st.session_state[_SAID] = own
    st.switch_page(st.session_state["pages"][page], query_params=params)


def _led(kept: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that lead to a page: rows as they are by themselves, an account with the way
    back from it; nothing that is so by itself, which Streamlit would take out as a step of its own
    in the browser's history, and again after Back."""
    gone = dict.fromkeys(OF_ACCOUNT, "")
    if changes.get("account"):
        gone = {"back": way_back()}
    elif "kpi" in changes:
        gone |= dict.fromkeys(_ROWS, "")
    params = {**kept, **gone, **changes}
    return {
        k: v
        for k, v in params.items()
        if v and not (_OF_ITSELF.get(k) == v and k not in st.query_params)
    }


def way_back() -> str:
    """The page of this run with its own parameters, to come back to from an account; "" of the
    rows, which stay in the address, and from one account to the next as it was."""
    if here() == "accounts":
        return st.query_params.get("back", "")
    own = {k: st.query_params.get_all(k) for k in st.query_params if k not in PINNED}
    return f"{here()}?{urlencode(own, doseq=True)}"


def reroute(file: str) -> None:
    """For a page file that Streamlit runs by itself: go through app.py, then to that page.

    The first deep link after a server start runs the page's file without app.py, so without its
    menu and filters.
    """
    params = {k: st.query_params.get_all(k) for k in st.query_params}
    st.switch_page("app.py", query_params={**params, "goto": Path(file).stem})


def rerouted(pages: Mapping[str, Any]) -> None:
    """Go where `reroute` was asked to go."""
    if "goto" in st.query_params:
        target = pages.get(st.query_params["goto"])
        params = {k: st.query_params.get_all(k) for k in st.query_params if k != "goto"}
        del st.query_params["goto"]
        if target is not None:
            st.switch_page(target, query_params=params)
