"""The break-down of a KPI by an attribute: where the difference is, as a forest plot."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.charts.forest import forest
from icp_metrics.charts.mix import mix
from icp_metrics.compare.dimensions import available
from icp_metrics.dimensions import Dimension
from icp_metrics.ui import filters, frame, nothing, source, tables
from icp_metrics.ui.draw import draw

_MOST = 20
_GAP = (
    "In ICP minus outside, with its likely range; at the side the accounts in ICP v outside. "
    "Click a mark to filter by it."
)
_STATE = "It says how things are: no group does better. Click a bar to filter by it."


def draw_breakdown(context: frame.Context, kpi: str) -> None:
    """The difference in each segment of the chosen attribute; a click filters by the segment."""
    known = [Dimension(a).name for a in available(context.view, kpi_named(kpi))]
    names = {wording.attribute(name): name for name in known}
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    left.subheader("Where", anchor=False)
    with right:
        words = st.selectbox(
            "Break down by",
            list(names),
            index=list(names).index("Region"),
            key="by",
            bind="query-params",
        )
    by = names.get(words, "region")
    rows = source.answer(context.pin, kpi, replace(context.asked, by=by))
    total, segments = rows[0], rows[1:]
    largest = sorted(segments, key=lambda r: (-r.groups["all"].facts, -r.groups["all"].n))[:_MOST]
    shown = [r for r in segments if r in largest]
    if not shown:
        nothing.say_nothing(total.kpi.fact_noun, key="clear_breakdown")
        return
    state = total.kpi.better == "neither" and "projection" not in total.flags
    decided = [r for r in shown if r.verdict in ("better", "worse")]
    of = f"{wording.inline(wording.title(total))} by {words}"
    draw(
        mix(shown, frame.look()) if state else forest(total, shown, frame.look()),
        key="forest",
        alt=f"{of}, in ICP, outside and not to be told."
        if state
        else f"Difference in {of}: {len(decided)} of {len(shown)} segments are decided.",
        on_select=_filter_segment,
    )
    said = _STATE if state else _GAP
    if len(shown) < len(segments):
        said += f" The {_MOST} largest of {len(segments)} values are shown."
    st.caption(said)
    with st.expander("As a table"):
        tables.segments(rows)


def _filter_segment() -> None:
    for name, label in filters.selection(st.session_state["forest"]):
        if name is not None:
            filters.add(name, label)
