"""Whose the rows are: each way to find their accounts, in rows and in money, to choose from."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.suggest import Join, with_column
from icp_metrics.ui import tables
from icp_metrics.ui.mapping_state import MappingState, Seen, edit
from icp_metrics.ui.mapping_values import key_of

_WAYS = {"id": "identifier", "domain": "domain", "name": "name", "key": "key of another system"}


def draw_joins(state: MappingState, seen: Seen) -> None:
    """Per table of facts the ways, and which one the mapping says."""
    if not seen.joins:
        return
    with st.expander("Whose the rows are: matching accounts", icon=":material/link:"):
        for table, group in groupby(seen.joins, key=lambda j: j.table):
            _draw(state, table, list(group))


def _draw(state: MappingState, table: str, ways: list[Join]) -> None:
    st.markdown(f"**{wording.plain(table)}**")
    tables.show(
        pl.DataFrame(
            [
                {
                    "account by": _WAYS[w.on],
                    "column": w.header,
                    "matched": w.matched,
                    "ambiguous": w.ambiguous,
                    "unmatched": w.unmatched,
                    "blank": w.blank,
                    "matched amount": _plain(w.matched_amount),
                    "ambiguous amount": _plain(w.ambiguous_amount),
                    "unmatched amount": _plain(w.unmatched_amount),
                    "such as": ", ".join(w.examples),
                }
                for w in ways
            ]
        ),
        alt=f"Rows of {table} that find an account, by each way",
    )
    offered = [w for w in ways if w.now or w.says is not None]
    now = next((i for i, w in enumerate(offered) if w.now), None)
    if len(offered) < 2:
        return
    key = key_of(state, "join", table)
    st.radio(
        wording.plain(f"The account of a row of {table} is found by"),
        range(len(offered)),
        index=now,
        format_func=lambda i: wording.plain(f"{_WAYS[offered[i].on]} in {offered[i].header}"),
        key=key,
        on_change=_choose,
        args=(state, table, offered, key),
        horizontal=True,
    )


def _plain(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def _choose(state: MappingState, table: str, offered: list[Join], key: str) -> None:
    way = offered[st.session_state[key]]
    if not way.now:
        edit(state, lambda text: with_column(text, table, "account_id", way.says))
