"""The trend: fit and not fit by period with their likely ranges, the incomplete period hollow."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from icp_metrics import wording
from icp_metrics.charts.look import DASHES, MARKERS, Figure, Look, axis_format, figure, whiskers
from icp_metrics.compare import periods
from icp_metrics.compare.row import Row


def trend(rows: Sequence[Row], look: Look, fiscal_year_start: int) -> Figure:
    """One line per group over the rows' periods. A value under the minimum n leaves a gap."""
    chart = figure(look, height=320)
    labels = [periods.label(r.period, fiscal_year_start) for r in rows]
    for offset, name in ((-0.06, "fit"), (0.06, "not_fit")):
        kpi = rows[0].kpi
        estimates = [r.groups[name].estimate for r in rows]
        shown = [e.value if wording.shown(e) else None for e in estimates]
        hover = [
            f"{wording.GROUP_WORDS[name]}, {label}: "
            f"{wording.value(value, kpi.unit, r.currency)}<br>"
            f"likely {wording.interval(e, kpi.unit, r.currency)}<br>"
            f"{wording.behind(r.groups[name], kpi)}"
            f"{'' if r.period.complete else '<br>incomplete: the data ends before the period'}"
            for e, value, r, label in zip(estimates, shown, rows, labels, strict=True)
        ]
        symbol = MARKERS[name]
        chart.add_trace(
            go.Scatter(
                x=[i + offset for i in range(len(rows))],
                y=shown,
                name=wording.GROUP_WORDS[name],
                mode="lines+markers",
                connectgaps=False,
                line={"color": look.of(name), "dash": DASHES[name], "width": 2},
                marker={
                    "color": look.of(name),
                    "size": 9,
                    "symbol": [symbol if r.period.complete else f"{symbol}-open" for r in rows],
                },
                error_y=whiskers(estimates, look.of(name), thickness=1.5, width=4),
                customdata=[[label] for label in labels],
                hovertext=hover,
                hoverinfo="text",
            )
        )
    chart.update_xaxes(
        tickmode="array",
        tickvals=list(range(len(rows))),
        ticktext=labels,
        showgrid=False,
        zeroline=False,
    )
    chart.update_yaxes(**axis_format(rows[0].kpi.unit, rows[0].currency), rangemode="tozero")
    return chart
