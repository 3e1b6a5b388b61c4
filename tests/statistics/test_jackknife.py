from __future__ import annotations

from math import inf, isnan, sqrt

import numpy as np
import pytest
from scipy import stats

from icp_metrics.statistics.jackknife import (
    BUCKETS,
    Replicates,
    correlation,
    covariance,
    effective_df,
    kish,
    leave_one_out,
    minus,
    move_apart,
    satterthwaite,
)
from icp_metrics.statistics.ratios import ratio_of_sums
from tests.statistics.groups import CLOSED, WON, one_per_bucket


def ratio(sums: np.ndarray) -> np.ndarray:
    return sums[:, 0] / sums[:, 1]


def replicates(values: list[float], first: int = 0) -> Replicates:
    """Replicates that hold the given values from bucket `first` on; their mean is the value."""
    without = np.full(BUCKETS, np.mean(values))
    without[first : first + len(values)] = values
    filled = np.zeros(BUCKETS, dtype=bool)
    filled[first : first + len(values)] = True
    return Replicates(float(np.mean(values)), without, filled)


def test_replicates_are_what_loops_that_leave_out_each_bucket_give() -> None:
    sums = one_per_bucket(WON, CLOSED)
    got = leave_one_out(sums.values, ratio, sums.filled)
    thetas = []
    for b in range(len(WON)):
        won = sum(w for i, w in enumerate(WON) if i != b)
        closed = sum(c for i, c in enumerate(CLOSED) if i != b)
        thetas.append(won / closed)
    k = len(WON)
    mean = sum(thetas) / k
    assert got.value == sum(WON) / sum(CLOSED)
    assert got.without[:k] == pytest.approx(thetas)
    assert got.k == k
    assert got.variance == pytest.approx((k - 1) / k * sum((t - mean) ** 2 for t in thetas))


def test_jackknife_of_a_mean_is_exactly_its_textbook_variance() -> None:
    amounts = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0]
    sums = one_per_bucket(amounts)
    got = leave_one_out(sums.values, ratio, sums.filled)
    assert got.variance == pytest.approx(np.var(amounts, ddof=1) / len(amounts), rel=1e-12)


def test_jackknife_agrees_with_the_delta_method_on_unclustered_data() -> None:
    rng = np.random.default_rng(7)
    x = 1.0 + rng.poisson(3, BUCKETS)
    y = rng.binomial(x.astype(int), 0.3).astype(float)
    sums = one_per_bucket(y, x)
    got = leave_one_out(sums.values, ratio, sums.filled)
    value, error = ratio_of_sums(list(y), list(x))
    assert got.value == pytest.approx(value)
    assert sqrt(got.variance) == pytest.approx(error, rel=0.03)


def test_deals_of_one_account_are_not_counted_as_independent() -> None:
    alone = one_per_bucket([1, 0] * 20)
    tenfold = one_per_bucket([10, 0] * 20, [10] * 40)
    a = leave_one_out(alone.values, ratio, alone.filled)
    b = leave_one_out(tenfold.values, ratio, tenfold.filled)
    assert b.variance == pytest.approx(a.variance, rel=1e-12)


def test_variance_needs_two_buckets() -> None:
    assert isnan(replicates([0.5]).variance)
    assert replicates([0.5, 0.7]).variance == pytest.approx(0.01)


def test_a_replicate_without_denominator_is_not_computable() -> None:
    got = replicates([0.2, 0.3, float("nan")])
    assert not got.computable
    assert replicates([0.2, 0.3]).computable


def test_joint_variance_is_the_sum_less_twice_the_covariance() -> None:
    a, b = replicates([1.0, 2.0, 4.0, 7.0]), replicates([2.0, 3.0, 3.0, 9.0])
    expected = a.variance + b.variance - 2 * covariance(a, b)
    assert minus(a, b).variance == pytest.approx(expected)


def test_correlation_is_pearson_over_shared_buckets_and_none_for_constants() -> None:
    a, b = [1.0, 2.0, 4.0, 7.0], [2.0, 3.0, 3.0, 9.0]
    assert correlation(replicates(a), replicates(b)) == pytest.approx(stats.pearsonr(a, b)[0])
    assert correlation(replicates(a), replicates(a)) == pytest.approx(1.0)
    assert correlation(replicates(a), replicates([5.0] * 4)) == 0
    assert abs(correlation(replicates(a), replicates(b, first=50))) < 1e-12


def test_satterthwaite_is_the_welch_degrees_of_freedom_of_two_means() -> None:
    a, b = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0], [2.0, 7.0, 1.0, 8.0, 2.0]
    first, second = (one_per_bucket(v, first=at) for v, at in ((a, 0), (b, 60)))
    df = satterthwaite(
        leave_one_out(first.values, ratio, first.filled),
        leave_one_out(second.values, ratio, second.filled),
    )
    assert df == pytest.approx(stats.ttest_ind(a, b, equal_var=False).df)


def test_effective_degrees_of_freedom_fall_with_concentration_and_never_pass_k_less_one() -> None:
    even = replicates([-1.0, 1.0] * 10)
    lone = replicates([19.0] + [-1.0] * 19)
    assert effective_df(even) == 19
    squares = [361.0] + [1.0] * 19
    expected = 1.5 * sum(squares) ** 2 / sum(s * s for s in squares)
    assert effective_df(lone) == pytest.approx(expected)
    assert effective_df(lone) < 2


def test_two_estimates_that_move_alike_do_not_move_apart() -> None:
    a = replicates([1.0, 2.0, 4.0, 7.0])
    shifted = replicates([1.1, 2.1, 4.1, 7.1])
    constant = replicates([1.0] * 4)
    assert not move_apart(a, shifted)
    assert move_apart(a, constant)
    assert move_apart(constant, constant)


def test_kish_counts_accounts_that_weigh_alike_and_sees_one_that_does_not() -> None:
    equal = np.zeros(BUCKETS)
    equal[:32] = 100.0
    # S = 3200, q = (32·100² - 3200²/128)·128/127 = 241,889.8, by hand.
    assert kish(equal) == pytest.approx(3200**2 / 241_889.76, rel=1e-6)
    lone = equal.copy()
    lone[0] = 100_000.0
    assert kish(lone) == pytest.approx(1.06, abs=0.02)
    assert kish(np.ones(BUCKETS)) == inf
