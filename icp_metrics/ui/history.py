"""The trend of a KPI, in a fragment of its own: changing its step redraws nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import cast

import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.charts.trend import trend
from icp_metrics.compare import Slice, periods
from icp_metrics.compare.periods import Every
from icp_metrics.compare.question import data_through
from icp_metrics.ui import filters, frame, source
from icp_metrics.ui.draw import draw
from icp_metrics.ui.told import guarded
from icp_metrics.wording.glossary import meaning

_BACK = {"month": 18, "quarter": 36, "year": 60}
_LENGTH = {"month": 1, "quarter": 3, "year": 12}


@st.fragment
@guarded
def draw_history(context: frame.Context, asked: Slice, kpi: str) -> None:
    """Both groups over the months, quarters or years up to the end of the data."""
    filters.whole_page()
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    left.subheader("Since when", anchor=False, help=meaning("Incomplete period"))
    with right:
        step = st.segmented_control(
            "Step",
            ["month", "quarter", "year"],
            default="quarter",
            required=True,
            key="every",
            bind="query-params",
            label_visibility="collapsed",
        )
    every = cast("Every", step if step in _BACK else "quarter")
    view = context.view
    ends = data_through(view, kpi_named(kpi)) + timedelta(days=1)
    fiscal: int = view.settings["fiscal_year_start"]
    last = periods.start_of(ends - timedelta(days=1), every, fiscal)
    whole = replace(
        asked,
        starts=periods.add_months(last, _LENGTH[every] - _BACK[every]),
        ends=periods.add_months(last, _LENGTH[every]),
        every=every,
        adjust=False,
    )
    total = source.answer(context.pin, kpi, asked)[0]
    answered = source.figures(context.pin, kpi, whole)
    rows = [r for r in answered if wording.same_horizon(r, total)]
    first = next((i for i, r in enumerate(rows) if r.groups["all"].facts), 0)
    if not any(wording.shown(r.groups[g].estimate) for r in rows for g in ("fit", "not_fit")):
        st.info(
            f"Too early: no {every} has enough accounts yet.", icon=":material/hourglass_empty:"
        )
        return
    draw(
        trend(rows[first:], frame.look(), fiscal, (total.extras.get("target") or {}).get("value")),
        key="trend",
        alt=f"{wording.title(rows[-1])} in ICP and outside by {every}, with likely ranges.",
        on_select=_filter_period,
    )
    st.caption("Hollow: the data ends before the period does. No mark: too early to say.")


def _filter_period() -> None:
    """A click on a quarter makes it the period of the page."""
    for period in filters.selection(st.session_state["trend"]):
        st.session_state["period"] = period[0]
