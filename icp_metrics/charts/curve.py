"""Curves by day or month: a line per group with its likely range, and the numbers at risk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import polars as pl

from icp_metrics import wording
from icp_metrics.charts.look import DASHES, MARKERS, Figure, Look, axis_format, clear, figure
from icp_metrics.compare.curves import round_days
from icp_metrics.compare.row import Row
from icp_metrics.statistics.horizon import Horizon
from icp_metrics.statistics.reaching import Reaching
from icp_metrics.statistics.surviving import Surviving
from icp_metrics.statistics.time_to import TimeTo

_SHOWN = ("fit", "not_fit", "unknown")
_BANDED = ("fit", "not_fit")


@dataclass(frozen=True)
class Axes:
    """What a curve shows over what. `steps`: it jumps and holds; `start`: its value at 0, if it
    is not among the points; `at_risk`: what the numbers beneath count."""

    value: str
    over: str
    at_risk: str
    unit: str
    steps: bool = True
    start: float | None = None


AXES: dict[type, Axes] = {
    TimeTo: Axes("Share of deals won by then", "Days since the deal began", "Still open", "days"),
    Reaching: Axes("Share of deals won by then", "Days since the deal began", "Still open", "days"),
    Surviving: Axes(
        "Share of customers still paying", "Days since the first paid day", "Followed", "days"
    ),
    Horizon: Axes(
        "Expected so far, per customer",
        "Months since the first paid day",
        "Paying",
        "months",
        steps=False,
        start=0.0,
    ),
}
"""How the curve of each estimator is drawn."""


def curve(row: Row, points: pl.DataFrame, look: Look) -> Figure:
    """The curves of a row: `points` as from compare.curves. Their ends carry their names.

    A mark stands where the value of the KPI is read: at the median, else at the horizon. Shares
    begin at 0; a group that is too small has no line. Beneath: the numbers at risk.
    """
    axes = AXES[type(row.kpi.estimator)]
    known = points.filter(pl.col("value").is_not_null())
    last = int(known["at"].cast(pl.Int64).to_numpy().max()) if known.height else 0
    groups = [g for g in _SHOWN if g in known["group"]]
    chart = figure(look, height=400 + 22 * len(groups))
    ends: list[tuple[str, float, float]] = []
    for name in groups:
        of = known.filter(pl.col("group") == name)
        if axes.start is not None:
            first = {"group": name, "at": 0, "value": axes.start, "low": axes.start}
            whole = pl.DataFrame([{**first, "high": axes.start, "at_risk": None}], of.schema)
            of = pl.concat([whole, of])
        if name in _BANDED:
            _band(chart, of, axes, look, name)
        _line(chart, of, axes, look, name, row)
        _mark(chart, of, look, name, row)
        ends.append((name, float(of["at"][-1]), float(of["value"][-1])))
    top = max([1.0 if isinstance(row.kpi.estimator, Surviving) else 0.0, *_tops(known)])
    _labels(chart, ends, top, look)
    if row.horizon is not None and groups and row.horizon < last:
        chart.add_vline(x=row.horizon, line={"color": look.faint, "width": 1, "dash": "dot"})
    ticks = round_days(last)
    _at_risk(chart, points.filter(pl.col("at") <= last), groups, ticks, axes, look)
    chart.update_xaxes(
        title={"text": axes.over, "standoff": 4},
        tickmode="array",
        tickvals=ticks,
        range=[-0.05 * last, 1.02 * last],
        zeroline=False,
        showgrid=False,
        anchor="y",
    )
    chart.update_layout(
        yaxis={
            **axis_format(row.kpi.unit if not axes.steps else "share", row.currency),
            "title": {"text": axes.value, "standoff": 6},
            "range": [0, 1.04 * top or 1],
            "domain": [_share_below(len(groups)), 1],
        },
        margin={"r": 92, "b": 4},
        showlegend=False,
    )
    return chart


def _share_below(groups: int) -> float:
    """The part of the height that the numbers at risk and the axis above them take."""
    return (64 + 22 * (groups + 1)) / (380 + 22 * groups)


def _tops(known: pl.DataFrame) -> list[float]:
    shown = known.filter(pl.col("group").is_in(_SHOWN))
    limits = shown.filter(pl.col("group").is_in(_BANDED))["high"].drop_nulls().to_list()
    return [float(x) for x in [*limits, *shown["value"].to_list()]]


def _band(chart: Figure, of: pl.DataFrame, axes: Axes, look: Look, name: str) -> None:
    """The likely range, shaded: an invisible line of lower limits, filled up to the upper ones."""
    within = of.filter(pl.col("low").is_not_null())
    for limit, fill in (("low", None), ("high", "tonexty")):
        chart.add_trace(
            go.Scatter(
                x=within["at"].to_list(),
                y=within[limit].to_list(),
                mode="lines",
                line={"width": 0, "shape": "hv" if axes.steps else "linear"},
                fill=fill,
                fillcolor=clear(look.of(name), 0.16),
                hoverinfo="skip",
                showlegend=False,
                name=f"{wording.GROUP_WORDS[name]}: {limit}",
            )
        )


def _line(chart: Figure, of: pl.DataFrame, axes: Axes, look: Look, name: str, row: Row) -> None:
    unit = row.kpi.unit if not axes.steps else "share"
    hover = [
        f"{wording.GROUP_WORDS[name]}, {wording.digits(at)} {axes.unit}: "
        f"{wording.value(v, unit, row.currency)}"
        + (
            ""
            if low is None or high is None
            else f"<br>likely {wording.value(low, unit, row.currency)} to "
            f"{wording.value(high, unit, row.currency)}"
        )
        for at, v, low, high in of.select("at", "value", "low", "high").rows()
    ]
    chart.add_trace(
        go.Scatter(
            x=of["at"].to_list(),
            y=of["value"].to_list(),
            mode="lines",
            name=wording.GROUP_WORDS[name],
            line={
                "color": look.of(name),
                "width": 2.5 if name in _BANDED else 1.5,
                "dash": DASHES[name],
                "shape": "hv" if axes.steps else "linear",
            },
            hovertext=hover,
            hoverinfo="text",
            showlegend=False,
        )
    )


def _mark(chart: Figure, of: pl.DataFrame, look: Look, name: str, row: Row) -> None:
    """A mark on the line where the KPI reads its value; none where that may not be shown."""
    estimate = row.groups[name].estimate
    at = estimate.value if row.kpi.unit == "days" else row.horizon
    if at is None or not wording.shown(estimate) or at > of["at"][-1]:
        return
    height = of.filter(pl.col("at") <= at)["value"][-1]
    said = wording.value(estimate.value, row.kpi.unit, row.currency)
    chart.add_trace(
        go.Scatter(
            x=[at],
            y=[height],
            mode="markers",
            marker={
                "color": look.of(name),
                "symbol": MARKERS[name],
                "size": 11,
                "line": {"color": look.paper, "width": 1.5},
            },
            hovertext=[f"{wording.GROUP_WORDS[name]}: {said}"],
            hoverinfo="text",
            showlegend=False,
        )
    )


def _labels(
    chart: Figure, ends: Sequence[tuple[str, float, float]], top: float, look: Look
) -> None:
    """The name of each group right of the plot, at the height its line ends, moved apart."""
    least, before = 0.075 * top, float("-inf")
    for name, _, height in sorted(ends, key=lambda e: e[2]):
        before = max(height, before + least)
        chart.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            xshift=6,
            y=before,
            text=wording.GROUP_WORDS[name],
            showarrow=False,
            font={"color": look.of(name), "size": 13},
        )


def _at_risk(
    chart: Figure,
    points: pl.DataFrame,
    groups: Sequence[str],
    ticks: Sequence[int],
    axes: Axes,
    look: Look,
) -> None:
    """How many are followed at the round days: a line of numbers per group, under the axis."""
    for place, name in enumerate(groups):
        of = points.filter((pl.col("group") == name) & pl.col("at").is_in(list(ticks)))
        numbers = dict(of.select("at", "at_risk").rows())
        chart.add_trace(
            go.Scatter(
                x=[t for t in ticks if t in numbers],
                y=[place for t in ticks if t in numbers],
                text=[wording.digits(numbers[t]) for t in ticks if t in numbers],
                mode="text",
                textfont={"color": look.words(name), "size": 12},
                yaxis="y2",
                name=f"{axes.at_risk}: {wording.GROUP_WORDS[name]}",
                hoverinfo="skip",
                showlegend=False,
                cliponaxis=False,
            )
        )
    words = [wording.GROUP_WORDS[name] for name in groups]
    chart.update_layout(
        yaxis2={
            "domain": [0, 22 * (len(groups) + 1) / (380 + 22 * len(groups))],
            "range": [len(groups) - 0.4, -1.4],
            "tickmode": "array",
            "tickvals": [-1, *range(len(groups))],
            "ticktext": [f"<b>{axes.at_risk}</b>", *words],
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
            "anchor": "x",
            "fixedrange": True,
            "ticklabelstandoff": 12,
        }
    )
