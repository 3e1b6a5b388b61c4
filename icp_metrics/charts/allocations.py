"""A figure under every way of sharing spend: whether the answer hangs on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

from icp_metrics import wording
from icp_metrics.charts.look import MARKERS, Figure, Look, axis_format, figure, whiskers
from icp_metrics.compare.row import Row
from icp_metrics.statistics.estimate import Estimate

_OFFSETS = {"fit": -0.14, "not_fit": 0.14}


def allocations(row: Row, look: Look) -> Figure:
    """A line per variant of `row.extras["variants"]`: both groups, each with its likely range.

    A circular one has hollow marks and says so; a figure that may not be shown has no mark. A
    group with a lower limit alone has an arrow from there on.
    """
    variants: Mapping[str, Mapping[str, Any]] = row.extras["variants"]
    chart = figure(look, height=110 + 52 * len(variants))
    for group, offset in _OFFSETS.items():
        told = {name: estimate_of(found[group]) for name, found in variants.items()}
        places = [(i, name) for i, name in enumerate(told) if wording.shown(told[name])]
        known = [told[name] for _, name in places]
        hollow = [bool(variants[name]["circular"]) for _, name in places]
        colour, symbol = look.of(group), MARKERS[group]
        chart.add_trace(
            go.Scatter(
                x=[e.value for e in known],
                y=[i + offset for i, _ in places],
                mode="markers",
                name=wording.GROUP_WORDS[group],
                marker={
                    "color": colour,
                    "size": 12,
                    "symbol": [f"{symbol}-open" if h else symbol for h in hollow],
                },
                error_x=whiskers(known, colour, thickness=2.5, width=5),
                hovertext=[_said(row, name, group, told[name]) for _, name in places],
                hoverinfo="text",
            )
        )
        at_least = [
            (i + offset, e.low)
            for i, e in enumerate(told.values())
            if e.value is None and e.low is not None
        ]
        chart.add_trace(
            go.Scatter(
                x=[low for _, low in at_least],
                y=[y for y, _ in at_least],
                mode="markers+text",
                marker={"color": colour, "size": 12, "symbol": "arrow-right"},
                text=["  at least"] * len(at_least),
                textposition="middle right",
                textfont={"color": colour, "size": 12},
                hovertext=[
                    f"{wording.GROUP_WORDS[group]}: no customer yet, at least "
                    f"{wording.value(low, row.kpi.unit, row.currency)}"
                    for _, low in at_least
                ],
                hoverinfo="text",
                showlegend=False,
            )
        )
    chart.update_xaxes(**axis_format(row.kpi.unit, row.currency), rangemode="tozero")
    if row.kpi.unit == "months":
        chart.update_xaxes(title={"text": "Months", "standoff": 4})
    chart.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(variants))),
        ticktext=[_label(row, name, found) for name, found in variants.items()],
        range=[len(variants) - 0.4, -0.6],
        showgrid=False,
        zeroline=False,
    )
    return chart


def estimate_of(told: Mapping[str, Any]) -> Estimate:
    """A group's figures under a variant, as an estimate without replicates."""
    return Estimate(told["value"], told["low"], told["high"], told["status"], told["reason"])


def _label(row: Row, name: str, found: Mapping[str, Any]) -> str:
    label = wording.capital(row.kpi.differs[name].words)
    return f"{label}<br>decides nothing" if found["circular"] else label


def _said(row: Row, name: str, group: str, e: Estimate) -> str:
    around = wording.interval(e, row.kpi.unit, row.currency)
    return (
        f"{wording.capital(row.kpi.differs[name].words)}, {wording.GROUP_WORDS[group]}: "
        f"{wording.value(e.value, row.kpi.unit, row.currency)}<br>likely {around}"
    )
