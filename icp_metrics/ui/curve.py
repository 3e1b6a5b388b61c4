"""The curve of a KPI that follows deals or customers, in a fragment of its own."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.charts.curve import AXES, curve
from icp_metrics.compare.row import Row
from icp_metrics.ui import frame, source
from icp_metrics.ui.draw import draw
from icp_metrics.ui.told import guarded
from icp_metrics.wording.glossary import meaning


@st.fragment
@guarded
def draw_curve(context: frame.Context, row: Row) -> None:
    """Both groups from the first day on, with how many are followed beneath."""
    axes = AXES[type(row.kpi.estimator)]
    tip = f"{meaning('Numbers at risk')} {meaning('Horizon')}"
    st.subheader(f"{axes.unit[:-1].capitalize()} by {axes.unit[:-1]}", anchor=False, help=tip)
    with st.skeleton(height=440):
        points = source.curves(context.pin, row.kpi.id, replace(context.asked, every=None))
    if points["value"].drop_nulls().is_empty():
        st.info(
            "Too early: too few were followed from their first day on.",
            icon=":material/hourglass_empty:",
        )
        return
    draw(curve(row, points, frame.look()), key="curve", alt=_takeaway(row, points))
    said = (
        f"Shaded: the likely range. Beneath: how many are {axes.at_risk.lower()} at that age; "
        "where fewer than the smallest number are, a line ends. "
    )
    if row.horizon is not None:
        where = "half of those won by the horizon" if row.kpi.unit == "days" else "the horizon"
        said += f"The mark: {where}. Horizon: {row.horizon} {axes.unit}."
    st.caption(wording.plain(said))


def _takeaway(row: Row, points: pl.DataFrame) -> str:
    """What the lines say at the last day both reach, after the sentence of the row."""
    axes = AXES[type(row.kpi.estimator)]
    known = points.filter(pl.col("value").is_not_null())
    ends = {g: part for (g,), part in known.partition_by("group", as_dict=True).items()}
    if not {"fit", "not_fit"} <= set(ends):
        return wording.sentence(row)
    day = min(int(ends[g]["at"][-1]) for g in ("fit", "not_fit"))
    unit = "share" if axes.steps else row.kpi.unit
    fit, other = (
        wording.value(ends[g].filter(pl.col("at") <= day)["value"][-1], unit, row.currency)
        for g in ("fit", "not_fit")
    )
    return (
        f"{wording.sentence(row)} {axes.value} at {day} {axes.unit}: {fit} in ICP, {other} outside."
    )
