"""How many people of an account used the product, beside how many may."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from icp_metrics import wording
from icp_metrics.charts.look import Figure, Look, figure


def usage(found: pl.DataFrame, look: Look) -> Figure:
    """Active users over time as a line, licensed ones as steps above it."""
    chart = figure(look, height=200)
    for column, words, shape, dash, colour in (
        ("licensed_users", "May use it", "hv", "dot", look.faint),
        ("active_users", "Used it", "linear", "solid", look.text),
    ):
        known = found.filter(pl.col(column).is_not_null())
        if known.height:
            chart.add_trace(
                go.Scatter(
                    x=known["used_on"].to_list(),
                    y=known[column].to_list(),
                    name=words,
                    mode="lines",
                    line={"color": colour, "dash": dash, "shape": shape, "width": 2},
                    hovertemplate=(
                        f"%{{x|{wording.day_pattern()}}}<br>%{{y:,}} people: {words}<extra></extra>"
                    ),
                )
            )
    chart.update_yaxes(rangemode="tozero")
    return chart
