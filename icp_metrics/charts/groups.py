"""The picture of one number: each group's value with its likely range."""

from __future__ import annotations

import plotly.graph_objects as go

from icp_metrics import wording
from icp_metrics.charts.look import MARKERS, Look, axis_format, figure
from icp_metrics.compare.row import Row

_SHOWN = ("unknown", "not_fit", "fit")


def groups(row: Row, look: Look) -> go.Figure:
    """A point with its interval per group, the value written beside it."""
    kpi = row.kpi
    chart = figure(look, height=210)
    for name in _SHOWN:
        group = row.groups[name]
        e = group.estimate
        hidden = e.value is None or e.status == "insufficient"
        label = wording.GROUP_WORDS[name]
        said = "too early" if hidden else wording.value(e.value, kpi.unit, row.currency)
        around = wording.interval(e, kpi.unit, row.currency)
        low_high = [0.0, 0.0] if e.low is None or e.high is None else [e.low, e.high]
        chart.add_trace(
            go.Scatter(
                x=[None if hidden else e.value],
                y=[f"{label}  "],
                mode="markers+text",
                text=[f"  {said}"],
                textposition="top center",
                marker={"color": look.of(name), "symbol": MARKERS[name], "size": 13},
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [0 if hidden else low_high[1] - (e.value or 0)],
                    "arrayminus": [0 if hidden else (e.value or 0) - low_high[0]],
                    "color": look.of(name),
                    "thickness": 3,
                    "width": 7,
                },
                customdata=[[name]],
                hovertemplate=(
                    f"{label}: {said}<br>likely {around}<br>{wording.behind(group, kpi)}"
                    "<extra></extra>"
                ),
                showlegend=False,
            )
        )
    chart.update_xaxes(tickformat=axis_format(kpi.unit), rangemode="tozero")
    chart.update_yaxes(showgrid=False, zeroline=False, range=[-0.5, 2.7])
    return chart
