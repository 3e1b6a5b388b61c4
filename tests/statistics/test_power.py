from __future__ import annotations

import pytest
from statsmodels.stats.power import NormalIndPower

from icp_metrics.statistics.power import (
    needed_for_shares,
    power_of_shares,
    smallest_detectable,
    smallest_detectable_share,
)


def test_numbers_are_those_of_r() -> None:
    """R 4, ?power.prop.test: its examples and what they print."""
    assert needed_for_shares(0.5, 0.75, power=0.9) == pytest.approx(76.7, abs=0.05)
    assert power_of_shares(0.5, 0.75, n=50) == pytest.approx(0.740, abs=0.0005)


def test_power_with_the_number_needed_is_the_one_asked_for() -> None:
    for shares in ((0.3, 0.25), (0.02, 0.2), (0.9, 0.7)):
        n = needed_for_shares(*shares, power=0.8, confidence=0.9)
        assert power_of_shares(*shares, n=n, confidence=0.9) == pytest.approx(0.8)


def test_smaller_differences_need_more() -> None:
    assert needed_for_shares(0.3, 0.27, power=0.8) > 10 * needed_for_shares(0.3, 0.2, power=0.8)


def test_smallest_detectable_is_2_8_errors() -> None:
    # Bloom (1995), Table 1: 2.80 at 80 % power and 5 % significance, two-sided.
    assert smallest_detectable(1.0) == pytest.approx(2.80, abs=6e-3)
    # The error of a difference of two means of 50 with a standard deviation of 1. statsmodels
    # counts the hardly possible case that the wrong sign is told.
    expected = NormalIndPower().solve_power(nobs1=50, alpha=0.1, power=0.9)
    assert smallest_detectable((2 / 50) ** 0.5, 0.9, 0.9) == pytest.approx(expected, abs=1e-5)


def test_smallest_detectable_share_is_the_one_r_finds() -> None:
    # power.prop.test(n = 50, p1 = .50, power = .90) in R's examples: p2 = 0.8026.
    assert smallest_detectable_share(0.5, 50, 0.9) == pytest.approx(0.8026, abs=6e-5)


def test_smallest_detectable_share_needs_itself() -> None:
    share = smallest_detectable_share(0.3, 120)
    assert share is not None
    assert needed_for_shares(share, 0.3, 0.8) == pytest.approx(120)


def test_too_few_to_tell_even_all_from_it_is_none() -> None:
    assert smallest_detectable_share(0.95, 4) is None
