"""Everything that happened to an account in one list, the newest first."""

from __future__ import annotations

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.compare.accounts import AccountCard
from icp_metrics.compare.happened import KINDS, Event, happened
from icp_metrics.ui import tables
from icp_metrics.ui.told import guarded

_SCHEMA = {"On": pl.Date, "What": pl.String, "About": pl.String, "Amount": pl.String}
_MOVED = ("expanded", "contracted", "churned")


@st.fragment
@guarded
def draw_timeline(card: AccountCard) -> None:
    """The list, and a choice of kinds; nothing where nothing happened."""
    events = happened(card)
    if not events:
        return
    st.markdown("**What happened**")
    there = {e.kind for e in events}
    picked = st.pills(
        "Show only",
        [kind for kind in KINDS if kind in there],
        selection_mode="multi",
        key="kinds",
        bind="query-params",
        label_visibility="collapsed",
    )
    chosen = [e for e in events if e.kind in picked] if picked else events
    shown = pl.DataFrame([_line(e) for e in chosen], _SCHEMA)
    tables.show(
        shown,
        height=min(420, 36 * (shown.height + 1) + 2),
        alt=f"{wording.counted(shown.height, 'events')}, the newest first",
    )


def _line(event: Event) -> dict[str, object]:
    about = event.about
    if event.kind == "fit changed":
        about = f"now {wording.GROUP_WORDS[event.about]}"
    elif event.about in wording.SOURCE_WORDS:
        about = f"MRR, from {wording.SOURCE_WORDS[event.about]}"
    amount = ""
    if event.amount is not None:
        moved = event.kind in _MOVED
        amount = (
            wording.difference(event.amount, "money", event.currency)
            if moved
            else wording.full_money(event.amount, event.currency)
        )
    return {"On": event.on, "What": event.kind, "About": about, "Amount": amount}
