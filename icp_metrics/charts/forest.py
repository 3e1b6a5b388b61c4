"""The forest plot: the difference in each segment with its likely range, sorted, n at the side."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from icp_metrics import wording
from icp_metrics.charts.look import Figure, Look, figure, gap_format, whiskers
from icp_metrics.compare.row import Row


def forest(total: Row, segments: Sequence[Row], look: Look) -> Figure:
    """One line per segment, the largest difference at the top, the total beneath as a diamond.

    A segment that cannot be judged yet has no point; its n says why.
    """
    ranked = sorted(segments, key=lambda row: _rank(row, total))
    rows = [total, *ranked]
    names = ["All", *(wording.plain_html(wording.segment(r.segment)) for r in ranked)]
    chart = figure(look, height=90 + 34 * len(rows))
    chart.add_vline(x=0, line={"color": look.faint, "width": 1})
    kpi = total.kpi
    scale = 100.0 if kpi.unit == "share" else 1.0
    for i, (row, name) in enumerate(zip(rows, names, strict=True)):
        gap = row.gap
        shown = _shown(row, total)
        colour = look.text if row is total else _colour(row, look)
        around = wording.interval(gap, kpi.unit, row.currency, signed=True)
        chart.add_trace(
            go.Scatter(
                x=[scale * gap.value if shown and gap.value is not None else 0],
                y=[i],
                mode="markers",
                marker={
                    "color": colour,
                    "size": 13 if row is total else 10,
                    "symbol": "diamond" if row is total else "circle",
                    "opacity": 1 if shown else 0,
                },
                error_x=whiskers(
                    [gap] if shown else [], colour, thickness=2.5, width=5, scale=scale
                ),
                customdata=[[row.by, row.segment]],
                hovertext=[
                    f"{name}: {wording.difference(gap.value, kpi.unit, row.currency)}"
                    f"<br>likely {around}<br>{wording.answer(row)}"
                    if shown
                    else f"{name}: {wording.answer(row)}"
                ],
                hoverinfo="text",
                showlegend=False,
            )
        )
    chart.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(rows))),
        ticktext=names,
        range=[-0.6, len(rows) - 0.4],
        showgrid=False,
        zeroline=False,
    )
    chart.update_xaxes(**gap_format(kpi.unit, total.currency), zeroline=False)
    for i, row in enumerate(rows):
        fit, other = row.groups["fit"].n, row.groups["not_fit"].n
        chart.add_annotation(
            x=1.0,
            xref="paper",
            xanchor="left",
            xshift=12,
            y=i,
            text=f"{fit:,} v {other:,}",
            showarrow=False,
            font={"color": look.faint, "size": 12},
        )
        if not _shown(row, total):
            alike = wording.same_horizon(row, total)
            text = "too early" if alike else f"too early, {row.horizon} months only"
            chart.add_annotation(
                x=0,
                y=i,
                text=text,
                showarrow=False,
                xanchor="left",
                xshift=6,
                font={"color": look.faint},
            )
    chart.update_layout(margin={"r": 110})
    return chart


def _rank(row: Row, total: Row) -> float:
    return float("-inf") if row.gap.value is None or not _shown(row, total) else row.gap.value


def _shown(row: Row, total: Row) -> bool:
    return wording.comparison(row).value is not None and wording.same_horizon(row, total)


def _colour(row: Row, look: Look) -> str:
    return {"better": look.fit, "worse": look.not_fit}.get(row.verdict, look.unknown)
