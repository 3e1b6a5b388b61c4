from __future__ import annotations

from dataclasses import replace
from math import exp, log, sqrt

import numpy as np
import pytest

from icp_metrics.statistics.acquisition import Acquisition
from icp_metrics.statistics.estimate import Difference, Estimate, Rules, Sums
from icp_metrics.statistics.jackknife import BUCKETS, Floats
from icp_metrics.statistics.payback import Payback
from icp_metrics.statistics.ratio import Ratio

RULES = Rules()
MONTHS = Payback()


def accounts(
    cost: float, margins: list[float | None], others: int, scale: float = 1.0, first: int = 0
) -> Sums:
    """Customers with a margin a month, or None, and others who were not won: a bucket each."""
    rows = np.zeros((BUCKETS, 4))
    for i, margin in enumerate(margins):
        known = margin is not None
        rows[i] = (cost * scale, 1, scale * (margin or 0.0), known)
    rows[len(margins) : len(margins) + others, 0] = cost * scale
    count = len(margins) + others
    facts = (np.arange(BUCKETS) < count).astype(float)
    return Sums(np.roll(rows, first, axis=0), np.roll(facts, first), count)


MARGINS: list[float | None] = [10, 25, 40, 15, 30, 12, 55, 20, 35, 8, 22, 28]


def limits(thing: Estimate | Difference) -> tuple[float, float]:
    assert thing.low is not None and thing.high is not None
    return thing.low, thing.high


def test_months_are_the_cost_of_a_customer_by_what_one_brings() -> None:
    got = MONTHS.estimate(accounts(100, [10.0, 30.0, 20.0] * 10, 70), RULES)
    assert got.value == pytest.approx(100 * 100 / 30 / 20)


def test_customer_whose_margin_is_not_known_counts_in_the_cost_alone() -> None:
    sums = accounts(100, [*MARGINS, None, None, None], 30)
    mean = sum(m for m in MARGINS if m) / 12
    assert MONTHS.estimate(sums, RULES).value == pytest.approx(4500 / 15 / mean)
    assert MONTHS.companions(sums, RULES) == pytest.approx({"cac": 300, "margin_a_month": mean})


def jackknife(first: Floats, second: Floats) -> float:
    """Covariance of two figures from their values without each account."""
    k = len(first)
    return (k - 1) / k * float(((first - first.mean()) * (second - second.mean())).sum())


def test_limits_combine_those_of_the_cost_and_of_the_margin() -> None:
    sums = accounts(100, MARGINS, 30)
    got = MONTHS.estimate(sums, RULES)
    cost = Acquisition().estimate(replace(sums, values=sums.values[:, :2]), RULES)
    paying = replace(sums, values=sums.values[:, 2:], facts=sums.values[:, 3], n=12)
    mean = Ratio(share=False).estimate(paying, RULES)
    assert cost.value and mean.value and got.value
    won = np.asarray([1] * 12 + [0] * 30)
    margins = np.asarray([*MARGINS, *[0] * 30], dtype=float)
    costs = 1 - (12 - won) / (4200 - 100) / (12 / 4200)
    means = np.log((margins.sum() - margins) / (12 - won))
    spread = jackknife(costs, costs) * jackknife(means[:12], means[:12])
    r = jackknife(costs, means) / sqrt(spread)
    (a, b), (c, d) = (
        [abs(log(limit / e.value)) for limit in limits(e)] for e in (cost, mean) if e.value
    )
    low = log(got.value) - sqrt(a * a + d * d - 2 * r * a * d)
    high = log(got.value) + sqrt(b * b + c * c - 2 * r * b * c)
    assert limits(got) == pytest.approx((exp(low), exp(high)))


def test_one_price_for_all_leaves_the_limits_of_the_cost() -> None:
    sums = accounts(100, [20.0] * 12, 30)
    got = MONTHS.estimate(sums, RULES)
    cost = Acquisition().estimate(replace(sums, values=sums.values[:, :2]), RULES)
    assert limits(got) == pytest.approx(tuple(v / 20 for v in limits(cost)))


def test_currency_does_not_change_the_months() -> None:
    euros, yen = (MONTHS.estimate(accounts(100, MARGINS, 30, s), RULES) for s in (1, 160))
    assert yen.value == pytest.approx(euros.value)
    assert limits(yen) == pytest.approx(limits(euros))


def test_what_is_not_known_has_a_reason() -> None:
    def reason(sums: Sums) -> str | None:
        got = MONTHS.estimate(sums, RULES)
        assert (got.status, got.low, got.replicates) == ("not_estimable", None, None)
        return got.reason

    assert reason(Sums.none(4)) == "no_data"
    assert reason(accounts(0, MARGINS, 9)) == "no_cost"
    assert reason(accounts(100, [], 30)) == "zero_denominator"
    assert reason(accounts(100, [None] * 12, 30)) == "no_mrr"
    assert reason(accounts(100, [20.0, 30.0, 25.0, 9.0, None], 30)) == "low_n"


def test_customer_that_brings_no_margin_never_pays_back() -> None:
    got = MONTHS.estimate(accounts(100, [0.0] * 12, 30), RULES)
    assert (got.value, got.reason) == (None, "zero_denominator")


def test_status_is_the_worse_of_cost_and_margin() -> None:
    few = MONTHS.estimate(accounts(100, [20.0] * 6, 60), RULES)
    assert few.status == "insufficient"
    whale = MONTHS.estimate(accounts(100, [5000.0] + [20.0] * 30, 60), RULES)
    assert (whale.status, whale.reason) == ("insufficient", "concentration")


def test_gap_is_shown_in_months_and_decided_as_a_ratio() -> None:
    a = MONTHS.estimate(accounts(100, MARGINS, 30), RULES)
    b = MONTHS.estimate(accounts(100, MARGINS[::-1], 60, first=50), RULES)
    got, back = MONTHS.difference(a, b, RULES), MONTHS.difference(b, a, RULES)
    assert a.value and b.value
    assert got.value == pytest.approx(a.value - b.value)
    assert got.ratio == pytest.approx(42 / 72)
    assert got.p == pytest.approx(back.p)
    assert limits(got) == pytest.approx(tuple(-v for v in reversed(limits(back))))
    none = MONTHS.difference(a, Estimate.unknown("no_mrr"), RULES)
    assert (none.value, none.ratio, none.p) == (None, None, None)
