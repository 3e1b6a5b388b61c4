"""The break-down of a KPI: where the difference is, by one attribute or by two, in a fragment."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.charts.forest import forest
from icp_metrics.charts.mix import mix
from icp_metrics.compare.breakdown import Breakdown
from icp_metrics.compare.question import OTHER, variant_of
from icp_metrics.ui import attributes, crossed, filters, frame, nothing, other, source, tables
from icp_metrics.ui.draw import draw
from icp_metrics.ui.told import guarded
from icp_metrics.wording import breakdown as words


@st.fragment
@guarded
def draw_breakdown(context: frame.Context, kpi: str) -> None:
    """The difference in each segment of the chosen attribute, or of two crossed; a click filters
    by what was clicked."""
    filters.whole_page()
    base = kpi_named(kpi)
    variant = variant_of(context.view, base, context.asked)
    chosen, filled = base.of(variant), source.filled(context.pin, kpi, variant)
    left, middle, right = st.columns([2, 1, 1], vertical_alignment="bottom")
    left.subheader("Where", anchor=False)
    if not filled:
        st.info(words.NOTHING, icon=":material/info:")
        return
    with middle:
        by = attributes.draw_by(filled, chosen)
    state = chosen.better == "neither"
    and_by = None
    if not state and len(filled) > 1:
        with right:
            and_by = attributes.draw_and_by(filled, context.view, chosen, by)
    if and_by is None:
        _draw_one(context, kpi, by)
    else:
        crossed.draw_crossed(context, kpi, by, and_by)


def _draw_one(context: frame.Context, kpi: str, by: str) -> None:
    found = source.breakdown(context.pin, kpi, replace(context.asked, by=by))
    total, segments = found.total, found.segments
    if not any(r.groups["all"].facts or r.groups["all"].n for r in segments):
        nothing.say_nothing(total.kpi.fact_noun, key="clear_breakdown")
        return
    state = total.kpi.better == "neither" and "projection" not in total.flags
    draw(
        mix(segments, frame.look()) if state else forest(total, segments, frame.look()),
        key="forest",
        alt=words.takeaway(found, by, state=state),
        on_select=partial(_filter_segment, found.folded),
    )
    st.caption(wording.plain(words.legend(found, state=state)))
    with st.expander("As a table"):
        clicked = tuple((r.by, r.segment, found.folded) for r in segments if r.by is not None)
        tables.segments([total, *segments], on_row=partial(_filter_row, clicked))
    _draw_other(context, kpi, found)


def _draw_other(context: frame.Context, kpi: str, found: Breakdown) -> None:
    row = next((r for r in found.segments if r.segment == OTHER), None)
    if row is not None and not row.kpi.parts:
        other.draw_other(context, kpi, found.asked, row)


def _filter_row(clicked: tuple[other.Clicked, ...]) -> None:
    """Filter by the row that was clicked; the first is all of them."""
    for place in st.session_state["segments"]["selection"]["rows"]:
        if place:
            other.filter_by(clicked[place - 1])


def _filter_segment(folded: tuple[str, ...]) -> None:
    for name, label in filters.selection(st.session_state["forest"]):
        if name is not None:
            other.filter_by((name, label, folded))
