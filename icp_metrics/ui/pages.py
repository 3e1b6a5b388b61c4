"""Pages: found in pages/*.py, each with a `PAGE` and a `render()`. Nothing central lists them."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from icp_metrics.address import VERSIONS
from icp_metrics.ui.leading import CHOSEN, SAID, as_linked, led


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
    said = st.session_state.pop(SAID, None)
    if before not in (None, here()):
        as_linked(said)


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
        query_params=led(here(), kept, changes),
    )


def go(page: str, **changes: str) -> None:
    """Switch to a page with `changes` as its parameters; "" is none.

    Versions are kept by hand; widgets keep their own parameters.
    """
    kept = {k: st.query_params[k] for k in VERSIONS if k in st.query_params}
    params = led(here(), kept, changes)
    # The parameter of a widget of this page cannot be set: its value is, once there.
    own = {k: params.pop(k) for k in CHOSEN if k in params and k in st.session_state}
    st.session_state[SAID] = own
    st.switch_page(st.session_state["pages"][page], query_params=params)


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
