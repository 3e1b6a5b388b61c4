"""What there is in each segment, by group: no group does better, so no difference is drawn."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from icp_metrics import wording
from icp_metrics.charts.look import Figure, Look, axis_format, figure
from icp_metrics.charts.named import name_lines, short, whole
from icp_metrics.compare.row import Row

_GROUPS = ("fit", "not_fit", "unknown")
_THICK = 0.5


def mix(rows: Sequence[Row], look: Look) -> Figure:
    """One line per segment in the order given: parts of a whole stacked, means side by side."""
    kpi, currency = rows[0].kpi, rows[0].currency
    stacked = kpi.unit != "days"
    heights = [len(rows) - 1 - i for i in range(len(rows))]
    chart = figure(look, height=90 + (46 if stacked else 70) * len(rows))
    for place, group in enumerate(_GROUPS):
        told = [r.groups[group] for r in rows]
        values = [g.estimate.value if wording.shown(g.estimate) else None for g in told]
        words = wording.GROUP_WORDS[group]
        thick = _THICK if stacked else _THICK / len(_GROUPS)
        down = 0.0 if stacked else (1 - place) * thick
        chart.add_trace(
            go.Bar(
                x=values,
                y=[height + down for height in heights],
                width=thick,
                name=words,
                orientation="h",
                marker={"color": look.of(group), "line": {"color": look.paper, "width": 1}},
                customdata=[[r.by, r.segment] for r in rows],
                hovertext=[
                    f"{whole(r)}<br>{words}: {wording.value(v, kpi.unit, currency)}<br>"
                    f"{wording.behind(g, kpi)}"
                    for r, v, g in zip(rows, values, told, strict=True)
                ],
                hoverinfo="text",
            )
        )
    chart.update_layout(barmode="stack" if stacked else "overlay", legend={"traceorder": "normal"})
    name_lines(
        chart,
        look,
        [short(row) for row in rows],
        [wording.digits(row.groups["all"].n) for row in rows],
        at=[height + _THICK / 2 for height in heights],
    )
    chart.update_yaxes(range=[-0.5, len(rows) - 0.25])
    chart.update_xaxes(**axis_format(kpi.unit, currency), rangemode="tozero")
    return chart
