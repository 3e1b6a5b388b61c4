"""Win rate by creation: how many of the deals created in a period are won by one age."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from company.calendar import LAST_DAY, Period
from company.deals import Deal
from company.figures import GROUPS, mean
from company.outcomes import chance, closed_before

ENOUGH = 10  # deals followed, for a day to count


def age(deal: Deal) -> int:
    """Days until it closed, or was last seen."""
    return ((deal.closed_on or LAST_DAY) - deal.created_on).days


def mature_age(deals: Sequence[Deal]) -> int:
    """The day by which nine in ten of the new-business deals that close have closed.

    Kaplan and Meier's estimator, day by day, up to the last day that enough deals were followed
    to: at risk, divided by the share still open just before.
    """
    new = [d for d in deals if d.kind == "new"]
    closed = Counter(age(d) for d in new if d.closed_on)
    seen = Counter(age(d) for d in new)
    at_risk, still, fewest, shares = len(new), 1.0, float("inf"), []
    for day in range(max(seen) + 1):
        fewest = min(fewest, at_risk / still)
        if fewest < ENOUGH:
            break
        still *= 1 - closed[day] / at_risk
        shares.append(1 - still)
        at_risk -= seen[day]
        if not at_risk or not still:
            break
    found = next(day for day, share in enumerate(shares) if share >= 0.9 * shares[-1])
    assert 2 * found <= len(shares), "not followed for long enough"
    return found


def won_by(deals: Sequence[Deal], period: Period, days: int) -> dict[str, object]:
    """Group -> deals created in the period and that old, won and still open at that age."""
    old = [
        d
        for d in deals
        if d.kind == "new" and d.created_on in period and (LAST_DAY - d.created_on).days >= days
    ]

    def expected(deal: Deal) -> float:
        last = deal.created_on + timedelta(days + 1)
        ever = chance(deal.account, fit=deal.fit, employees=deal.employees)
        return ever * closed_before(deal, last, won=True, fit=deal.fit)

    out: dict[str, object] = {}
    for name in (*GROUPS, "all"):
        some = [d for d in old if name in (d.judged, "all")]
        by_then = [d for d in some if d.closed_on and age(d) <= days]
        won = sum(d.status == "won" for d in by_then)
        out[name] = {
            "deals": len(some),
            "accounts": len({d.cluster for d in some}),
            "won": won,
            "still_open": len(some) - len(by_then),
            "realised": round(won / len(some), 6),
            "expected": round(mean(some, expected), 6),
        }
    return out


def cohorts(deals: Sequence[Deal], periods: dict[str, Period]) -> dict[str, object]:
    """The age, and the figures of each period at it."""
    days = mature_age(deals)
    return {"age": days, **{name: won_by(deals, p, days) for name, p in periods.items()}}
