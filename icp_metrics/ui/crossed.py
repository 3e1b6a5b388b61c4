"""Two attributes crossed: a heat map, where a click filters by both, and a table with ranges."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from icp_metrics import wording
from icp_metrics.charts.heat import heat
from icp_metrics.compare.cross import Cross
from icp_metrics.ui import filters, frame, nothing, other, source, tables
from icp_metrics.ui.draw import draw
from icp_metrics.wording import breakdown as words

_CELL = 74
"""Pixels that the words of a cell need."""


def draw_crossed(context: frame.Context, kpi: str, by: str, and_by: str) -> None:
    """The difference in each pair of values of two attributes."""
    found = source.crossed(context.pin, kpi, replace(context.asked, by=by, and_by=and_by))
    if not found.cells:
        nothing.say_nothing(found.total.kpi.fact_noun, key="clear_breakdown")
        return
    across = min(len(found.first.labels), len(found.second.labels))
    # On a phone the cells keep their width and are pushed sideways: words do not shrink.
    st.html(f"<style>.st-key-heat {{ min-width: {_CELL * across}px; }}</style>")
    with st.container(key="sideways"):
        draw(
            heat(found, frame.look()),
            key="heat",
            alt=words.crossed_takeaway(found),
            on_select=partial(_filter_both, found),
        )
    st.caption(wording.plain(words.crossed_legend(found)))
    with st.expander("As a table"):
        tables.crossed(found)


def _filter_both(found: Cross) -> None:
    first, second = found.first, found.second
    for one, two in filters.selection(st.session_state["heat"]):
        other.filter_by((first.name, one, first.folded), (second.name, two, second.folded))
