from __future__ import annotations

import pytest
from scipy import stats

from icp_metrics.statistics.garwood import garwood


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(1, 0.0253, 5.572), (2, 0.242, 7.225), (5, 1.623, 11.668), (10, 4.795, 18.390)],
)
def test_limits_are_those_of_the_printed_table(count: int, low: float, high: float) -> None:
    """Pearson & Hartley, Biometrika Tables for Statisticians, Table 40."""
    assert garwood(count) == pytest.approx((low, high), abs=6e-4)


def test_no_count_is_bounded_above_alone() -> None:
    low, high = garwood(0)
    assert low == 0
    assert high == pytest.approx(3.689, abs=5e-4)


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_each_tail_beyond_the_limits_has_half_of_what_is_left(confidence: float) -> None:
    low, high = garwood(7, confidence)
    half = (1 - confidence) / 2
    assert stats.poisson.sf(6, low) == pytest.approx(half)
    assert stats.poisson.cdf(7, high) == pytest.approx(half)


def test_effective_count_with_decimals_lies_between_its_neighbours() -> None:
    for side in (0, 1):
        assert garwood(4)[side] < garwood(4.4)[side] < garwood(5)[side]
