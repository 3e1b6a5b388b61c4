"""A cost per customer at every lag from spending to winning, and whether the answer hangs on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.charts.pairs import Line, pairs
from icp_metrics.compare.lags import Lag
from icp_metrics.compare.row import Row
from icp_metrics.ui import drill, frame, source, tables
from icp_metrics.ui.draw import draw
from icp_metrics.ui.jump import leave
from icp_metrics.ui.told import guarded


@st.fragment
@guarded
def draw_lags(context: frame.Context, row: Row) -> None:
    """Both groups at each lag, and the answer there."""
    st.subheader("By the lag from spending to winning", anchor=False)
    asked = replace(context.asked, by=None, every=None, variant=row.variant)
    with st.skeleton(height=420):
        found = source.lags(context.pin, row.kpi.id, asked)
    if not found:
        st.caption("At no lag is a customer of this period won whose cost is known.")
        return
    st.markdown(wording.plain(wording.holds(found)))
    usual: int = context.view.settings["cac_lag_months"]
    lines = [_line(lag, usual, row.variant) for lag in found]
    chart = pairs(lines, frame.look(), unit=row.kpi.unit, currency=row.currency)
    draw(
        chart,
        key="lags",
        alt=f"{row.kpi.title} by lag. {wording.holds(found)}",
        on_select=drill.opens(context.view, row, "lags"),
    )
    leave()
    tables.show(_table(found, row), alt="The figure at every lag")
    words = wording.inline(row.kpi.differs[row.variant].words)
    st.caption(
        "Spend of a month is held to win customers so many months later (`cac_lag_months`, now "
        f"{usual}). Which account bears it does not hang on the lag. Figures are those {words}; "
        "the answer is that of all ways of sharing spend."
    )
    short = [lag for lag in found if lag.period != row.period]
    if short:
        st.caption(
            "Of part of the period, where spend is not known for all of it: "
            + "; ".join(f"{_months(lag)}, {wording.dates(lag.period)}" for lag in short)
            + "."
        )


def _line(lag: Lag, usual: int, variant: str) -> Line:
    words = _months(lag)
    return Line(
        label=f"{words}<br>as set" if lag.months == usual else words,
        words=f"Lag of {words}",
        groups={name: lag.row.groups[name].estimate for name in ("fit", "not_fit")},
        # Rows are kept for the lag that is set alone.
        name=variant if lag.months == usual else None,
    )


def _table(found: Sequence[Lag], row: Row) -> pl.DataFrame:
    lines = []
    for lag in found:
        line = {"Lag": _months(lag)}
        for name in ("fit", "not_fit"):
            e = lag.row.groups[name].estimate
            shown = wording.shown(e)
            line[wording.GROUP_WORDS[name]] = wording.value(
                e.value if shown else None, row.kpi.unit, row.currency
            )
        line["In ICP, of outside"] = _times(lag.row)
        line[wording.capital(row.kpi.differs[row.variant].words)] = wording.of_this_way(lag.row)
        line["Answer"] = wording.verdict(lag.row)
        lines.append(line)
    return pl.DataFrame(lines)


def _times(row: Row) -> str:
    """`0.70 (0.53 to 0.91)`: the ratio that decides; a dash where a side is too early to show."""
    gap = wording.comparison(row)
    if gap.ratio is None or gap.ratio_low is None or gap.ratio_high is None:
        return "–"
    ratio, low, high = (wording.digits(r, 2) for r in (gap.ratio, gap.ratio_low, gap.ratio_high))
    return f"{ratio} ({low} to {high})"


def _months(lag: Lag) -> str:
    return f"{lag.months} {'month' if lag.months == 1 else 'months'}"
