"""One account over time: its MRR, and beneath it its payments and deals on the same days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go

from icp_metrics import wording
from icp_metrics.charts.look import Figure, Look, axis_format, clear, figure
from icp_metrics.compare.accounts import AccountCard

_MOST = 8
"""How many deals have a line; the newest."""

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


@dataclass(frozen=True)
class _Event:
    """Something that happened on a day, on a line of the timeline."""

    on: date
    line: int
    kind: str
    said: str


def story(card: AccountCard, look: Look) -> Figure | None:
    """MRR as steps above, and beneath a line for payments and one per deal; None without either.

    `card`: as from compare.accounts. A deal runs from its creation to its close, or goes on.
    """
    lines, events, runs = _timeline(card)
    if not events:
        return None
    paid = card.mrr.height > 0
    height = 34 * len(lines) + 140
    chart = figure(look, height=height + (220 if paid else 0))
    share = height / (height + 220) if paid else 1.0
    if paid:
        _mrr(chart, card, look)
    for start, end, line in runs:
        chart.add_trace(
            go.Scatter(
                x=[start, end],
                y=[line, line],
                mode="lines",
                line={"color": look.grid, "width": 6},
                hoverinfo="skip",
                showlegend=False,
                yaxis="y2",
            )
        )
    for kind, symbol in _SYMBOLS.items():
        of = [e for e in events if e.kind == kind]
        if not of:
            continue
        good = kind in ("won", "first paid day", "came back")
        bad = kind in ("lost", "stopped paying", "disqualified")
        chart.add_trace(
            go.Scatter(
                x=[e.on for e in of],
                y=[e.line for e in of],
                mode="markers",
                name=kind,
                marker={
                    "symbol": symbol,
                    "size": 12 if good or bad else 10,
                    "color": look.fit if good else look.not_fit if bad else look.faint,
                    "line": {"width": 2, "color": look.faint} if not (good or bad) else None,
                },
                hovertext=[e.said for e in of],
                hoverinfo="text",
                yaxis="y2",
            )
        )
    chart.update_layout(
        yaxis2={
            "domain": [0, share - 0.09 if paid else share],
            "range": [len(lines) - 0.4, -0.6],
            "tickmode": "array",
            "tickvals": list(range(len(lines))),
            "ticktext": [wording.plain_html(name, 22) for name in lines],
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
            **axis_format("money", _currency(card)),
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


def _currency(card: AccountCard) -> str | None:
    used = card.mrr["currency"].drop_nulls().unique().to_list()
    return used[0] if len(used) == 1 else None


def _mrr(chart: Figure, card: AccountCard, look: Look) -> None:
    days: list[date] = []
    amounts: list[float] = []
    hover: list[str] = []
    before: date | None = None
    for start, end, mrr, currency, source in card.mrr.rows():
        if before is not None and before < start:
            days, amounts, hover = [*days, before], [*amounts, 0.0], [*hover, "not paying"]
        said = f"from {wording.day(start)}: {wording.full_money(float(mrr), currency)} ({source})"
        days, amounts, hover = [*days, start], [*amounts, float(mrr)], [*hover, said]
        before = end
    last = card.through or days[-1]
    if before is not None:
        days, amounts = [*days, before], [*amounts, 0.0]
        hover = [*hover, f"from {wording.day(before)}: not paying"]
    elif last > days[-1]:
        days, amounts, hover = [*days, last], [*amounts, amounts[-1]], [*hover, hover[-1]]
    chart.add_trace(
        go.Scatter(
            x=days,
            y=amounts,
            mode="lines",
            line={"color": look.text, "width": 2, "shape": "hv"},
            fill="tozeroy",
            fillcolor=clear(look.text, 0.08),
            hovertext=hover,
            hoverinfo="text",
            showlegend=False,
            name="MRR",
        )
    )


def _timeline(
    card: AccountCard,
) -> tuple[list[str], list[_Event], list[tuple[date, date, int]]]:
    """The names of the lines, what happened on them, and from when to when they run."""
    lines, events, runs = [], [], []
    if card.runs.height:
        lines.append("Payments")
        for i, (start, end) in enumerate(card.runs.select("started_on", "ended_on").rows()):
            kind = "came back" if i else "first paid day"
            events.append(_Event(start, 0, kind, f"{wording.day(start)}: {kind}"))
            if end is not None:
                said = f"{wording.day(end)}: stopped paying"
                events.append(_Event(end, 0, "stopped paying", said))
            runs.append((start, end or card.through or start, 0))
    for deal in card.deals.head(_MOST).iter_rows(named=True):
        line = len(lines)
        name = deal["name"] or deal["opportunity_id"]
        safe = wording.plain_html(str(name))
        lines.append(str(name))
        created, closed = deal["created_on"], deal["closed_on"]
        over = deal["status"] != "open"
        if created is not None:
            said = f"{wording.day(created)}: {safe} created"
            events.append(_Event(created, line, "created", said))
        if over and closed is not None:
            said = f"{wording.day(closed)}: {safe} {deal['status']}"
            events.append(_Event(closed, line, deal["status"], said))
        of = card.stages.filter(card.stages["opportunity_id"] == deal["opportunity_id"])
        for stage, on in of.select("stage", "entered_on").rows():
            if on != created and on != closed:
                said = f"{wording.day(on)}: {safe} enters {wording.plain_html(stage)}"
                events.append(_Event(on, line, "stage", said))
        end = closed if over else card.through
        if created is not None and end is not None and end > created:
            runs.append((created, end, line))
    return lines, events, runs
