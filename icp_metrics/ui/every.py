"""Every KPI in one table, one click away: with counts, likely ranges and q."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.compare.row import Row
from icp_metrics.report import sheets
from icp_metrics.statistics.estimate import Difference
from icp_metrics.ui import cards, frame, tables
from icp_metrics.ui.jump import ask, leave
from icp_metrics.ui.told import guarded

_ALL = tuple(KPIS.values())


@st.fragment
@guarded
def draw_every(context: frame.Context) -> None:
    """The table; it is asked for only when opened. A row opens its KPI."""
    st.subheader("All KPIs", anchor=False)
    with st.expander("Show all KPIs", key="all", bind="query-params") as opened:
        if not opened.open:
            return
        with st.skeleton(height=160):
            answered = cards.answers(context, _ALL)
        rows = [row for row in answered.values() if isinstance(row, Row)]
        shown = pl.DataFrame([_line(row) for row in rows])
        st.session_state["every_title"] = [row.kpi.title for row in rows]
        tables.show(
            shown,
            height=36 * (shown.height + 1) + 2,
            key="every_kpi",
            on_select=_open,
            selection_mode="single-row",
            alt="Every KPI with both groups, the difference, its likely range and the answer.",
        )
        st.caption("Click a row's box to open its KPI. q: p after the comparisons beside it.")
        tables.download(partial(sheets.frame, rows), "all-kpis")
        for words in (row for row in answered.values() if isinstance(row, str)):
            st.caption(f":material/info: {wording.plain(words)}")
        leave()


def _open() -> None:
    picked = st.session_state["every_kpi"]["selection"]["rows"]
    if picked:
        ask("kpi", kpi=st.session_state["every_title"][picked[0]])


def _line(row: Row) -> dict[str, str | int | None]:
    unit, currency = row.kpi.unit, row.currency
    missing = wording.blocked(row)
    line: dict[str, str | int | None] = {"KPI": wording.title(row)}
    for name in ("fit", "not_fit", "unknown"):
        group = row.groups[name]
        said = wording.too_early(group) or wording.value(group.estimate.value, unit, currency)
        line[wording.GROUP_WORDS[name]] = "–" if missing else said
    judged = row.kpi.better != "neither"
    gap = wording.comparison(row) if judged else Difference()
    line["Difference"] = wording.difference(gap.value, unit, currency)
    line["Likely range"] = wording.interval(gap, unit, currency, signed=True)
    line["Answer"] = missing or wording.answer(row)
    line["q"] = None if row.q is None else wording.digits(row.q, 3)
    line["Accounts"] = " v ".join(wording.digits(row.groups[g].n) for g in ("fit", "not_fit"))
    return line
