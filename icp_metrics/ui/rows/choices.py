"""How the reader looks through rows: words to find, what became of them, order, more columns.

All of it is in the address. What a KPI does not know is taken out before its widget is drawn.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import streamlit as st

from icp_metrics import wording
from icp_metrics.compare.listing import Wanted
from icp_metrics.ui.rows.columns import Columns
from icp_metrics.wording.listing import outcome_counts

_DOWN, _UP = "Descending", "Ascending"


def wanted(of: Columns, outcomes: Mapping[str, int]) -> Wanted:
    """Let the reader choose."""
    _known("outcome", outcomes)
    _known("sort", of.sorted_by)
    _known("columns", of.beside)
    find, outcome = st.columns([2, 3], vertical_alignment="bottom")
    with find:
        words = st.text_input(
            "Find",
            key="find",
            bind="query-params",
            placeholder="Name, reason, any text",
            icon=":material/search:",
            max_chars=100,
            help="Each word must stand somewhere in a row: in a name, an id, a reason, or a text.",
        )
    with outcome:
        became = _outcome(outcomes)
    by, order, more = st.columns([2, 2, 3], vertical_alignment="bottom")
    options = [of.first, *(w for w in of.sorted_by if w != of.first)]
    with by:
        sort = st.selectbox("Sort by", options, key="sort", bind="query-params")
    with order:
        direction = st.segmented_control(
            "Order",
            [_DOWN, _UP],
            default=_DOWN,
            required=True,
            key="order",
            bind="query-params",
        )
    addable = [w for w, name in of.beside.items() if name not in of.usual]
    with more:
        picked = st.multiselect(
            "More columns",
            addable,
            key="columns",
            bind="query-params",
            placeholder="Choose columns",
        )
    added = [of.beside[w] for w in picked if w in of.beside]
    # The usual order is the money where there is any to sort by, which only the data can tell.
    key = None if sort == of.first and of.money else of.sorted_by.get(sort or "")
    own = [key] if key is not None and "." in key else []
    return Wanted(
        find=(words or "").strip(),
        outcome=became,
        sort=key,
        descending=direction != _UP,
        columns=tuple(dict.fromkeys((*of.usual, *added, *own))),
    )


def narrowed(asked: Wanted) -> list[str]:
    """What is left out by, as a reader would say it."""
    found = [f"find “{wording.plain(asked.find)}”"] if asked.find else []
    return [*found, *([asked.outcome] if asked.outcome else [])]


def reset() -> None:
    """Take search and outcome away; for callbacks."""
    st.session_state["find"] = ""
    st.session_state["outcome"] = None


def _outcome(outcomes: Mapping[str, int]) -> str | None:
    """What became of them, where that differs."""
    if len(outcomes) < 2:
        return None
    picked = st.pills(
        "Outcome",
        list(outcomes),
        key="outcome",
        bind="query-params",
        help=wording.capital(f"{outcome_counts(outcomes)}."),
    )
    return picked if picked in outcomes else None


def _known(key: str, options: Collection[str]) -> None:
    """Keep of what was chosen what there is: another KPI has other columns and outcomes."""
    now = st.session_state.get(key)
    if isinstance(now, list):
        left = [v for v in now if v in options]
        if left != now:
            st.session_state[key] = left
    elif now is not None and now not in options:
        del st.session_state[key]
