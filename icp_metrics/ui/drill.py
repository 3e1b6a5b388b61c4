"""From a mark to the rows behind it: a click opens them, with the filters in force."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View
from icp_metrics.compare.question import variant_of
from icp_metrics.compare.row import Row
from icp_metrics.ui import filters, jump

MOVES = {
    "new": "new",
    "reactivation": "came back",
    "expansion": "expanded",
    "contraction": "contracted",
    "churn": "churned",
}
"""What became of the rows that are a movement of MRR, by its name."""

BANDS = {
    "promoters": "promoter",
    "passives": "passive",
    "detractors": "detractor",
    "top": "satisfied",
    "others": "not satisfied",
}
"""What the answers of a band are called among the rows."""


def way(view: View, kpi: str, variant: str) -> str:
    """The parameter for a way of counting: nothing of the one a page has by itself."""
    of = KPIS[kpi]
    if variant not in of.differs or variant == variant_of(view, of, Slice()):
        return ""
    return of.differs[variant].words


def opens(view: View, row: Row, key: str) -> Callable[[], None] | None:
    """What a click on a mark of a chart does: open the rows its customdata names, a group and
    perhaps a way of counting and an outcome. None of a figure that has no rows of its own."""
    if row.kpi.parts:
        return None
    ways = {name: way(view, row.kpi.id, name) for name in (*row.kpi.ways, row.variant)}
    return partial(_open, key, row.kpi.title, ways, row.variant)


def _open(key: str, title: str, ways: dict[str, str], variant: str) -> None:
    for group, *more in filters.selection(st.session_state[key])[:1]:
        name, outcome = (*more, None, None)[:2]
        if group is None:
            return
        jump.ask(
            "accounts",
            kpi=title,
            group=wording.GROUP_WORDS[group],
            variant=ways.get(name or variant, ""),
            outcome=outcome or "",
        )
