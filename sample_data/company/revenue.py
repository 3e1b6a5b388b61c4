"""Revenue as it truly was: MRR of every payer on every day, and what became of it.

Plain on purpose: one array of days per payer, no spans, no SQL. The program under test must come to
the same figures by its own route.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from company.accounts import Account, band_of
from company.billed import Customer
from company.calendar import FIRST_DAY, LAST_DAY
from company.fit import judged_on
from company.subscriptions import Subscription, pays

CHURN_GAP = 30  # days without payment that are no end
DAYS = (LAST_DAY - FIRST_DAY).days + 1


@dataclass(eq=False)
class Payer:
    """What the store takes for one customer. `daily`: MRR in USD per day since FIRST_DAY.

    `due`: terms kept to their end, as day and MRR; `terms`: with what of it went on.
    """

    name: str
    account: Account | None
    daily: np.ndarray
    due: list[tuple[date, float]] = field(default_factory=list)
    terms: list[tuple[date, float, float]] = field(default_factory=list)

    def group(self, day: date) -> str:
        return judged_on(self.account, day) if self.account else "unknown"

    def stratum(self, day: date) -> tuple[str, str]:
        """Region and size band, as the CRM has them."""
        if self.account is None:
            return "", ""
        employees = self.account.known_on(day).employees
        return self.account.region, band_of(employees) if employees else ""

    def mrr(self, day: date) -> float:
        return float(self.daily[(day - FIRST_DAY).days])

    @property
    def first_run(self) -> tuple[int, int | None]:
        """First paid day, and the first day of the end that follows; None: still paying."""
        paid = self.daily > 0
        first = int(np.argmax(paid))
        gaps = np.flatnonzero(~paid[first:])
        return first, first + int(gaps[0]) if len(gaps) else None

    @property
    def starts(self) -> date:
        return FIRST_DAY + timedelta(days=self.first_run[0])


def payers(customers: Sequence[Customer]) -> list[Payer]:
    """Everyone who ever paid."""
    found: dict[str, Payer] = {}
    for customer in customers:
        for subscription in customer.subscriptions:
            who = found.setdefault(
                customer.payer, Payer(customer.payer, customer.known, np.zeros(DAYS))
            )
            for span in filter(pays, subscription.spans):
                mrr = subscription.monthly_usd(span.state)
                starts = (span.starts - FIRST_DAY).days
                ends = (span.ends - FIRST_DAY).days if span.ends else DAYS
                who.daily[starts:ends] += mrr
            who.due += [] if customer.invoiced_only else term_ends(subscription)
    paying = [who for who in found.values() if who.daily.any()]
    for who in paying:
        bridge(who.daily)
        who.terms = [(day, due, went_on(who.daily, day, due)) for day, due in who.due]
    return paying


def bridge(daily: np.ndarray) -> None:
    """Fill short gaps between paid days with what was paid before."""
    paid = np.flatnonzero(daily > 0)
    for before, after in itertools.pairwise(paid):
        if 1 < after - before <= CHURN_GAP + 1:
            daily[before + 1 : after] = daily[before]


def term_ends(subscription: Subscription) -> list[tuple[date, float]]:
    """The terms that reached their end by the last day: the day, and the MRR up for renewal."""
    return [
        (span.ends, subscription.monthly_usd(span.state))
        for span in subscription.spans
        if span.ends and span.ends == span.state.term_ends
    ]


def went_on(daily: np.ndarray, day: date, due: float) -> float:
    """How much of `due` is still paid on the day its term ends."""
    at = (day - FIRST_DAY).days
    others = daily[at - 1] - due
    return float(np.clip(daily[at] - others, 0, due))
