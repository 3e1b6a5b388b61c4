"""What happened to an account, in one list: deals, payments, answers, tickets, and its fit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from icp_metrics.compare.accounts import AccountCard

KINDS = (
    "created",
    "entered a stage",
    "won",
    "lost",
    "disqualified",
    "started paying",
    "came back",
    "expanded",
    "contracted",
    "churned",
    "answered",
    "ticket opened",
    "ticket closed",
    "fit changed",
)
"""Every kind there is, in the order it is offered."""


class Event(NamedTuple):
    """What happened on a day. `about`: the deal, survey or ticket, in the words of the data; of a
    fit that changed, the group it came to. `amount`: of a deal, or by which MRR moved."""

    on: date
    kind: str
    about: str
    amount: float | None = None
    currency: str | None = None


def happened(card: AccountCard) -> list[Event]:
    """All of it, the newest first; what has no date is left out."""
    found = [*_deals(card), *_stages(card), *_payments(card), *_said(card), *_fit(card)]
    place = {kind: i for i, kind in enumerate(KINDS)}
    return sorted(found, key=lambda e: (-e.on.toordinal(), -place[e.kind], e.about))


def _named(card: AccountCard) -> dict[str, str]:
    pairs = card.deals.select("opportunity_id", "name").rows()
    return {key: str(name or key) for key, name in pairs}


def _deals(card: AccountCard) -> Iterator[Event]:
    names = _named(card)
    for deal in card.deals.iter_rows(named=True):
        amount = None if deal["amount"] is None else float(deal["amount"])
        worth = names[deal["opportunity_id"]], amount, deal["currency"]
        if deal["created_on"] is not None:
            yield Event(deal["created_on"], "created", *worth)
        if deal["status"] != "open" and deal["closed_on"] is not None:
            yield Event(deal["closed_on"], deal["status"], *worth)


def _stages(card: AccountCard) -> Iterator[Event]:
    names = _named(card)
    for key, stage, entered_on in card.stages.rows():
        yield Event(entered_on, "entered a stage", f"{names.get(key, key)}: {stage}")


def _payments(card: AccountCard) -> Iterator[Event]:
    """Each change of MRR; a break too short to end a stretch of paying is none."""
    starts = set(card.runs["started_on"])
    before: tuple[float, str | None] | None = None
    for started_on, _, mrr, currency, source in card.mrr.rows():
        now = float(mrr)
        if started_on in starts:
            yield Event(
                started_on, "came back" if before else "started paying", source, now, currency
            )
        elif before is not None and currency == before[1] and now != before[0]:
            kind = "expanded" if now > before[0] else "contracted"
            yield Event(started_on, kind, source, now - before[0], currency)
        before = now, currency
    for ended_on in card.runs["ended_on"].drop_nulls():
        last = card.mrr.filter(card.mrr["started_on"] < ended_on).row(-1, named=True)
        yield Event(ended_on, "churned", last["source"], -float(last["mrr"]), last["currency"])


def _said(card: AccountCard) -> Iterator[Event]:
    for answer in card.answers.iter_rows(named=True):
        if answer["answered_on"] is not None and answer["score"] is not None:
            most = 10 if answer["scale_max"] is None else answer["scale_max"]
            given = f"{answer['kind'].upper()}: {answer['score']:g} of {most:g}"
            yield Event(answer["answered_on"], "answered", given)
    for ticket in card.tickets.iter_rows(named=True):
        for column, kind in (("opened_on", "ticket opened"), ("closed_on", "ticket closed")):
            if ticket[column] is not None:
                yield Event(ticket[column], kind, ticket["theme"] or "")


def _fit(card: AccountCard) -> Iterator[Event]:
    if "fit" not in card.spans.columns:
        return
    oldest_first = card.spans.reverse().select("valid_from", "fit").rows()
    for (_, before), (since, now) in pairwise(oldest_first):
        if now != before:
            yield Event(since, "fit changed", now)
