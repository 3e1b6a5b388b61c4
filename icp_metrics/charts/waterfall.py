"""A waterfall: from one total to another by its steps, read from the top down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from icp_metrics.charts.look import Figure, Look, clear, figure


@dataclass(frozen=True)
class Step:
    """One line of a waterfall. `amount`: where a total stands, or what a step adds to it.

    `said` stands beside the mark, `hover` when it is pointed at; `clicked` is given back when it
    is clicked.
    """

    name: str
    amount: float
    total: bool
    said: str
    hover: str
    clicked: tuple[str | None, ...] | None = None


def waterfall(
    steps: Sequence[Step],
    colour: str,
    look: Look,
    *,
    reach: tuple[float, float],
    zero: bool = True,
) -> Figure:
    """What comes in is filled, what goes out is hollow, each with its amount.

    `reach`: the ends of the axis. `zero`: whether it begins there, so that a total is a bar; else
    it is a mark where it stands, since a bar that is cut off lies.
    """
    chart = figure(look, height=60 + 32 * len(steps))
    level = 0.0
    for place, step in enumerate(steps):
        start = level if not step.total else 0.0 if zero else step.amount
        level = step.amount if step.total else level + step.amount
        if step.total and not zero:
            chart.add_trace(_mark(step, place, colour))
        else:
            chart.add_trace(_bar(step, place, start, level, colour))
        chart.add_annotation(
            x=max(start, level),
            y=place,
            text=step.said,
            showarrow=False,
            xanchor="left",
            xshift=4 if zero or not step.total else 10,
            font={"color": look.text, "size": 12},
        )
        if place + 1 < len(steps):
            line = {"color": look.faint, "width": 1}
            chart.add_shape(type="line", x0=level, x1=level, y0=place, y1=place + 1, line=line)
    chart.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(steps))),
        ticktext=[step.name for step in steps],
        range=[len(steps) - 0.4, -0.6],
        showgrid=False,
        zeroline=False,
    )
    chart.update_xaxes(range=list(reach), visible=False)
    chart.update_layout(barmode="overlay")
    return chart


def _bar(step: Step, place: int, start: float, level: float, colour: str) -> go.Bar:
    hollow = not step.total and step.amount < 0
    return go.Bar(
        base=[start],
        x=[level - start],
        y=[place],
        orientation="h",
        width=0.62,
        marker={
            "color": clear(colour, 0.05 if hollow else 1.0 if step.total else 0.45),
            "line": {"color": colour, "width": 1.5},
        },
        hovertext=[step.hover],
        hoverinfo="text",
        showlegend=False,
        customdata=None if step.clicked is None else [step.clicked],
    )


def _mark(step: Step, place: int, colour: str) -> go.Scatter:
    return go.Scatter(
        x=[step.amount],
        y=[place],
        mode="markers",
        marker={"color": colour, "size": 11, "symbol": "diamond"},
        hovertext=[step.hover],
        hoverinfo="text",
        showlegend=False,
    )
