from __future__ import annotations

from math import inf, sqrt

import pytest
from scipy import stats

from icp_metrics.statistics.quantiles import (
    chi2_p,
    hypotenuse,
    t_critical,
    t_two_sided_p,
    z_of,
)


@pytest.mark.parametrize("df", [1.5, 4, 11.3, 127])
def test_quantile_and_tail_of_t_agree_with_scipy(df: float) -> None:
    assert t_critical(0.95, df) == pytest.approx(stats.t.ppf(0.975, df), rel=1e-9)
    assert t_two_sided_p(-2.2, df) == pytest.approx(2 * stats.t.sf(2.2, df), rel=1e-9)


def test_infinite_degrees_of_freedom_are_the_normal() -> None:
    assert t_critical(0.9, inf) == pytest.approx(stats.norm.ppf(0.95))
    assert t_two_sided_p(1.3, inf) == pytest.approx(2 * stats.norm.sf(1.3))
    assert z_of(0.95) == pytest.approx(1.959964, abs=1e-6)


def test_tail_of_chi_square_agrees_with_scipy() -> None:
    assert chi2_p(12.6004, 3) == pytest.approx(stats.chi2.sf(12.6004, 3), rel=1e-12)


def test_hypotenuse_is_the_length_of_a_difference() -> None:
    assert hypotenuse(3, 4, 0) == 5
    assert hypotenuse(3, 4, 1) == pytest.approx(1)
    assert hypotenuse(3, 4, -1) == pytest.approx(7)
    assert hypotenuse(3, 4, 0.5) == pytest.approx(sqrt(13))
    assert hypotenuse(0.1, 0.1, 1) == 0
