"""What a won deal begins: a subscription, or beside another one a second."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from company.accounts import Account, band_of
from company.calendar import LAST_DAY
from company.deals import Deal
from company.plans import cadence, plan
from company.subscriptions import (
    Change,
    State,
    Subscription,
    becomes,
    course,
    seats_plus,
)
from company.tenure import stay

TRIALS, TRIAL_DAYS = 0.10, 14
SIDE_ENDS = 0.015  # hazard per month of a second subscription, whatever the fit


def band_on(account: Account, day: date) -> str:
    return band_of(account.true_on(day).employees or 1)


def subscription(
    rng: np.random.Generator,
    account: Account,
    currency: str,
    won_on: date,
    amount: float,
    renewals: list[Deal],
    grown: list[Deal],
) -> Subscription | None:
    """The subscription that a won deal begins; None where it has not begun yet."""
    band = band_on(account, won_on)
    sold = plan(band, cadence(rng), currency)
    tried = rng.random() < TRIALS
    starts = won_on + timedelta(days=int(rng.integers(1, 8)))
    paid_from = starts + timedelta(days=TRIAL_DAYS if tried else 0)
    if paid_from > LAST_DAY:
        return None
    course_of = stay(rng, account, paid_from, band, renewals, has_term=sold.has_term)
    changes: list[Change] = [(paid_from, becomes("active")), *course_of.changes]
    for deal in grown:
        added = sold.seats(deal.amount or 0)
        day = (deal.closed_on or LAST_DAY) + timedelta(days=int(rng.integers(1, 6)))
        changes.append((max(day, paid_from), seats_plus(added)))
    first = State("trialing" if tried else "active", sold.unit, sold.seats(amount))
    return Subscription(sold, course(starts, first, changes, course_of.ends))


def side_subscription(
    rng: np.random.Generator,
    account: Account,
    currency: str,
    won_on: date,
    amount: float,
    ends: date | None,
) -> Subscription | None:
    """A second subscription, by the month: it ends alone, or with the first."""
    starts = won_on + timedelta(days=int(rng.integers(1, 8)))
    alone = starts + timedelta(days=1 + int(rng.exponential(365 / 12 / SIDE_ENDS)))
    if starts > LAST_DAY or (ends and starts >= ends):
        return None
    sold = plan(band_on(account, won_on), 1, currency)
    state = State("active", sold.unit, sold.seats(amount))
    return Subscription(sold, course(starts, state, [], min(alone, ends or alone)))
