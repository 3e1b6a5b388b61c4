"""Drawing a chart on a page: the theme's colours, one toolbar, and words for a screen reader."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from icp_metrics.charts.look import CONFIG, Figure


def draw(chart: Figure, *, key: str, alt: str, on_select: Callable[[], None] | None = None) -> None:
    """Draw a chart. `alt` is its takeaway; `on_select` runs when a mark is clicked."""
    st.plotly_chart(
        chart,
        key=key,
        theme=None,
        config=CONFIG,
        alt=alt,
        on_select=on_select if on_select is not None else "ignore",
        selection_mode="points",
    )
