"""Drawing a chart on a page: the theme's colours, one toolbar, and words for a screen reader."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from icp_metrics.charts.look import CONFIG, Figure
from icp_metrics.ui import selected

_WIDE = 1100


def draw(chart: Figure, *, key: str, alt: str, on_select: Callable[[], None] | None = None) -> None:
    """Draw a chart. `alt` is its takeaway; `on_select` runs when a mark is clicked."""
    st.plotly_chart(
        chart,
        key=key,
        theme=None,
        config=_config(chart, key),
        alt=alt,
        on_select=on_select if on_select is not None else "ignore",
        selection_mode="points",
    )


def _config(chart: Figure, key: str) -> dict[str, Any]:
    """The toolbar; its picture is as wide as a slide on any screen, and says what it is of."""
    picture = {
        "format": "png",
        "scale": 2,
        "width": _WIDE,
        "height": chart.layout.height,
        "filename": selected.picture_name(key.replace("_", " ")),
    }
    return {**CONFIG, "toImageButtonOptions": picture}
