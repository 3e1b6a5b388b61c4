"""The lines of one account's story: its fit, its payments and its deals, each from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from icp_metrics import wording
from icp_metrics.compare.accounts import AccountCard
from icp_metrics.compare.as_sold import SOLD, deals_as_sold

MOST = 8
"""How many deals have a line; the newest."""


@dataclass(frozen=True)
class Event:
    """Something that happened on a day, on a line. `group`: the one a deal began in."""

    on: date
    line: int
    kind: str
    said: str
    group: str | None = None


@dataclass(frozen=True)
class Run:
    """From when to when a line is drawn. `group`: of a fit, the one it was in."""

    starts: date
    ends: date
    line: int
    said: str = ""
    group: str | None = None


@dataclass(frozen=True)
class Lines:
    """The names of the lines from the top, and what is on them."""

    names: list[str]
    events: list[Event]
    runs: list[Run]


def lines(card: AccountCard) -> Lines:
    """Payments and the newest deals; above them the fit, where anything else happened."""
    found = Lines([], [], [])
    with_fit = "fit" in card.spans.columns and card.spans.height > 0
    if with_fit:
        found.names.append("Fit")
    _payments(card, found)
    _deals(card, found)
    if with_fit and found.events:
        _fit(card, found)
    return found


def _payments(card: AccountCard, found: Lines) -> None:
    if not card.runs.height:
        return
    line = len(found.names)
    found.names.append("Payments")
    for i, (start, end) in enumerate(card.runs.select("started_on", "ended_on").rows()):
        kind = "came back" if i else "first paid day"
        found.events.append(Event(start, line, kind, f"{wording.day(start)}: {kind}"))
        if end is not None:
            said = f"{wording.day(end)}: stopped paying"
            found.events.append(Event(end, line, "stopped paying", said))
        found.runs.append(Run(start, end or card.through or start, line))


def _deals(card: AccountCard, found: Lines) -> None:
    for deal in deals_as_sold(card).head(MOST).iter_rows(named=True):
        line = len(found.names)
        name = str(deal["name"] or deal["opportunity_id"])
        safe = wording.plain_html(name)
        found.names.append(name)
        created, closed = deal["created_on"], deal["closed_on"]
        over, group = deal["status"] != "open", deal[SOLD]
        if created is not None:
            judged = "" if group is None else f", {wording.inline(wording.GROUP_WORDS[group])}"
            said = f"{wording.day(created)}: {safe} created{judged}"
            found.events.append(Event(created, line, "created", said, group))
        if over and closed is not None:
            said = f"{wording.day(closed)}: {safe} {deal['status']}"
            found.events.append(Event(closed, line, deal["status"], said))
        of = card.stages.filter(card.stages["opportunity_id"] == deal["opportunity_id"])
        for stage, on in of.select("stage", "entered_on").rows():
            if on not in (created, closed):
                said = f"{wording.day(on)}: {safe} enters {wording.plain_html(stage)}"
                found.events.append(Event(on, line, "stage", said))
        end = closed if over else card.through
        if created is not None and end is not None and end > created:
            found.runs.append(Run(created, end, line))


def _fit(card: AccountCard, found: Lines) -> None:
    """What it was judged, as far as the other lines reach."""
    days = [e.on for e in found.events] + [r.ends for r in found.runs]
    first, last = min(days), max([*days, *([card.through] if card.through else [])])
    for span in card.spans.reverse().iter_rows(named=True):
        starts, ends = max(span["valid_from"], first), min(span["valid_to"], last)
        if starts < ends:
            score = "" if span["score"] is None else f", score {wording.digits(span['score'])}"
            words = wording.GROUP_WORDS[span["fit"]]
            said = (
                f"{words}{score}, {wording.day(starts)} to {wording.day(ends)}<br>"
                f"{wording.plain_html(span['reason'], 80)}"
            )
            found.runs.append(Run(starts, ends, 0, said, span["fit"]))
