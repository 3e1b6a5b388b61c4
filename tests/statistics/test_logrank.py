from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.duration.survfunc import survdiff

from icp_metrics.statistics.life_table import at_risk
from icp_metrics.statistics.logrank import logrank

RNG = np.random.default_rng(9)
N = 150
TIMES = RNG.integers(1, 30, N)
GONE = RNG.random(N) < 0.7
GROUP = RNG.integers(0, 3, N)
STRATUM = RNG.integers(0, 4, N)


def table(of: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Events and at risk on days 0..30."""
    left = np.bincount(TIMES[of], minlength=31).astype(float)
    entered = np.eye(1, 31)[0] * of.sum()
    return np.bincount(TIMES[of & GONE], minlength=31).astype(float), at_risk(entered, left)


def tables(groups: int, among: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    pairs = [table(among & (np.minimum(GROUP, groups - 1) == g)) for g in range(groups)]
    d, n = zip(*pairs, strict=True)
    return np.stack(d), np.stack(n)


@pytest.mark.parametrize("groups", [2, 3])
def test_test_agrees_with_statsmodels(groups: int) -> None:
    got = logrank(*tables(groups, np.ones(N, dtype=bool)))
    chi2, p = survdiff(TIMES, GONE, np.minimum(GROUP, groups - 1))
    assert (got.chi2, got.p, got.df) == pytest.approx((chi2, p, groups - 1))
    assert got.observed.sum() == pytest.approx(got.expected.sum())
    assert got.observed.sum() == GONE.sum()


def test_two_groups_agree_with_scipy() -> None:
    d, n = tables(2, np.ones(N, dtype=bool))
    sides = [
        stats.CensoredData.right_censored(TIMES[side], ~GONE[side])
        for side in (GROUP == 0, GROUP != 0)
    ]
    assert logrank(d, n).chi2 == pytest.approx(stats.logrank(*sides).statistic ** 2)


def test_strata_add_up_as_in_statsmodels() -> None:
    d, n = (
        np.stack(parts) for parts in zip(*(tables(3, s == STRATUM) for s in range(4)), strict=True)
    )
    chi2, p = survdiff(TIMES, GONE, GROUP, strata=STRATUM)
    got = logrank(d, n)
    assert (got.chi2, got.p) == pytest.approx((chi2, p))
    one = logrank(*tables(3, np.ones(N, dtype=bool)))
    assert logrank(d[:1], n[:1]).observed == pytest.approx(d[0].sum(axis=1))
    assert got.observed == pytest.approx(one.observed)


def test_test_does_not_depend_on_the_order_of_groups() -> None:
    d, n = tables(3, np.ones(N, dtype=bool))
    assert logrank(d[::-1], n[::-1]).chi2 == pytest.approx(logrank(d, n).chi2)


def test_group_that_is_never_at_risk_costs_no_degree_of_freedom() -> None:
    d, n = tables(2, np.ones(N, dtype=bool))
    nobody = np.zeros((1, 31))
    got = logrank(np.concatenate([d, nobody]), np.concatenate([n, nobody]))
    assert (got.df, got.chi2) == (1, pytest.approx(logrank(d, n).chi2))


def test_nothing_to_compare_is_no_difference() -> None:
    d, n = tables(1, np.ones(N, dtype=bool))
    assert (logrank(d, n).chi2, logrank(d, n).df, logrank(d, n).p) == (0, 0, 1)
    assert logrank(np.zeros((2, 31)), np.ones((2, 31))).p == 1
