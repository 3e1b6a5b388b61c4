"""A figure under every way of sharing spend, and the spend that nobody bears.

`table` serves any KPI that is counted in several ways.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.charts.allocations import allocations, estimate_of
from icp_metrics.compare.row import Row
from icp_metrics.statistics.estimate import Difference
from icp_metrics.ui import drill, frame, jump, source, tables
from icp_metrics.ui.draw import draw
from icp_metrics.ui.told import guarded
from icp_metrics.wording.glossary import meaning


@st.fragment
@guarded
def draw_allocations(context: frame.Context, row: Row) -> None:
    """Both groups under each allocation, and what the one on the page finds nobody for."""
    st.subheader(
        "By every way of sharing spend", anchor=False, help=meaning("Hangs on how it is counted")
    )
    draw(
        allocations(row, frame.look()),
        key="allocations",
        alt=_takeaway(row),
        on_select=drill.opens(context.view, row, "allocations"),
    )
    jump.leave()
    st.caption(
        "There is an answer only where all ways that can be told agree. Hollow: only customers "
        "bear a cost, so the groups cost the same by construction."
    )
    tables.show(
        table(row, called="Shared"),
        alt="The figure under every way of sharing spend",
    )
    _nobodys(context, row)


def _nobodys(context: frame.Context, row: Row) -> None:
    words = row.kpi.differs[row.variant].words
    with st.skeleton(height=120):
        asked = replace(context.asked, by=None, every=None, variant=row.variant)
        found = source.unallocated(context.pin, row.kpi.id, asked)
    if found.is_empty():
        st.caption(f"All spend of this period is borne by accounts, {words}.")
        return
    st.markdown(f"**Spend that could not be allocated, {words}**")
    # Months have no currency; what they are made of has.
    currency = row.currency or context.view.settings["reporting_currency"]
    lines = [
        {
            "Channel": wording.plain(wording.segment(channel)),
            "Amount": wording.full_money(amount, currency),
        }
        for channel, amount in found.rows()
    ]
    tables.show(pl.DataFrame(lines), alt="Spend that could not be allocated")
    st.caption(
        "Neither group bears it: nothing was created in its month, or nothing that "
        "came from its campaign or channel, or it names no account."
    )


def table(row: Row, *, called: str) -> pl.DataFrame:
    """Both groups, and how they compare, under each way of counting; `called`: what those are."""
    lines = []
    for name, found in row.extras["variants"].items():
        line = {called: wording.basis(row.kpi, name, found)}
        for group in ("fit", "not_fit"):
            e = estimate_of(found[group])
            shown = wording.shown(e)
            value = wording.value(e.value if shown else None, row.kpi.unit, row.currency)
            around = wording.interval(e, row.kpi.unit, row.currency) if shown else ""
            line[wording.GROUP_WORDS[group]] = f"{value} ({around})" if around else value
        if row.kpi.estimator.decides_by_ratio:
            line["In ICP, of outside"] = _times(found)
        else:
            line["Difference"] = _apart(row, found)
        lines.append(line)
    return pl.DataFrame(lines)


def _times(found: Mapping[str, Any]) -> str:
    """`0.70 (0.53 to 0.91)`: the ratio that decides; a dash where a side is too early to show."""
    gap = found["gap"]
    shown = all(wording.shown(estimate_of(found[group])) for group in ("fit", "not_fit"))
    if not shown or gap["ratio"] is None:
        return "–"
    ratio, low, high = (wording.digits(gap[k], 2) for k in ("ratio", "ratio_low", "ratio_high"))
    return f"{ratio} ({low} to {high})"


def _apart(row: Row, found: Mapping[str, Any]) -> str:
    """`+8.8 pp (3.8 to 13.8 pp)`; a dash where a side is too early to show."""
    gap = Difference(*(found["gap"][k] for k in ("value", "low", "high")))
    shown = all(wording.shown(estimate_of(found[group])) for group in ("fit", "not_fit"))
    if not shown or gap.value is None:
        return "–"
    said = wording.difference(gap.value, row.kpi.unit, row.currency)
    return f"{said} ({wording.interval(gap, row.kpi.unit, row.currency, signed=True)})"


def _takeaway(row: Row) -> str:
    """How many of the ways that can be told say the same."""
    told = [v for v in row.extras["variants"].values() if not v["circular"]]
    gaps = [v["gap"]["value"] for v in told if v["gap"]["value"] is not None]
    lower = sum(gap < 0 for gap in gaps)
    return (
        f"{row.kpi.title} under every way of sharing spend: in ICP it is lower under {lower} of "
        f"the {len(gaps)} that can be told."
    )
