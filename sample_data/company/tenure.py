"""How long customers stay and how their seats move: what fit does after the sale.

In each term of 365 days a customer leaves with the chance that the CRM's renewal deal is lost:
`1 - RENEWS[fit]`. Where the CRM's renewal of the term is decided, billing follows it, so the two
systems never tell different stories. Who pays by the month leaves on a day drawn from a constant
hazard; who has a term mostly leaves when it ends.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from company.accounts import Account
from company.calendar import LAST_DAY
from company.customers import RENEWS, TERM
from company.deals import Deal
from company.fit import fits_on
from company.subscriptions import Change, becomes, new_term, seats_times

DECIDED_BEFORE = 85  # days before its end a term's renewal is dealt with
LEAVES_EARLY = 0.12  # share of those with a term who leave within it, and are paid back
# Changes of seats per month.
ADDS_SEATS = {True: 0.030, False: 0.015}
DROPS_SEATS = {True: 0.010, False: 0.028}
BAND_ON_DROPS = {"1-200": 1.3, "201-1000": 1.1, "1001-5000": 0.8, "5001+": 0.6}
ADDED, DROPPED = (1.08, 1.40), (0.50, 0.85)
PRICE_RISES = (1.0, 1.0, 1.03, 1.05)
# Per term.
PAYMENT_FAILS = {True: 0.08, False: 0.14}
PAUSES = 0.10
LONG_PAUSE = 0.3
UNPAID_AT_LAST = 0.3  # share of those who leave any day whose last weeks are not paid for


@dataclass(frozen=True)
class Stay:
    """What happens from the first paid day on; `ends` may lie after the data."""

    changes: list[Change]
    ends: date | None


def monthly_hazard(*, fit: bool) -> float:
    """Chance to leave per month."""
    return float(1 - RENEWS[fit] ** (1 / 12))


def stay(
    rng: np.random.Generator,
    account: Account,
    starts: date,
    band: str,
    renewals: list[Deal],
    *,
    has_term: bool,
) -> Stay:
    """Term by term until the customer leaves. `renewals`: the CRM's, oldest first."""
    changes: list[Change] = []
    term, number = starts, 0
    while term <= LAST_DAY:
        term_ends = term + timedelta(days=TERM)
        fit = fits_on(account, term)
        rise = float(rng.choice(PRICE_RISES)) if number else 1.0
        changes.append((term, new_term(term_ends if has_term else None, rise)))
        leaves = None
        if not renewed(rng, account, term_ends, renewals[number : number + 1]):
            leaves = leaving_day(rng, account, term, has_term=has_term)
        until = leaves or term_ends
        changes += seats(rng, term, until, band, fit=fit, at_end=has_term, goes_on=leaves is None)
        changes += troubles(rng, term, until, fit=fit, pauses=not has_term)
        if leaves:
            if leaves < term_ends and not has_term and rng.random() < UNPAID_AT_LAST:
                changes.append((max(term, leaves - timedelta(days=25)), becomes("past_due")))
            return Stay(changes, leaves)
        term, number = term_ends, number + 1
    return Stay(changes, None)


def renewed(rng: np.random.Generator, account: Account, term_ends: date, deal: list[Deal]) -> bool:
    """As the CRM has it; what is open there, or not yet begun, is drawn by the same chance."""
    if deal and deal[0].closed:
        return deal[0].status == "won"
    day = min(term_ends - timedelta(days=DECIDED_BEFORE), LAST_DAY)
    return bool(rng.random() < RENEWS[fits_on(account, day)])


def leaving_day(rng: np.random.Generator, account: Account, term: date, *, has_term: bool) -> date:
    """The first day no longer paid for, given that the term is not renewed."""
    if has_term:
        early = rng.random() < LEAVES_EARLY
        return term + timedelta(days=int(rng.integers(40, TERM - 20)) if early else TERM)
    kept = RENEWS[fits_on(account, term)]
    days = -TERM * math.log(1 - rng.random() * (1 - kept)) / -math.log(kept)
    return term + timedelta(days=max(1, math.ceil(days)))


def seats(
    rng: np.random.Generator,
    term: date,
    until: date,
    band: str,
    *,
    fit: bool,
    at_end: bool,
    goes_on: bool,
) -> list[Change]:
    """Seats added on any day; dropped on any day, or where there is a term when it ends."""
    months = (until - term).days / (TERM / 12)
    changes: list[Change] = []
    for _ in range(rng.poisson(ADDS_SEATS[fit] * months)):
        changes.append((some_day(rng, term, until), seats_times(float(rng.uniform(*ADDED)))))
    for _ in range(rng.poisson(DROPS_SEATS[fit] * BAND_ON_DROPS[band] * months)):
        day, factor = some_day(rng, term, until), float(rng.uniform(*DROPPED))
        if not at_end:
            changes.append((day, seats_times(factor)))
        elif goes_on:
            changes.append((until, seats_times(factor)))
    return changes


def troubles(
    rng: np.random.Generator, term: date, until: date, *, fit: bool, pauses: bool
) -> list[Change]:
    """A failed payment that is made good, or a pause; never two in one term."""
    draws = rng.random(3)
    failing = int(rng.integers(5, 41))
    resting = int(rng.integers(45, 91)) if draws[2] < LONG_PAUSE else int(rng.integers(10, 29))
    room = (until - term).days - 140
    if room < 1:
        return []
    day = term + timedelta(days=10 + int(rng.integers(room)))
    if draws[0] < PAYMENT_FAILS[fit]:
        return [(day, becomes("past_due")), (day + timedelta(days=failing), becomes("active"))]
    if pauses and draws[1] < PAUSES:
        return [(day, becomes("paused")), (day + timedelta(days=resting), becomes("active"))]
    return []


def some_day(rng: np.random.Generator, term: date, until: date) -> date:
    return term + timedelta(days=int(rng.integers(1, max(2, (until - term).days))))
