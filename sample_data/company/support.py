"""The help desk: what customers ask for help with, and how content they are with the answer.

A customer that does not fit asks more often and is less content. Half of the surveys that the help
desk sends when a ticket is closed are answered, whatever the fit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from company.calendar import LAST_DAY
from company.fit import fits_on
from company.rates import MONTHS
from company.revenue import Payer
from company.voice import normal

SINCE, DAYS = date(2025, 4, 1), 28  # of a month, on which tickets are opened
USES_DESK = 0.6  # share of payers
TICKETS_PER_MONTH = {True: 0.075, False: 0.115}
THEMES = {"Billing": 0.24, "Reporting": 0.30, "Integrations": 0.26, "Access": 0.20}
COST_PER_HOUR = 38
ANSWERS = 0.5
CONTENT = {True: 4.35, False: 3.95}
OF_ACCOUNT, OF_DAY = 0.4, 0.8
TOP_BOX = 3.5  # from: what is rounded to 4 and 5


@dataclass(eq=False)
class Ticket:
    """A request for help. `closed_on` None: still open; score None: no answer, or not asked."""

    who: Payer
    organization_id: str
    requester_id: str
    opened_on: date
    closed_on: date | None
    theme: str
    cost: int
    fit: bool
    answered_on: date | None = None
    score: int | None = None
    ticket_id: str = ""

    @property
    def organization(self) -> str:
        """Its name at the help desk."""
        account = self.who.account
        return account.name if account else f"Customer {self.organization_id[-4:]}"

    @property
    def surveyed(self) -> bool:
        return self.answered_on is not None

    @property
    def group(self) -> str:
        """Fit on the day of the answer, else of the question, as the store can tell."""
        return self.who.group(self.answered_on or self.opened_on)


def help_desk(rng: np.random.Generator, everyone: Sequence[Payer]) -> list[Ticket]:
    """All tickets, by day."""
    found: list[Ticket] = []
    for who in everyone:
        if rng.random() >= USES_DESK:
            continue
        organization = str(360_000_000 + int(rng.integers(1_000_000)))
        of_account = float(rng.normal(0, OF_ACCOUNT))
        for month in MONTHS:
            if month >= SINCE and who.mrr(month) > 0:
                fit = who.account is not None and fits_on(who.account, month)
                for _ in range(int(rng.poisson(TICKETS_PER_MONTH[fit]))):
                    found.append(ticket(rng, who, organization, month, of_account))
    found.sort(key=lambda each: each.opened_on)
    for number, each in enumerate(found):
        each.ticket_id = str(48_000 + 3 * number)
    return found


def ticket(
    rng: np.random.Generator, who: Payer, organization: str, month: date, of_account: float
) -> Ticket:
    opened = month + timedelta(days=int(rng.integers(DAYS)))
    closed = opened + timedelta(days=int(rng.integers(0, 12)))
    draws, of_day = rng.random(2), float(rng.normal(0, OF_DAY))
    made = Ticket(
        who,
        organization,
        f"{organization}{int(rng.integers(1, 3))}",
        opened,
        closed if closed <= LAST_DAY else None,
        str(rng.choice(list(THEMES), p=list(THEMES.values()))),
        round(COST_PER_HOUR * float(rng.uniform(0.2, 3.0))),
        fit=who.account is not None and fits_on(who.account, opened),
    )
    answered = closed + timedelta(days=int(4 * draws[1]))
    if answered <= LAST_DAY:
        made.answered_on = answered
        made.fit = who.account is not None and fits_on(who.account, answered)
        if draws[0] < ANSWERS:
            content = CONTENT[made.fit] + of_account + of_day
            made.score = min(max(math.floor(content + 0.5), 1), 5)
    return made


def law(*, fit: bool) -> float:
    """P(4 or 5) of an answer."""
    return 1 - normal((TOP_BOX - CONTENT[fit]) / math.hypot(OF_ACCOUNT, OF_DAY))


def expected(each: Ticket) -> float:
    """The same, of who fits as the account truly did on the day."""
    return law(fit=each.fit)
