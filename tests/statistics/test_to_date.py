from __future__ import annotations

from math import exp, log, sqrt

import numpy as np
import pytest
from scipy import stats

from icp_metrics.statistics.estimate import Rules, Sums
from icp_metrics.statistics.jackknife import BUCKETS, effective_df
from icp_metrics.statistics.to_date import ToDate

RULES = Rules()
TWO_YEARS = ToDate(horizon=24)


def aged(rows: list[tuple[int, dict[int, float]]]) -> Sums:
    """Sums of accounts given as (bucket, age in months -> margin by then)."""
    ages = sorted({months for _, told in rows for months in told})
    values, held = np.zeros((BUCKETS, len(ages), 3)), np.zeros(BUCKETS)
    for bucket, told in rows:
        held[bucket] += len(told)
        for months, margin in told.items():
            values[bucket, ages.index(months)] += (1, margin, margin / 0.8)
    return Sums(values, held, len(rows), np.array(ages, dtype=np.int64))


def test_it_is_the_mean_over_those_that_came_to_the_age() -> None:
    """Whoever is younger has not had the time: its margin at 12 months says nothing of 24."""
    old = [(i, {12: 100.0, 24: 180.0 + i}) for i in range(20)]
    young = [(30 + i, {12: 900.0}) for i in range(20)]
    got = TWO_YEARS.estimate(aged([*old, *young]), RULES)
    assert got.value == pytest.approx(189.5)
    assert TWO_YEARS.companions(aged([*old, *young]), RULES) == {
        "revenue": pytest.approx(189.5 / 0.8),
        "followed": 20.0,
    }


def test_limits_are_those_of_a_mean_on_the_logarithm() -> None:
    paid = [80.0 * (1 + i % 7) + i for i in range(50)]
    rows = [(i, {24: margin}) for i, margin in enumerate(paid)]
    got = TWO_YEARS.estimate(aged(rows), RULES)
    without = [log((sum(paid) - margin) / 49) for margin in paid]
    error = sqrt(49 / 50 * sum((w - np.mean(without)) ** 2 for w in without))
    assert got.value is not None and got.replicates is not None
    margin = stats.t.ppf(0.975, effective_df(got.replicates.map(np.log))) * error
    assert (got.low, got.high) == pytest.approx((got.value * exp(-margin), got.value * exp(margin)))


def test_age_is_the_longest_that_ten_of_every_group_came_to() -> None:
    many = aged([(i, {12: 1.0, 24: 2.0 + i, 36: 3.0}) for i in range(30)])
    few = aged([(i, {12: 1.0 + i} | ({24: 2.0} if i < 9 else {})) for i in range(30)])
    tiny = aged([(i, {12: 1.0}) for i in range(9)])
    assert ToDate().settle([many, tiny], RULES).horizon == 24
    assert ToDate().settle([many, few], RULES).horizon == 12
    assert ToDate().settle([many], Rules(horizon_months=36)).horizon == 36
    assert ToDate().settle([aged([(i, {48: 1.0}) for i in range(30)])], RULES).horizon is None
    assert ToDate().settle([tiny], RULES).horizon is None


def test_status_is_that_of_the_customers_that_came_to_the_age() -> None:
    rows = [(i, {12: 1.0} | ({24: 5.0 + i} if i < 12 else {})) for i in range(90)]
    assert TWO_YEARS.estimate(aged(rows), RULES).status == "caution"
    assert ToDate(horizon=36).estimate(aged(rows), RULES).reason == "right_edge"
    assert ToDate().estimate(aged(rows), RULES).reason == "right_edge"
    assert TWO_YEARS.estimate(Sums.none(3, keyed=True), RULES).reason == "no_data"
    alike = aged([(i, {24: 7.0}) for i in range(40)])
    assert TWO_YEARS.estimate(alike, RULES).reason == "boundary"


def test_it_hangs_on_the_margin_at_that_age_alone() -> None:
    (held,) = TWO_YEARS.hangs_on(aged([(i, {12: 1000.0, 24: 2.0}) for i in range(10)]))
    assert (held.column, held.by_bucket.sum(), held.keys) == ("margin", 20.0, (24, 25))
