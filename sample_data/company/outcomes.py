"""What decides a deal: its chance to be won, its days to close, its amount.

The fit of the account on the day the deal was created enters each of them; so do size and, for
the chance, region and the account's own pull. Days are lognormal and do not depend on anything
else once the outcome is known, which makes the chance of a *closed* deal exact:
P(won | closed in a period) by Bayes.
"""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np

from company.accounts import Account, band_of
from company.calendar import Period, first_day_moved_past
from company.deals import Deal

BASE = -1.08
FIT_ON_LOGIT = 0.60
BAND_ON_LOGIT = {"1-200": 0.60, "201-1000": 0.05, "1001-5000": -0.65, "5001+": -1.30}
REGION_ON_LOGIT = {"North": 0.05, "South": 0.0, "East": -0.1, "West": 0.05}

DAYS_WON, DAYS_LOST = 72.0, 40.0  # medians of the smallest outside the profile
SPREAD_WON, SPREAD_LOST = 0.50, 0.75
BAND_ON_DAYS = {"1-200": 0.8, "201-1000": 1.0, "1001-5000": 1.2, "5001+": 1.45}
FIT_ON_DAYS_WON = 0.85

AMOUNT = {"1-200": 9_000.0, "201-1000": 14_000.0, "1001-5000": 22_000.0, "5001+": 34_000.0}
AMOUNT_SPREAD = 0.8
FIT_ON_AMOUNT = 1.30


def chance(account: Account, *, fit: bool, employees: int) -> float:
    """P(won) of a new-business deal, if one waits for ever."""
    logit = BASE + FIT_ON_LOGIT * fit + account.pull
    logit += BAND_ON_LOGIT[band_of(employees)] + REGION_ON_LOGIT[account.region]
    return 1 / (1 + math.exp(-logit))


def median_days(*, won: bool, fit: bool, employees: int) -> float:
    days = (DAYS_WON if won else DAYS_LOST) * BAND_ON_DAYS[band_of(employees)]
    return days * FIT_ON_DAYS_WON if won and fit else days


def days_to_close(rng: np.random.Generator, deal: Deal, *, won: bool) -> int:
    median = median_days(won=won, fit=deal.fit, employees=deal.employees)
    return max(1, int(median * math.exp(rng.normal(0, SPREAD_WON if won else SPREAD_LOST))))


def typical_amount(*, fit: bool, employees: int) -> float:
    """The median; the mean is exp(AMOUNT_SPREAD ** 2 / 2) times it."""
    return AMOUNT[band_of(employees)] * (FIT_ON_AMOUNT if fit else 1)


def closed_before(deal: Deal, day: date, *, won: bool, fit: bool) -> float:
    """P(closed before `day` | outcome), with the move of weekends to Monday."""
    days = (first_day_moved_past(day) - deal.created_on).days
    if days < 2:  # the shortest deal takes one day
        return 0.0
    median = median_days(won=won, fit=fit, employees=deal.employees)
    z = math.log(days / median) / (SPREAD_WON if won else SPREAD_LOST)
    return 0.5 * (1 + math.erf(z / math.sqrt(2)))


def chance_if_closed(deal: Deal, period: Period, *, fit: bool | None = None) -> float:
    """P(won | closed within the period): what a win rate of closed deals estimates.

    `fit` asks what it would be if the account fitted (or not), all else alike.
    """
    fit = deal.fit if fit is None else fit
    p = chance(deal.account, fit=fit, employees=deal.employees)
    won, lost = (
        share
        * (
            closed_before(deal, period.ends, won=outcome, fit=fit)
            - closed_before(deal, period.starts, won=outcome, fit=fit)
        )
        for share, outcome in ((p, True), (1 - p, False))
    )
    return won / (won + lost)


def guessed_close(rng: np.random.Generator, created_on: date) -> date:
    """The close date a seller enters for an open deal: a guess, often the end of a month."""
    guess = created_on + timedelta(days=int(rng.integers(20, 150)))
    if rng.random() < 0.5:
        return date(guess.year + guess.month // 12, guess.month % 12 + 1, 1) - timedelta(days=1)
    return guess
