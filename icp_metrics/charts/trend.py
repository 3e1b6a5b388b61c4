"""The trend: fit and not fit by period with their likely ranges, the incomplete period hollow."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import plotly.graph_objects as go

from icp_metrics import wording
from icp_metrics.charts.look import DASHES, MARKERS, Figure, Look, axis_format, figure, whiskers
from icp_metrics.compare import periods
from icp_metrics.compare.row import Row

_HEIGHT, _NAMES = 320, 84
"""Pixels of the picture, and of the room for the names of the lines."""

_APART = 18
"""Pixels that the names of two lines keep from each other."""

_ROOM = 6
"""Months that can be named beside each other at a width of 390 pixels; twice as many quarters."""


def trend(
    rows: Sequence[Row], look: Look, fiscal_year_start: int, target: float | None = None
) -> Figure:
    """One line per group over the rows' periods, named at its end. A value under the minimum n
    leaves a gap. `target`: what the figure in ICP is to reach, in its own unit.
    """
    chart = figure(look, height=_HEIGHT)
    labels = [periods.label(r.period, fiscal_year_start) for r in rows]
    kpi, currency = rows[0].kpi, rows[0].currency
    ends: dict[str, tuple[float, float]] = {}
    for offset, name in ((-0.06, "fit"), (0.06, "not_fit")):
        estimates = [r.groups[name].estimate for r in rows]
        shown = [e.value if wording.shown(e) else None for e in estimates]
        hover = [
            f"{wording.GROUP_WORDS[name]}, {label}: {wording.value(value, kpi.unit, currency)}<br>"
            f"likely {wording.interval(e, kpi.unit, currency)}<br>"
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
                showlegend=False,
            )
        )
        known = [(i, v) for i, v in enumerate(shown) if v is not None]
        if known:
            ends[name] = known[-1]
    top = _top(rows, target)
    _name_ends(chart, look, ends, 0.8 * _HEIGHT / top if top else 0.0)
    if target is not None:
        chart.add_hline(
            y=target,
            line={"color": look.text, "dash": "dash", "width": 1.5},
            annotation={
                "text": f"target {wording.value(target, kpi.unit, currency)}",
                "font": {"color": look.text, "size": 12},
            },
            annotation_position="top left",
        )
    places, words = ticks(rows, fiscal_year_start)
    chart.update_xaxes(
        tickmode="array",
        tickvals=places,
        ticktext=words,
        tickangle=0,
        range=[-0.5, len(rows) - 0.5],
        showgrid=False,
        zeroline=False,
    )
    chart.update_yaxes(**axis_format(kpi.unit, currency), rangemode="tozero")
    chart.update_layout(margin={"r": _NAMES, "t": 16})
    return chart


def ticks(rows: Sequence[Row], fiscal_year_start: int) -> tuple[list[int], list[str]]:
    """Which periods are named, and how: `Q3` or `Jul`, with the year where a new one begins.

    The last is always named; so many are left out that names do not run into each other.
    """
    labels = [_parted(periods.label(r.period, fiscal_year_start), r) for r in rows]
    quarters = all(part.startswith("Q") for _, part in labels)
    step = -(-len(rows) // (2 * _ROOM if quarters else _ROOM))
    places = [i for i in range(len(rows)) if (len(rows) - 1 - i) % step == 0]
    words = [_tick(*labels[places[0]], new=True)] if places else []
    words += [_tick(*labels[b], new=labels[a][0] != labels[b][0]) for a, b in pairwise(places)]
    return places, words


def _tick(year: str, part: str, *, new: bool) -> str:
    if not part:
        return year
    return f"{part}<br>{year}" if new else part


def _parted(label: str, row: Row) -> tuple[str, str]:
    """Year and part of the year: `2026 Q3`, `2026-07`, `2026`."""
    year, _, part = label.partition(" ")
    if part.startswith("Q"):
        return year, part
    if label == f"{row.period.starts:%Y-%m}":
        return f"{row.period.starts:%Y}", _MONTHS[row.period.starts.month - 1]
    return label, ""


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _top(rows: Sequence[Row], target: float | None) -> float:
    """About the highest value on the axis."""
    every = [r.groups[g].estimate for r in rows for g in ("fit", "not_fit")]
    known = [e.high or e.value or 0.0 for e in every if wording.shown(e)]
    return max([*known, target or 0.0], default=0.0)


def _name_ends(
    chart: Figure, look: Look, ends: dict[str, tuple[float, float]], pixels: float
) -> None:
    """Name each line at its end; two that end close together are moved apart. `pixels`: of one
    unit of the axis."""
    shift = dict.fromkeys(ends, 0.0)
    if len(ends) == 2:
        (_, upper), (_, lower) = sorted(ends.items(), key=lambda e: -e[1][1])
        missing = _APART - (upper[1] - lower[1]) * pixels
        if missing > 0:
            above, below = sorted(ends, key=lambda g: -ends[g][1])
            shift = {above: missing / 2, below: -missing / 2}
    for name, (place, value) in ends.items():
        chart.add_annotation(
            x=place,
            y=value,
            xshift=12,
            yshift=shift[name],
            xanchor="left",
            yanchor="middle",
            text=f"<b>{wording.GROUP_WORDS[name]}</b>",
            showarrow=False,
            font={"color": look.of(name), "size": 12},
        )
