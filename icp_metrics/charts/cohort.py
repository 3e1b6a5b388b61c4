"""The cohort triangle: who began to pay in a quarter, and the share still paying later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import plotly.graph_objects as go
import polars as pl

from icp_metrics import wording
from icp_metrics.charts.look import Figure, Look, clear, figure

Of = Literal["accounts_share", "revenue_share"]
DARKEST = 0.4
"""How much of its colour the fullest cell has: the figure upon it can still be read."""


def triangle(
    cells: pl.DataFrame,
    labels: Sequence[str],
    look: Look,
    *,
    group: str,
    of: Of,
    least: int,
) -> Figure:
    """A row per cohort, the oldest at the top, its number of accounts at the side.

    `cells`: as from compare.cohorts. `labels`: the names of its cohorts, in order. What cannot be
    known yet is blank; a cohort of fewer than `least` accounts says so instead of its shares.
    The darker, the more are left; all from 100 % on is alike.
    """
    cohorts = cells["cohort"].unique().sort().to_list()
    quarters = list(range(int(cells["quarters"].cast(pl.Int64).to_numpy().max()) + 1))
    sizes = dict(cells.filter(pl.col("quarters") == 0).select("cohort", "n").rows())
    known = {(c, k): share for c, k, share in cells.select("cohort", "quarters", of).rows()}
    shown: list[list[float | None]] = [
        [known.get((c, k)) if sizes[c] >= least else None for k in quarters] for c in cohorts
    ]
    words = [
        ["" if share is None else wording.digits(100 * share) for share in row] for row in shown
    ]
    hover = [
        [
            ""
            if share is None
            else f"{label}, {k} quarters on: {wording.percent(share)}<br>"
            f"of {wording.counted(sizes[c], 'accounts')}"
            for k, share in enumerate(row)
        ]
        for c, label, row in zip(cohorts, labels, shown, strict=True)
    ]
    chart = figure(look, height=96 + 30 * len(cohorts))
    colour = look.of(group)
    chart.add_trace(
        go.Heatmap(
            x=quarters,
            y=list(range(len(cohorts))),
            z=shown,
            text=words,
            texttemplate="%{text}",
            textfont={"color": look.text, "size": 11},
            hovertext=hover,
            hoverinfo="text",
            hoverongaps=False,
            colorscale=[[0, clear(colour, 0.02)], [1, clear(colour, DARKEST)]],
            zmin=0.4,
            zmax=1.0,
            showscale=False,
            xgap=2,
            ygap=2,
        )
    )
    names = [
        f"{label}  n={wording.digits(sizes[c])}" for c, label in zip(cohorts, labels, strict=True)
    ]
    for place, c in enumerate(cohorts):
        if sizes[c] < least:
            chart.add_annotation(
                x=0,
                y=place,
                text="too early",
                showarrow=False,
                xanchor="left",
                xshift=-8,
                font={"color": look.faint, "size": 11},
            )
    chart.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(cohorts))),
        ticktext=names,
        range=[len(cohorts) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
        tickfont={"size": 12},
    )
    chart.update_xaxes(
        tickmode="array",
        tickvals=quarters,
        title={"text": "Quarters since the first paid day (%)", "standoff": 4},
        showgrid=False,
        zeroline=False,
    )
    return chart
