"""One account over time: its MRR, and beneath it its fit, payments and deals on the same days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from icp_metrics import wording
from icp_metrics.charts.look import MARKERS, Figure, Look, axis_format, figure
from icp_metrics.charts.story_lines import Event, Run, lines
from icp_metrics.charts.story_mrr import mrr_currency, mrr_steps
from icp_metrics.compare.accounts import AccountCard

_SYMBOLS = {
    "created": "circle-open",
    "stage": "line-ns-open",
    "won": "star",
    "lost": "x",
    "disqualified": "x-thin-open",
    "first paid day": "triangle-up",
    "stopped paying": "triangle-down",
    "came back": "triangle-up-open",
}
_GOOD = ("won", "first paid day", "came back")
_BAD = ("lost", "stopped paying", "disqualified")
_WIDTHS = {"fit": 14, "not_fit": 8, "unknown": 4}
"""Of the line of the fit: the groups are not told by colour alone."""


def story(card: AccountCard, look: Look) -> Figure | None:
    """MRR as steps above, and beneath a line for the fit, one for payments and one per deal; None
    where nothing happened.

    `card`: as from compare.accounts. A deal runs from its creation to its close, or goes on; its
    first mark has the colour and shape of the group it began in.
    """
    found = lines(card)
    if not found.events:
        return None
    paid = card.mrr.height > 0
    height = 34 * len(found.names) + 140
    chart = figure(look, height=height + (220 if paid else 0))
    share = height / (height + 220) if paid else 1.0
    if paid:
        chart.add_trace(mrr_steps(card, look))
    _runs(chart, found.runs, look)
    for kind in _SYMBOLS:
        of = [e for e in found.events if e.kind == kind]
        if of:
            chart.add_trace(_marks(kind, of, look))
    chart.update_layout(
        yaxis2={
            "domain": [0, share - 0.09 if paid else share],
            "range": [len(found.names) - 0.4, -0.6],
            "tickmode": "array",
            "tickvals": list(range(len(found.names))),
            "ticktext": [wording.plain_html(name, 22) for name in found.names],
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
            "anchor": "x",
        },
        yaxis={
            "domain": [share + 0.02, 1] if paid else [0, 0],
            "visible": paid,
            "rangemode": "tozero",
            "title": {"text": "MRR", "standoff": 4},
            **axis_format("money", mrr_currency(card)),
        },
        xaxis={"type": "date", "anchor": "y2", "showgrid": True, "zeroline": False},
        legend={
            "orientation": "h",
            "yref": "container",
            "y": 0,
            "yanchor": "bottom",
            "x": 0,
            "entrywidth": 104,
            "entrywidthmode": "pixels",
        },
        margin={"b": 112},
    )
    return chart


def _runs(chart: Figure, runs: Sequence[Run], look: Look) -> None:
    named: set[str] = set()
    for run in runs:
        fit = run.group is not None
        chart.add_trace(
            go.Scatter(
                x=[run.starts, run.ends],
                y=[run.line, run.line],
                mode="lines",
                name=wording.GROUP_WORDS[run.group] if run.group else "",
                line={
                    "color": look.of(run.group) if run.group else look.grid,
                    "width": _WIDTHS[run.group] if run.group else 6,
                },
                hovertext=[run.said, run.said],
                hoverinfo="text" if run.said else "skip",
                showlegend=fit and run.group not in named,
                legendgroup=run.group,
                yaxis="y2",
            )
        )
        named |= {run.group} if run.group else set()


def _marks(kind: str, of: Sequence[Event], look: Look) -> go.Scatter:
    good, bad = kind in _GOOD, kind in _BAD
    plain = look.fit if good else look.not_fit if bad else look.faint
    colours = [look.of(e.group) if e.group else plain for e in of]
    shapes = [f"{MARKERS[e.group]}-open" if e.group else _SYMBOLS[kind] for e in of]
    marker: dict[str, Any] = {"symbol": shapes, "size": 12 if good or bad else 10, "color": colours}
    if not (good or bad):
        marker["line"] = {"width": 2, "color": colours}
    return go.Scatter(
        x=[e.on for e in of],
        y=[e.line for e in of],
        mode="markers",
        name=kind,
        marker=marker,
        hovertext=[e.said for e in of],
        hoverinfo="text",
        yaxis="y2",
    )
