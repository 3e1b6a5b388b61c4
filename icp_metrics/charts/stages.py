"""Days in each stage: the median of both groups, and the limit beyond which a deal stalls."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go
import polars as pl

from icp_metrics import wording
from icp_metrics.charts.look import MARKERS, Figure, Look, figure


def stages(rows: pl.DataFrame, limits: Mapping[str, int], look: Look) -> Figure:
    """A line per stage in its usual order: median days of each group, and a tick at the limit.

    `rows`, `limits`: as from compare.stages. A median that is not known has no mark.
    """
    names = rows["stage"].unique(maintain_order=True).to_list()
    chart = figure(look, height=110 + 44 * len(names))
    for group, offset in (("fit", -0.13), ("not_fit", 0.13)):
        of = dict(rows.filter(pl.col("group") == group).select("stage", "median_days").rows())
        placed = [(i, of[name]) for i, name in enumerate(names) if of.get(name) is not None]
        chart.add_trace(
            go.Scatter(
                x=[days for _, days in placed],
                y=[i + offset for i, _ in placed],
                mode="markers+text",
                name=wording.GROUP_WORDS[group],
                marker={"color": look.of(group), "symbol": MARKERS[group], "size": 12},
                text=[f"  {days}" for _, days in placed],
                textposition="middle right",
                textfont={"color": look.words(group), "size": 12},
                customdata=[[names[i]] for i, _ in placed],
                hovertext=[
                    f"{wording.plain_html(names[i])}, {wording.GROUP_WORDS[group]}: "
                    f"half leave within {wording.value(days, 'days')}"
                    for i, days in placed
                ],
                hoverinfo="text",
            )
        )
    ticks = [(i, limits[name]) for i, name in enumerate(names) if name in limits]
    chart.add_trace(
        go.Scatter(
            x=[days for _, days in ticks],
            y=[i for i, _ in ticks],
            mode="markers",
            name="Stalled beyond",
            marker={
                "color": look.faint,
                "symbol": "line-ns-open",
                "size": 24,
                "line": {"width": 2, "color": look.faint},
            },
            customdata=[[names[i]] for i, _ in ticks],
            hovertext=[f"Three in four leave within {wording.value(d, 'days')}" for _, d in ticks],
            hoverinfo="text",
        )
    )
    chart.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(names))),
        ticktext=[wording.plain_html(name) for name in names],
        range=[len(names) - 0.4, -0.6],
        showgrid=False,
        zeroline=False,
    )
    chart.update_xaxes(rangemode="tozero", title={"text": "Days", "standoff": 4}, zeroline=False)
    return chart
