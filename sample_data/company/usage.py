"""How much customers use the product: people who may and people who do, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from company.billed import Customer
from company.fit import judged_on
from company.rates import MONTHS
from company.subscriptions import pays
from company.voice import paying, truly_fits

SINCE = date(2026, 4, 1)
SEEN = 0.20  # share of customers whose use is exported
ACTIVE = {True: 0.74, False: 0.58}  # share of those who may
SPREAD = 0.10
EVENTS = (15, 60)  # per active user and month


@dataclass(eq=False)
class Used:
    """One customer in one month."""

    customer: Customer
    month: date
    active: int
    licensed: int
    events: int

    @property
    def group(self) -> str:
        known = self.customer.known
        return judged_on(known, self.month) if known else "unknown"


def usage(rng: np.random.Generator, customers: Sequence[Customer]) -> list[Used]:
    """By customer and month. An account with two customers is seen under the first."""
    found: list[Used] = []
    payers: set[str] = set()
    for customer in customers:
        if customer.payer in payers or customer.invoiced_only or rng.random() >= SEEN:
            continue
        payers.add(customer.payer)
        habit = float(rng.normal(0, SPREAD))
        for month in MONTHS:
            if month >= SINCE and paying(customer, month):
                share = ACTIVE[truly_fits(customer, month)] + habit
                share += float(rng.normal(0, SPREAD / 2))
                licensed = seats(customer, month)
                active = min(max(round(licensed * share), 0), licensed)
                events = 10 * round(active * float(rng.uniform(*EVENTS)) / 10)
                found.append(Used(customer, month, active, licensed, events))
    return found


def seats(customer: Customer, day: date) -> int:
    return sum(
        span.state.quantity
        for subscription in customer.subscriptions
        for span in subscription.spans
        if pays(span) and span.starts <= day and (span.ends is None or day < span.ends)
    )
