"""Saved views in the sidebar: open one, save this page as one, rename or delete one.

To open a view is to follow its address, in a session of its own: nothing that was chosen before
shapes what it shows, and the address can be copied from its link.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from icp_metrics.address import Address
from icp_metrics.saved_views import (
    FROZEN,
    LIVE,
    Kind,
    SavedView,
    delete,
    frozen,
    keep,
    link,
    live,
    rename,
)
from icp_metrics.ui import pages, source
from icp_metrics.ui.source import Pin
from icp_metrics.ui.told import guarded, tell
from icp_metrics.wording import plain
from icp_metrics.wording import saved as wording

_KINDS: dict[str, Kind] = {"Follows the newest data": LIVE, "Frozen: never changes": FROZEN}
_LONGEST = 80


@st.fragment
@guarded
def draw_views(pin: Pin) -> None:
    """The views, once they are asked for."""
    box = st.expander("Views", key="views", on_change="rerun", icon=":material/bookmarks:")
    if not box.open:
        return
    with box:
        listed = st.container()
        _draw_saving(pin)
        with st.popover("Rename or delete", width="stretch"):
            _draw_changing(source.views())
        with listed:
            _draw_list(source.views())


def _draw_list(views: list[SavedView]) -> None:
    if not views:
        st.caption("None yet. All who use this store see those that are saved.")
        return
    here = source.store()
    lines = [
        f'<li><a href="{escape(link(here, view))}">{escape(view.name)}</a>'
        f"<br><small>{escape(_about(view))}</small></li>"
        for view in views
    ]
    st.html(f'<ul class="views">{"".join(lines)}</ul>')


def _about(view: SavedView) -> str:
    return wording.about(on=view.saved_on, author=view.author, data=view.data)


def _draw_saving(pin: Pin) -> None:
    with st.form("save_view", border=False):
        name = st.text_input("Save this page as", max_chars=_LONGEST, placeholder="Name")
        author = st.text_input(
            "Who saves it",
            max_chars=_LONGEST,
            placeholder="Your name",
            key="author",
            persist_state="session",
        )
        kind = st.radio(
            "Kind",
            list(_KINDS),
            label_visibility="collapsed",
            help="A frozen view keeps its data, settings, ICP definition and dates.",
        )
        instead = st.checkbox("Replace the view of this name")
        if st.form_submit_button("Save", width="stretch"):
            _save(pin, name, author, _KINDS.get(kind or "", LIVE), instead=instead)


def _save(pin: Pin, name: str, author: str, kind: Kind, *, instead: bool) -> None:
    here = source.store()
    said = {n: tuple(st.query_params.get_all(n)) for n in st.query_params}
    try:
        view = live(here, Address(pages.here(), said), name=name, author=author)
        if kind == FROZEN:
            view = frozen(source.view(pin), view)
        saved = keep(here, view, instead=instead)
    except Exception as error:
        tell(error)
        return
    st.success(plain(f"Saved: {saved.name}"), icon=":material/check:")


def _draw_changing(views: list[SavedView]) -> None:
    known = {view.name: view for view in views}
    chosen = known.get(st.selectbox("View", list(known), key="view_chosen") or "")
    if chosen is None:
        st.caption("There is none to change.")
        return
    name = st.text_input("New name", max_chars=_LONGEST, key="view_name")
    st.button("Rename", on_click=_rename, args=(chosen, name), disabled=not name.strip())
    sure = st.checkbox("Delete it for everybody", key="view_sure")
    st.button("Delete", on_click=_delete, args=(chosen,), disabled=not sure)
    if (error := st.session_state.pop("view_error", None)) is not None:
        tell(error)


def _rename(view: SavedView, name: str) -> None:
    try:
        rename(source.store(), view.number, name, author=_author())
    except Exception as error:
        st.session_state["view_error"] = error
        return
    st.session_state["view_name"] = ""


def _delete(view: SavedView) -> None:
    try:
        delete(source.store(), view.number, author=_author())
    except Exception as error:
        st.session_state["view_error"] = error
        return
    st.session_state["view_sure"] = False


def _author() -> str:
    return str(st.session_state.get("author") or "")
