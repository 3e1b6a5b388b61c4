from __future__ import annotations

import numpy as np
import pytest
from statsmodels.regression.linear_model import WLS

from icp_metrics.statistics.kitagawa import kitagawa
from icp_metrics.statistics.standardisation import directly_standardised

SMALL_STONES, LARGE_STONES = ((81, 87), (234, 270)), ((192, 263), (55, 80))
"""Successes and patients of open surgery and of the other treatment: Charig et al. (1986)."""

A = [SMALL_STONES[0], LARGE_STONES[0]]
B = [SMALL_STONES[1], LARGE_STONES[1]]


def test_better_in_both_strata_is_better_standardised_although_worse_as_it_is() -> None:
    got = directly_standardised(A, B)
    assert got is not None
    # Peters, Janzing & Schölkopf (2017), example 6.37.
    assert (got.first, got.second) == pytest.approx((0.832, 0.782), abs=0.0051)
    assert (got.crude_first, got.crude_second) == pytest.approx((0.78, 0.826), abs=0.0051)
    assert got.crude_first < got.crude_second and got.gap > 0


def test_standardised_gap_is_what_a_regression_weighted_so_gives() -> None:
    got = directly_standardised(A, B)
    assert got is not None
    rates = np.array([y / x for y, x in A + B])
    first = np.array([1.0, 1.0, 0.0, 0.0])
    both = [a[1] + b[1] for a, b in zip(A, B, strict=True)]
    # With the same weights in both groups, the coefficient of the group is the weighted gap.
    fitted = WLS(rates, np.stack([np.ones(4), first], axis=1), weights=np.array([*both, *both]))
    assert got.gap == pytest.approx(fitted.fit().params[1])


def test_weights_may_be_given() -> None:
    got = directly_standardised([(1, 2), (3, 4)], [(1, 4), (1, 2)], [3, 1])
    assert got is not None
    # (3 · 0.5 + 0.75) / 4 and (3 · 0.25 + 0.5) / 4.
    assert (got.first, got.second) == pytest.approx((0.5625, 0.3125))


def test_one_stratum_standardised_is_crude() -> None:
    got = directly_standardised([(3, 4)], [(1, 5)])
    assert got is not None
    assert (got.first, got.second) == (got.crude_first, got.crude_second) == (0.75, 0.2)


def test_stratum_without_a_group_is_left_out_and_counted() -> None:
    got = directly_standardised([(3, 4), (5, 6)], [(1, 5), (0, 0)])
    assert got is not None
    assert (got.first, got.second) == (0.75, 0.2)
    assert got.crude_first == pytest.approx(8 / 10)
    assert got.weight_dropped == pytest.approx(6 / 15)


def test_no_common_stratum_is_none() -> None:
    assert directly_standardised([(3, 4), (0, 0)], [(0, 0), (1, 5)]) is None
    assert directly_standardised([], []) is None
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        directly_standardised([(1, 2)], [])


def test_rate_and_mix_add_up_to_the_gap() -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        x = rng.integers(1, 50, (2, 5))
        y = rng.binomial(x, 0.4)
        one, two = ([(int(a), int(b)) for a, b in zip(y[g], x[g], strict=True)] for g in (0, 1))
        got = kitagawa(one, two)
        assert got is not None
        crude = y[0].sum() / x[0].sum() - y[1].sum() / x[1].sum()
        assert got.rate + got.mix == pytest.approx(crude)
        turned = kitagawa(two, one)
        assert turned is not None
        assert (turned.rate, turned.mix) == pytest.approx((-got.rate, -got.mix))


def test_parts_by_hand() -> None:
    # Mixes 1/2 and 1/2 against 3/4 and 1/4, rates 0.6 and 0.2 against 0.4 and 0.2.
    got = kitagawa([(6, 10), (2, 10)], [(12, 30), (2, 10)])
    assert got is not None
    # 0.2 · 5/8 + 0 · 3/8, and -1/4 · 0.5 + 1/4 · 0.2.
    assert (got.rate, got.mix) == pytest.approx((0.125, -0.075))
    assert got.gap == pytest.approx(0.4 - 0.35)


def test_like_mixes_are_all_rate_and_like_rates_all_mix() -> None:
    rate = kitagawa([(5, 10), (2, 20)], [(4, 20), (4, 40)])
    assert rate is not None
    assert rate.mix == pytest.approx(0)
    mix = kitagawa([(5, 10), (2, 20)], [(15, 30), (1, 10)])
    assert mix is not None
    assert mix.rate == pytest.approx(0)


def test_parts_are_those_of_das_gupta_in_two_factors() -> None:
    """Das Gupta (1993): each factor's effect with the other at the mean of both groups."""
    got = kitagawa(A, B)
    assert got is not None
    m1, m2 = (np.array([x for _, x in g]) / sum(x for _, x in g) for g in (A, B))
    r1, r2 = (np.array([y / x for y, x in g]) for g in (A, B))
    assert got.rate == pytest.approx(((m1 @ r1 - m1 @ r2) + (m2 @ r1 - m2 @ r2)) / 2)
    assert got.mix == pytest.approx(((m1 @ r1 - m2 @ r1) + (m1 @ r2 - m2 @ r2)) / 2)


def test_stratum_that_only_one_group_has_is_mix() -> None:
    got = kitagawa([(3, 4), (6, 6)], [(3, 4), (0, 0)])
    assert got is not None
    assert (got.rate, got.mix) == pytest.approx((0.0, 0.9 - 0.75))
    assert kitagawa([(0, 0)], [(1, 2)]) is None
