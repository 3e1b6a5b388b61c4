"""The picture of one number: each group's value with its likely range."""

from __future__ import annotations

import plotly.graph_objects as go

from icp_metrics import wording
from icp_metrics.charts.look import MARKERS, Figure, Look, axis_format, figure, say_early, whiskers
from icp_metrics.compare.row import Row

_SHOWN = ("unknown", "not_fit", "fit")


def groups(row: Row, look: Look) -> Figure:
    """A point with its interval per group, the value written beside it; the target as a line."""
    kpi = row.kpi
    chart = figure(look, height=210)
    for name in _SHOWN:
        group = row.groups[name]
        e = group.estimate
        hidden = not wording.shown(e)
        label = wording.GROUP_WORDS[name]
        said = "too early" if hidden else wording.value(e.value, kpi.unit, row.currency)
        around = wording.interval(e, kpi.unit, row.currency)
        chart.add_trace(
            go.Scatter(
                x=[None if hidden else e.value],
                y=[f"{label}  "],
                mode="markers+text",
                text=[f"  {said}"],
                textposition="top center",
                marker={"color": look.of(name), "symbol": MARKERS[name], "size": 13},
                error_x=whiskers([] if hidden else [e], look.of(name), thickness=3, width=7),
                customdata=[[name]],
                hovertemplate=(
                    f"{label}: {said}<br>likely {around}<br>{wording.behind(group, kpi)}"
                    "<extra></extra>"
                ),
                showlegend=False,
            )
        )
    told = row.extras.get("target")
    if told is not None:
        chart.add_vline(
            x=told["value"],
            line={"color": look.faint, "dash": "dot", "width": 1.5},
            annotation={
                "text": f"target {wording.value(told['value'], kpi.unit, row.currency)}",
                "font": {"color": look.faint, "size": 12},
                "yanchor": "bottom",
            },
        )
    chart.update_xaxes(**axis_format(kpi.unit, row.currency), rangemode="tozero")
    chart.update_yaxes(showgrid=False, zeroline=False, range=[-0.5, 2.7])
    say_early(chart, look)
    return chart
