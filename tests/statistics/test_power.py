from __future__ import annotations

import pytest

from icp_metrics.statistics.power import needed_for_shares, power_of_shares


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
