"""A figure on its other bases: a line beneath it, and all of them side by side."""

from __future__ import annotations

import streamlit as st

from icp_metrics import wording
from icp_metrics.charts.allocations import allocations
from icp_metrics.compare.row import Row
from icp_metrics.ui import drill, frame, tables
from icp_metrics.ui.allocations import table
from icp_metrics.ui.draw import draw
from icp_metrics.wording.glossary import meaning


def draw_beneath(row: Row) -> None:
    """What the other basis says, and why where they do not agree; nothing on one basis alone."""
    for said in wording.bases(row):
        st.caption(wording.plain(said))


def draw_bases(context: frame.Context, row: Row) -> None:
    """Both groups on each basis."""
    st.subheader("On every basis", anchor=False, help=meaning("Hangs on how it is counted"))
    draw(
        allocations(row, frame.look()),
        key="bases",
        alt=_takeaway(row),
        on_select=drill.opens(context.view, row, "bases"),
    )
    st.caption(wording.plain(wording.bases_mean(row)))
    tables.show(table(row, called="Basis"), alt="The figure on every basis")


def _takeaway(row: Row) -> str:
    """In how many of those that can be told it is higher in ICP."""
    told = row.extras["variants"].values()
    gaps = [v["gap"]["value"] for v in told if v["gap"]["value"] is not None]
    higher = sum(gap > 0 for gap in gaps)
    return (
        f"{row.kpi.title} on every basis: in ICP it is higher on {higher} of the {len(gaps)} that "
        "can be told."
    )
