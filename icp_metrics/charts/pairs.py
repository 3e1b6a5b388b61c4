"""Both groups on line after line, each with its likely range: ways of counting, or stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from icp_metrics import wording
from icp_metrics.charts.look import MARKERS, Figure, Look, axis_format, figure, say_early, whiskers
from icp_metrics.kpis import Unit
from icp_metrics.statistics.estimate import Estimate

_OFFSETS = {"fit": -0.14, "not_fit": 0.14}


@dataclass(frozen=True, eq=False)
class Line:
    """`label`: at the axis, `<br>` between its lines; `words`: the same when pointed at.

    `hollow`: its marks are open, since it decides nothing. `name`: what its marks stand for, given
    back with the group where one is clicked; None of marks that have no rows.
    """

    label: str
    words: str
    groups: Mapping[str, Estimate]
    hollow: bool = False
    name: str | None = None


def pairs(lines: Sequence[Line], look: Look, *, unit: Unit, currency: str | None) -> Figure:
    """A line each, the first on top. A figure that may not be shown has no mark; a group with a
    lower limit alone has an arrow from there on."""
    chart = figure(look, height=110 + 52 * len(lines))
    for group, offset in _OFFSETS.items():
        told = [(i + offset, line, line.groups[group]) for i, line in enumerate(lines)]
        known = [(y, line, e) for y, line, e in told if wording.shown(e)]
        colour, symbol = look.of(group), MARKERS[group]
        chart.add_trace(
            go.Scatter(
                x=[e.value for _, _, e in known],
                y=[y for y, _, _ in known],
                mode="markers",
                name=wording.GROUP_WORDS[group],
                marker={
                    "color": colour,
                    "size": 12,
                    "symbol": [f"{symbol}-open" if line.hollow else symbol for _, line, _ in known],
                },
                error_x=whiskers([e for _, _, e in known], colour, thickness=2.5, width=5),
                customdata=[_clicked(group, line) for _, line, _ in known],
                hovertext=[
                    f"{line.words}, {wording.GROUP_WORDS[group]}: "
                    f"{wording.value(e.value, unit, currency)}"
                    f"<br>likely {wording.interval(e, unit, currency)}"
                    for _, line, e in known
                ],
                hoverinfo="text",
            )
        )
        at_least = [
            (y, line, e.low) for y, line, e in told if e.value is None and e.low is not None
        ]
        chart.add_trace(
            go.Scatter(
                x=[low for _, _, low in at_least],
                y=[y for y, _, _ in at_least],
                customdata=[_clicked(group, line) for _, line, _ in at_least],
                mode="markers+text",
                marker={"color": colour, "size": 12, "symbol": "arrow-right"},
                text=["  at least"] * len(at_least),
                textposition="middle right",
                textfont={"color": look.words(group), "size": 12},
                hovertext=[
                    f"{wording.GROUP_WORDS[group]}: no customer yet, at least "
                    f"{wording.value(low, unit, currency)}"
                    for _, _, low in at_least
                ],
                hoverinfo="text",
                showlegend=False,
            )
        )
    chart.update_xaxes(**axis_format(unit, currency), rangemode="tozero")
    if unit == "months":
        chart.update_xaxes(title={"text": "Months", "standoff": 4})
    chart.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(lines))),
        ticktext=[line.label for line in lines],
        range=[len(lines) - 0.4, -0.6],
        showgrid=False,
        zeroline=False,
    )
    say_early(chart, look)
    return chart


def _clicked(group: str, line: Line) -> list[str | None]:
    return [None if line.name is None else group, line.name]
