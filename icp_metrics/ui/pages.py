"""Pages: found in pages/*.py, each with a `PAGE` and a `render()`. Nothing central lists them."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

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


def link(page: str, label: str, *, tip: str, **changes: str | list[str]) -> None:
    """A link that keeps the address as it is but for `changes`; "" takes a parameter away."""
    kept: dict[str, str | list[str]] = {
        k: v if len(v := st.query_params.get_all(k)) > 1 else v[0] for k in st.query_params
    }
    params = {k: v for k, v in {**kept, **changes}.items() if v != ""}
    st.page_link(
        st.session_state["pages"][page],
        label=label,
        icon=":material/arrow_forward:",
        icon_position="right",
        help=tip,
        query_params=params,
    )


def go(page: str, **changes: str) -> None:
    """Switch to a page with `changes` as its parameters; "" is none.

    Versions are kept by hand; widgets keep their own parameters.
    """
    kept = {k: st.query_params[k] for k in PINNED if k in st.query_params}
    params = {k: v for k, v in {**kept, **changes}.items() if v}
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
