"""Days to win: the median that the laws give, and the one that happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from company.calendar import LAST_DAY, Period
from company.deals import Deal
from company.figures import GROUPS
from company.outcomes import chance, closed_before

LONGEST = 365  # days
ENOUGH = 10  # deals at risk in each group, for a day to count


def expected(deals: Sequence[Deal], horizon: int) -> int:
    """The day by which half of those are won that are won by the horizon.

    The mean over the deals of P(won by day d), from the laws each was drawn from.
    """
    chances = np.array([chance(d.account, fit=d.fit, employees=d.employees) for d in deals])

    def won_by(day: int) -> float:
        waited = timedelta(days=day + 1)
        by = [closed_before(d, d.created_on + waited, won=True, fit=d.fit) for d in deals]
        return float(np.mean(chances * np.array(by)))

    half = won_by(horizon) / 2
    low, high = 0, horizon
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if won_by(middle) >= half else (middle + 1, high)
    return low


@dataclass(frozen=True)
class Followed:
    """Days since creation: from which on deals were seen, and on which they left, and how.

    A deal older than the period enters at the age it had; an open one is seen to the last day.
    """

    since: np.ndarray
    until: np.ndarray
    won: np.ndarray
    lost: np.ndarray

    def at_risk(self, day: int) -> int:
        return int(np.sum((self.since <= day) & (self.until >= day)))


def followed(deals: Sequence[Deal], period: Period) -> Followed:
    ends = min(period.ends, LAST_DAY + timedelta(days=1))
    since = [max((period.starts - d.created_on).days, 0) for d in deals]
    closed = [d.closed_on if d.closed_on and d.closed_on < ends else None for d in deals]
    last = [on or ends - timedelta(days=1) for on in closed]
    until = [(day - deal.created_on).days for deal, day in zip(deals, last, strict=True)]
    won, lost = (
        [bool(on) and deal.status == status for deal, on in zip(deals, closed, strict=True)]
        for status in ("won", "lost")
    )
    return Followed(*map(np.array, (since, until, won, lost)))


def realised(some: Followed, horizon: int) -> int:
    """The same day by Aalen and Johansen's estimator."""
    still, share, curve = 1.0, 0.0, []
    for day in range(horizon + 1):
        at_risk, left = some.at_risk(day), some.until == day
        if at_risk:
            share += still * np.sum(left & some.won) / at_risk
            still *= 1 - np.sum(left & (some.won | some.lost)) / at_risk
        curve.append(share)
    return next(day for day, reached in enumerate(curve) if reached >= share / 2)


def met(deals: Sequence[Deal], period: Period) -> list[Deal]:
    """New business that was open on a day of the period, or created on one."""
    return [
        deal
        for deal in deals
        if deal.kind == "new"
        and deal.created_on < period.ends
        and (deal.closed_on is None or deal.closed_on >= period.starts)
    ]


def days_to_win(deals: Sequence[Deal], period: Period) -> dict[str, object]:
    """Group -> deals, expected and realised median, and the horizon: the last day on which each
    group has enough at risk."""
    some = met(deals, period)
    members = {name: [d for d in some if name in (d.judged, "all")] for name in (*GROUPS, "all")}
    seen = {name: followed(group, period) for name, group in members.items()}
    horizon = max(
        day
        for day in range(LONGEST + 1)
        if min(group.at_risk(day) for group in seen.values()) >= ENOUGH
    )
    groups = {
        name: {
            "deals": len(group),
            "expected": expected(group, horizon),
            "realised": realised(seen[name], horizon),
        }
        for name, group in members.items()
    }
    return {"horizon": horizon, "groups": groups}
