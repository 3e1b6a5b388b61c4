from __future__ import annotations

from math import exp, log, sqrt

import numpy as np
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from icp_metrics.statistics.kaplan_meier import (
    greenwood,
    log_limits,
    log_log_limits,
    median,
    median_limits,
    survival,
)
from icp_metrics.statistics.life_table import at_risk

RNG = np.random.default_rng(11)
TIMES = RNG.integers(0, 40, 120)
GONE = RNG.random(120) < 0.6
LATE = np.minimum(TIMES, RNG.integers(0, 10, 120))


def counted(entry: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Events and at risk on days 0..40."""
    entered = np.bincount(entry, minlength=41).astype(float)
    left = np.bincount(TIMES, minlength=41).astype(float)
    return np.bincount(TIMES[GONE], minlength=41).astype(float), at_risk(entered, left)


@pytest.mark.parametrize("late", [False, True])
def test_curve_and_its_error_agree_with_statsmodels(late: bool) -> None:
    # statsmodels counts entry as later than the day given, we count from it on.
    entry = LATE if late else np.zeros_like(TIMES)
    oracle = SurvfuncRight(TIMES, GONE, entry=entry - 1 if late else None)
    d, n = counted(entry)
    at = oracle.surv_times.astype(int)
    assert survival(d, n)[at] == pytest.approx(oracle.surv_prob)
    inside = oracle.surv_prob > 1e-9
    assert np.sqrt(greenwood(d, n))[at][inside] == pytest.approx(oracle.surv_prob_se[inside])


def test_without_censoring_the_curve_is_one_less_the_share_that_has_left() -> None:
    d = np.bincount(TIMES, minlength=41).astype(float)
    n = at_risk(np.array([120.0] + [0.0] * 40), d)
    share = np.array([(t >= TIMES).mean() for t in range(41)])
    assert survival(d, n) == pytest.approx(1 - share)
    inside = (share > 0) & (share < 1)
    assert greenwood(d, n)[inside] == pytest.approx((share * (1 - share) / 120)[inside])


def test_limits_by_hand() -> None:
    # 2 of 10 leave: S = 0.8, se² = 0.8²·2/(10·8) = 0.016.
    s, v = np.array([0.8]), np.array([0.016])
    assert greenwood(np.array([2.0]), np.array([10.0])) == pytest.approx(v)
    margin = 1.959964 * sqrt(0.016) / (0.8 * abs(log(0.8)))
    low, high = log_log_limits(s, v)
    assert (low[0], high[0]) == pytest.approx((0.8 ** exp(margin), 0.8 ** exp(-margin)))
    low, high = log_limits(s, v)
    assert low[0] == pytest.approx(0.8 * exp(-1.959964 * sqrt(0.016) / 0.8))
    assert high[0] == 1.0


def test_limits_do_not_exist_where_nothing_varies() -> None:
    s, v = np.array([1.0, 0.0]), np.array([0.0, np.nan])
    assert np.isnan(log_log_limits(s, v)).all()
    assert np.isnan(np.array(log_limits(s, v))[:, 1]).all()


def test_median_is_the_first_day_with_half_left_and_none_if_more_stay() -> None:
    days = np.array([1.0, 5.0, 9.0])
    assert median(days, np.array([[0.8, 0.5, 0.2], [0.9, 0.8, 0.51]])) == pytest.approx(
        [5.0, np.nan], nan_ok=True
    )
    # R's survfit, whose curve stays at one half from 5 to 9, prints 7 for the first.
    # Thirds add up to one half only nearly.
    thirds = survival(np.array([1.0, 1.0, 1.0]), np.array([6.0, 5.0, 4.0]))
    assert median(days, thirds) == 9


def test_without_days_there_is_no_median() -> None:
    found = median(np.array([]), np.empty((2, 0)))
    assert found.shape == (2,)
    assert np.isnan(found).all()


@pytest.mark.parametrize(("scale", "method"), [("log_log", "cloglog"), ("log", "log")])
def test_limits_of_the_median_agree_with_statsmodels(scale: str, method: str) -> None:
    oracle = SurvfuncRight(TIMES, GONE).quantile_ci(0.5, method=method)
    d, n = counted(np.zeros_like(TIMES))
    low, high = median_limits(np.arange(41.0), d, n, scale=scale)  # type: ignore[arg-type]
    assert (float(low), float(high)) == pytest.approx(oracle)


def test_everything_is_vectorised_over_leading_axes() -> None:
    tables = [counted(np.zeros_like(TIMES)), counted(LATE)]
    d, n = (np.stack(pair) for pair in zip(*tables, strict=True))
    for i, (one_d, one_n) in enumerate(tables):
        assert survival(d, n)[i] == pytest.approx(survival(one_d, one_n))
        for several, one in zip(
            median_limits(np.arange(41.0), d, n),
            median_limits(np.arange(41.0), one_d, one_n),
            strict=True,
        ):
            assert several[i] == one
