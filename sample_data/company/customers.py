"""What happens after the first win: renewals every twelve months, expansions in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import numpy as np

from company.accounts import Account
from company.calendar import LAST_DAY, to_workday
from company.deals import Deal

TERM = 365  # days
RENEWS = {True: 0.88, False: 0.79}  # by fit at the day the renewal deal is created
EXPANSIONS_PER_YEAR = {True: 0.65, False: 0.5}
EXPANDS = {True: 0.52, False: 0.46}


def later_deals(
    rng: np.random.Generator, account: Account, deal_with: Callable[..., Deal]
) -> Iterator[Deal]:
    """Renewals until the first one lost, and expansions until then."""
    if account.first_won_on is None:
        return
    value = float(rng.lognormal(9.6, 0.7))
    term_starts = account.first_won_on
    while term_starts < LAST_DAY:
        term_ends = term_starts + timedelta(days=TERM)
        yield from expansions(rng, account, deal_with, term_starts, value)
        day = to_workday(term_ends - timedelta(days=int(rng.integers(70, 100))))
        if day > LAST_DAY:
            return
        deal = deal_with(rng, account, day, kind="renewal")
        deal.amount = round(value, -1)
        won = bool(rng.random() < RENEWS[deal.fit])
        close(deal, to_workday(term_ends - timedelta(days=int(rng.integers(-10, 45)))), won=won)
        yield deal
        if not won:
            return
        value *= float(rng.uniform(1.0, 1.08))
        term_starts = term_ends


def expansions(
    rng: np.random.Generator,
    account: Account,
    deal_with: Callable[..., Deal],
    term_starts: date,
    value: float,
) -> Iterator[Deal]:
    """Some in the twelve months from `term_starts`."""
    fits = deal_with(rng, account, term_starts, kind="expansion").fit
    for _ in range(int(rng.poisson(EXPANSIONS_PER_YEAR[fits]))):
        day = to_workday(term_starts + timedelta(days=int(rng.integers(30, TERM))))
        if day > LAST_DAY:
            continue
        deal = deal_with(rng, account, day, kind="expansion")
        deal.amount = round(value * float(rng.uniform(0.2, 0.6)), -1)
        won = bool(rng.random() < EXPANDS[deal.fit])
        days = 38 * float(rng.lognormal(0, 0.6)) * (1.3 if won else 1)
        close(deal, to_workday(day + timedelta(days=int(days) + 1)), won=won)
        yield deal


def close(deal: Deal, day: date, *, won: bool) -> None:
    """Won or lost on `day`; still open if that has not come yet."""
    if day <= LAST_DAY:
        deal.status, deal.closed_on = "won" if won else "lost", day
