"""What there is in each segment, by group: no group does better, so no difference is drawn."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from icp_metrics import wording
from icp_metrics.charts.look import Figure, Look, axis_format, figure
from icp_metrics.compare.row import Row

_GROUPS = ("fit", "not_fit", "unknown")


def mix(rows: Sequence[Row], look: Look) -> Figure:
    """One line per segment, the most on top: parts of a whole stacked, means side by side."""
    kpi, currency = rows[0].kpi, rows[0].currency
    stacked = kpi.unit != "days"
    ranked = sorted(rows, key=lambda r: -r.groups["all"].facts)
    names = [wording.plain_html(wording.segment(r.segment)) for r in ranked]
    chart = figure(look, height=90 + (34 if stacked else 60) * len(rows))
    for group in _GROUPS:
        told = [r.groups[group] for r in ranked]
        values = [g.estimate.value if wording.shown(g.estimate) else None for g in told]
        words = wording.GROUP_WORDS[group]
        chart.add_trace(
            go.Bar(
                x=values,
                y=names,
                name=words,
                orientation="h",
                marker={"color": look.of(group), "line": {"color": look.paper, "width": 1}},
                customdata=[[r.by, r.segment] for r in ranked],
                hovertext=[
                    f"{name}<br>{words}: {wording.value(v, kpi.unit, currency)}<br>"
                    f"{wording.behind(g, kpi)}"
                    for name, v, g in zip(names, values, told, strict=True)
                ],
                hoverinfo="text",
            )
        )
    chart.update_layout(barmode="stack" if stacked else "group", legend={"traceorder": "normal"})
    chart.update_yaxes(autorange="reversed", showgrid=False)
    chart.update_xaxes(**axis_format(kpi.unit, currency), rangemode="tozero")
    return chart
