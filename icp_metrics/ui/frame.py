"""The frame around every page: navigation, pins, filters, freshness, and errors as sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from icp_metrics import wording
from icp_metrics.charts.look import DARK, LIGHT, Look
from icp_metrics.compare import Slice, View
from icp_metrics.store import Version
from icp_metrics.ui import (
    carry,
    chips,
    empty,
    filters,
    jump,
    opened,
    pages,
    pins,
    reader,
    search,
    selected,
    source,
    tie_out,
    told,
    views,
    warm,
)
from icp_metrics.ui.settle import settle

_ICON = Path(__file__).parent / "icon.png"
_STYLE = Path(__file__).parent / "style.css"


@dataclass(frozen=True, eq=False)
class Context:
    """What a page needs of the frame: the pin, its view, and the slice the filters describe."""

    pin: source.Pin
    view: View
    asked: Slice


def run(folder: Path) -> None:
    """Draw the page of this run inside the frame."""
    reader.follow()
    # A file of ours: Streamlit fetches the picture of an icon name from the network.
    st.set_page_config(page_title="icp-metrics", page_icon=str(_ICON), layout="wide")
    found = pages.discover(folder)
    pages.remember(found)
    st.html(_STYLE)
    page = st.navigation(list(found.values()), position="top")
    pages.arrive(found, page)
    pages.rerouted(found)
    warm.once()
    _guarded(page.run)
    settle()
    warm.freeze_once()


def page(draw: Callable[[Context], None], *, on_empty: Callable[[], None] = empty.offer) -> None:
    """Draw a page that needs data: with its context, or what there is to do without data."""
    here = source.store()
    current = here.current()
    if current is None:
        on_empty()
        return
    carry.carry()
    with st.sidebar:
        top = st.container()
        chosen = pins.pins(here, current)
        view = source.view(chosen)
        with top:
            search.draw_search(chosen)
            views.draw_views(chosen)
        asked = filters.sidebar(view, chosen)
    selected.remember(chosen, asked)
    jump.land()
    _freshness(view)
    if view.profile is None:
        empty.say_undefined()
    frozen = opened.draw_opened()
    if frozen is None:
        _newer(chosen, current, here.settings().version)
    chips.draw_chips(asked)
    draw(Context(chosen, view, asked))
    opened.check(frozen)


def look() -> Look:
    """The colours of the reader's theme."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def _freshness(view: View) -> None:
    version = view.version
    warnings = source.warnings(version.number)
    said = [
        _reach(version),
        f"loaded {wording.day_of(version.published_at)}",
        f"Data {version.number}",
        *tie_out.in_a_word(version),
    ]
    if view.profile is not None:
        said.append(f"ICP {view.profile.name} v{view.profile_version}")
    if warnings:
        said.append(f"{warnings} {'warning' if warnings == 1 else 'warnings'}")
    st.caption(wording.plain(" · ".join(said)))


def _newer(pin: source.Pin, current: Version, settings: int) -> None:
    """What there is that is newer than what a link was sent with, and the way to it."""
    pairs = [("Data", pin.data, current.number), ("Settings", pin.settings, settings)]
    apart = [(name, sent, newest) for name, sent, newest in pairs if sent != newest]
    if not apart:
        return
    sent = " and ".join(f"{name} {number}" for name, number, _ in apart)
    newest = " and ".join(f"{name} {number}" for name, _, number in apart)
    left, right = st.columns([4, 1], vertical_alignment="center")
    left.info(
        f"You see {sent}, as sent. {newest} {'are' if len(apart) > 1 else 'is'} there.",
        icon=":material/history:",
    )
    right.button("Switch to the latest", on_click=pins.follow)


def _reach(version: Version) -> str:
    reached = wording.reach(version.data_through)
    return f"Data through {reached}" if reached else "No deals loaded yet"


def _guarded(draw: Callable[[], Any]) -> None:
    """What fails beside the parts of a page fails the page, which says so, and the way out."""
    try:
        draw()
    except Exception as error:
        st.title("This cannot be answered", anchor=False)
        told.tell(error)
        st.button("Clear the filters", on_click=filters.clear_all)
