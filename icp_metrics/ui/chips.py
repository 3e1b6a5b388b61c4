"""Chips: what is not as a page has it by itself, each with a click to clear it. One widget."""

from __future__ import annotations

import streamlit as st

from icp_metrics import wording
from icp_metrics.address.calendar import CUSTOM
from icp_metrics.compare import Period, Slice
from icp_metrics.ui import filters

_ALL = "all"


def draw_chips(asked: Slice) -> None:
    """The chips of the slice that the filters describe; nothing where all is as by itself."""
    said = _said(asked)
    if not said:
        return
    if len(said) > 1:
        said[_ALL] = "Clear all"
    st.pills(
        "In force; a click clears",
        list(said),
        # Of one choice the arrow keys would choose, and so clear, on their way along.
        selection_mode="multi",
        # A label is Markdown, and values come from data.
        format_func=lambda name: f"{wording.plain(said.get(name, ''))} \u00d7",
        key="chips",
        on_change=_clear,
        label_visibility="collapsed",
    )


def _said(asked: Slice) -> dict[str, str]:
    """What is in force, by what clears it: a parameter, or `where:` and a filter."""
    state, force = st.session_state, filters.in_force()
    told = {
        "period": f"Period: {_period(asked)}",
        **{f"where:{words}": words for words in filters.chosen()},
        "judged": f"Judged {state['judged']}",
        "against": f"Compared with {_against(asked)}",
    }
    return {name: words for name, words in told.items() if name.partition(":")[0] in force}


def _period(asked: Slice) -> str:
    words = str(st.session_state["period"])
    if words != CUSTOM or asked.starts is None or asked.ends is None:
        return words
    return wording.dates(Period(asked.starts, asked.ends))


def _against(asked: Slice) -> str:
    if isinstance(asked.against, Period):
        return wording.dates(asked.against)
    return str(st.session_state["against"])


def _clear() -> None:
    """Clear what was clicked, before the filters of the next run."""
    chosen = st.session_state["chips"]
    st.session_state["chips"] = []
    clicked = chosen[0] if chosen else None
    if clicked == _ALL:
        filters.clear_all()
    elif clicked in filters.BY_ITSELF:
        st.session_state[clicked] = filters.BY_ITSELF[clicked]
    elif clicked is not None:
        words = clicked.partition(":")[2]
        st.session_state["where"] = [w for w in filters.chosen() if w != words]
