from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest
from scipy import stats

from icp_metrics.statistics.kaplan_meier import survival
from icp_metrics.statistics.life_table import at_risk
from icp_metrics.statistics.restricted_mean import contrast, restricted_mean


def table(times: np.ndarray, gone: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    own = np.unique(times)
    d = np.array([((times == t) & gone).sum() for t in own], dtype=float)
    left = np.array([(times == t).sum() for t in own], dtype=float)
    return own, d, at_risk(np.eye(1, len(own))[0] * len(times), left)


def test_mean_of_what_nobody_censors_is_the_mean_of_times_cut_at_tau() -> None:
    times = np.random.default_rng(1).exponential(10, 50)
    value, variance = restricted_mean(*table(times, np.ones(50, dtype=bool)), 12.0)
    cut = np.minimum(times, 12.0)
    assert float(value) == pytest.approx(cut.mean())
    assert float(variance) == pytest.approx(cut.var() / 50, rel=1e-9)


def test_area_and_variance_by_hand() -> None:
    # Four at risk: one leaves at 2, one is censored at 3, one leaves at 5; tau 6.
    times = np.array([2.0, 3.0, 5.0, 8.0])
    value, variance = restricted_mean(*table(times, np.array([1, 0, 1, 1], dtype=bool)), 6.0)
    # S: 1 to 2, 3/4 to 5, 3/8 to 6. A after 2: 2.625, after 5: 0.375.
    assert float(value) == pytest.approx(2 + 0.75 * 3 + 0.375)
    assert float(variance) == pytest.approx(2.625**2 / (4 * 3) + 0.375**2 / (2 * 1))


def test_area_is_the_sum_of_the_curve_over_days() -> None:
    rng = np.random.default_rng(2)
    d = np.bincount(rng.integers(0, 30, 60), minlength=31).astype(float)
    n = at_risk(np.eye(1, 31)[0] * 60, d)
    value, _ = restricted_mean(np.arange(31.0), d, n, 20.0)
    assert float(value) == pytest.approx(survival(d, n)[:20].sum())


@pytest.mark.parametrize("tau", [1.0, 2.0])
def test_before_the_first_event_all_of_tau_counts(tau: float) -> None:
    value, variance = restricted_mean(*table(np.array([2.0, 3.0]), np.ones(2, dtype=bool)), tau)
    assert (float(value), float(variance)) == (tau, 0.0)


def test_contrast_by_hand_and_mirrored() -> None:
    got, back = contrast((10.0, 1.0), (8.0, 0.44)), contrast((8.0, 0.44), (10.0, 1.0))
    assert (got.difference, got.low, got.high) == pytest.approx(
        (2.0, 2 - 1.959964 * 1.2, 2 + 1.959964 * 1.2), rel=1e-6
    )
    assert got.p == pytest.approx(2 * stats.norm.sf(2 / 1.2))
    error = sqrt(1 / 100 + 0.44 / 64)
    assert log(got.ratio_high / got.ratio) == pytest.approx(stats.norm.ppf(0.975) * error)
    assert (back.low, back.ratio) == pytest.approx((-got.high, 1 / got.ratio))


def test_nothing_that_varies_has_no_limits() -> None:
    same = contrast((10.0, 0.0), (8.0, 0.0))
    assert (same.difference, same.ratio) == (2.0, 1.25)
    assert (same.low, same.high, same.p, same.ratio_low) == (None, None, None, None)
    at_once = contrast((0.0, 0.0), (8.0, 1.0))
    assert (at_once.difference, at_once.ratio, at_once.ratio_high) == (-8.0, None, None)
    assert at_once.high == pytest.approx(-8 + 1.959964)
