"""What becomes of customers after the sale: the figures by fit, plainly computed.

Each observation is a payer at a day on which its fit is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from company.calendar import FIRST_DAY, LAST_DAY, Period
from company.figures import GROUPS
from company.revenue import DAYS, Payer

GROSS_MARGIN = 0.8
HORIZON = 24  # months
YEAR = 366  # days that logo retention looks ahead: a year with 29 February as well
MONTH_ENDS = [
    day
    for day in (FIRST_DAY + timedelta(days=n) for n in range(DAYS))
    if (day + timedelta(days=1)).day == 1
]


@dataclass(frozen=True)
class Seen:
    """A payer, the day its fit is judged, and of a term: what was due and what of it went on."""

    who: Payer
    day: date
    due: float = 0.0
    kept: float = 0.0


def retention(some: Sequence[Seen], day: int = YEAR) -> float:
    """Kaplan-Meier share still paying `day` days after the first paid one."""
    ages, left = [], []
    for each in some:
        first, ended = each.who.first_run
        ages.append((ended if ended is not None else DAYS) - first)
        left.append(ended is not None)
    age, gone = np.array(ages), np.array(left)
    share = 1.0
    for at in np.unique(age[gone & (age <= day)]):
        # Still paying at the end of the data: seen through the day before `age`.
        at_risk = np.sum(np.where(gone, age >= at, age > at))
        share *= 1 - np.sum(gone & (age == at)) / at_risk
    return float(share)


def retained(who: Payer, now: date) -> tuple[float, float]:
    """MRR twelve months before the month-end `now`, and now; a break in between is the end."""
    then = date(now.year - 1, now.month, now.day)
    base = who.mrr(then)
    since = who.daily[(then - FIRST_DAY).days : (now - FIRST_DAY).days + 1]
    return base, who.mrr(now) if since.all() else 0.0


def grr(some: Sequence[Seen], now: date = LAST_DAY) -> float:
    pairs = [retained(each.who, now) for each in some]
    return sum(min(p) for p in pairs) / sum(base for base, _ in pairs)


def nrr(some: Sequence[Seen], now: date = LAST_DAY) -> float:
    pairs = [retained(each.who, now) for each in some]
    return sum(kept for base, kept in pairs if base > 0) / sum(base for base, _ in pairs)


def lifetime(some: Sequence[Seen]) -> float:
    """Mean margin per customer over the first `HORIZON` months, month by month of tenure.

    Each month counts the customers whose month lies within the data; who has left brings nothing.
    """
    total = np.zeros(HORIZON)
    seen = np.zeros(HORIZON)
    for each in some:
        first, ended = each.who.first_run
        born = FIRST_DAY + timedelta(days=first)
        ends = [d for d in MONTH_ENDS if d >= born][:HORIZON]
        for tenure, day in enumerate(ends):
            at = (day - FIRST_DAY).days
            seen[tenure] += 1
            total[tenure] += each.who.daily[at] if ended is None or at < ended else 0
    return float(GROSS_MARGIN * np.sum(total / seen))


def came_of_age(some: Sequence[Seen], period: Period) -> list[Seen]:
    """The customers who were `HORIZON` months old in a period, at the last of their month-ends."""
    found = []
    for each in some:
        ends = [d for d in MONTH_ENDS if d >= each.day][:HORIZON]
        if len(ends) == HORIZON and ends[-1] in period:
            found.append(each)
    return found


def to_date(some: Sequence[Seen]) -> float:
    """Mean margin that customers brought in their first `HORIZON` months, of those so old."""
    total = 0.0
    for each in some:
        _, ended = each.who.first_run
        for day in [d for d in MONTH_ENDS if d >= each.day][:HORIZON]:
            at = (day - FIRST_DAY).days
            total += each.who.daily[at] if ended is None or at < ended else 0
    return float(GROSS_MARGIN * total / len(some))


def renewal(some: Sequence[Seen]) -> float:
    """The share of terms of which anything went on."""
    return sum(each.kept > 0.005 for each in some) / len(some)


VALUES: dict[str, Callable[[Sequence[Seen]], float]] = {
    "logo_retention": retention,
    "cltv": lifetime,
    "grr": grr,
    "nrr": nrr,
    "renewal_rate": renewal,
}


def seen(everyone: Sequence[Payer], period: Period) -> dict[str, list[Seen]]:
    """KPI -> what it counts. The base of GRR and NRR is a year before the last day."""
    base = date(LAST_DAY.year - 1, LAST_DAY.month, LAST_DAY.day)
    started = [Seen(who, who.starts) for who in everyone]
    booked = [Seen(who, base) for who in everyone if who.mrr(base) > 0]
    terms = [Seen(who, *term) for who in everyone for term in who.terms if term[0] in period]
    return {
        "logo_retention": started,
        "cltv": started,
        "grr": booked,
        "nrr": booked,
        "renewal_rate": terms,
    }


def by_group(some: Sequence[Seen]) -> dict[str, list[Seen]]:
    """By fit on the day of each; all of them under `all`."""
    found: dict[str, list[Seen]] = {name: [] for name in (*GROUPS, "all")}
    for each in some:
        found[each.who.group(each.day)].append(each)
        found["all"].append(each)
    return found


def like_for_like(some: Sequence[Seen], value: Callable[[Sequence[Seen]], float]) -> float:
    """The gap at like size and region: strata weighted by what is judged in them.

    Strata where a group has fewer than two payers are left out.
    """
    strata: dict[tuple[str, str], list[Seen]] = {}
    for each in some:
        strata.setdefault(each.who.stratum(each.day), []).append(each)
    total = weight = 0.0
    for members in strata.values():
        groups = by_group(members)
        fit, other = groups["fit"], groups["not_fit"]
        if min(len({id(each.who) for each in group}) for group in (fit, other)) >= 2:
            total += (len(fit) + len(other)) * (value(fit) - value(other))
            weight += len(fit) + len(other)
    return total / weight


def compared(kpi: str, some: Sequence[Seen]) -> dict[str, float]:
    """The groups that are compared, with their gap, their ratio and the gap like for like.

    A stratum has too few customers for every month of a lifetime: CLTV has none like for like.
    """
    value, groups = VALUES[kpi], by_group(some)
    fit, other = value(groups["fit"]), value(groups["not_fit"])
    figures = {
        "fit": fit,
        "not_fit": other,
        "all": value(groups["all"]),
        "gap": fit - other,
        "ratio": fit / other,
    }
    return figures if kpi == "cltv" else figures | {"like_for_like": like_for_like(some, value)}
