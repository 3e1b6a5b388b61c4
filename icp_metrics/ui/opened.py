"""A frozen view that was opened: whose it is and from when, as long as the page still is it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from icp_metrics.publish import recipe
from icp_metrics.saved_views import FROZEN, VIEW, SavedView, link, numbered, shown
from icp_metrics.ui import filters, pages, pins, source
from icp_metrics.wording import plain
from icp_metrics.wording import saved as wording


@dataclass(frozen=True)
class Opened:
    """The view that the address names, what was said of it, and where."""

    view: SavedView
    unchanged: bool
    place: DeltaGenerator


def draw_opened() -> Opened | None:
    """Say which frozen view the page is; None where the address names none."""
    said = st.query_params.get(VIEW, "")
    if not said:
        return None
    view = numbered(source.store(), int(said)) if said.isdecimal() and len(said) < 9 else None
    if view is None or view.kind != FROZEN:
        st.info("The view of this link was deleted.", icon=":material/bookmark_remove:")
        return None
    left, right = st.columns([4, 1], vertical_alignment="center")
    opened = Opened(view, _is(view), left.empty())
    _say(opened)
    right.button("Switch to the latest", on_click=_leave)
    return opened


def check(opened: Opened | None) -> None:
    """Once the page is drawn: whether it took all that the view asks for."""
    if opened is not None and opened.unchanged and not _is(opened.view):
        _say(Opened(opened.view, False, opened.place))


def _say(opened: Opened) -> None:
    view, place = opened.view, opened.place
    if opened.unchanged:
        words = wording.frozen(view.name, on=view.saved_on, author=view.author, data=view.data or 0)
        if view.recipe != recipe():
            words = f"{words} {wording.made_again(view.saved_on)}"
        place.info(plain(words), icon=":material/ac_unit:")
        return
    with place.container(horizontal=True, gap="small"):
        st.caption(plain(wording.left(view.name, on=view.saved_on)), width="content")
        again = escape(link(source.store(), view))
        st.html(f'<p class="opened"><a href="{again}">Open it again</a></p>', width="content")


def _is(view: SavedView) -> bool:
    """Whether page and address are those of the view."""
    if pages.here() != view.page:
        return False
    said = {n: tuple(st.query_params.get_all(n)) for n in st.query_params}
    # Of what is chosen on the page, the address is told a run later.
    now = {n: values for n, values in shown(said).items() if n not in filters.NAMES}
    now |= {n: _held(n) for n in view.parameters if n in st.session_state}
    return {**now, **filters.in_force()} == dict(view.parameters)


def _held(name: str) -> tuple[str, ...]:
    """What a widget holds: the address drops what it has by itself."""
    held = st.session_state[name]
    return tuple(map(str, held if isinstance(held, list | tuple) else [held]))


def _leave() -> None:
    """Leave the view, and follow the newest data from now on; for callbacks."""
    del st.query_params[VIEW]
    pins.follow()
