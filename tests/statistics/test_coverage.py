"""The promise of docs/reference/coverage.md, on 2,000 simulated data sets per row."""

from __future__ import annotations

import pytest

from benchmarks.coverage import (
    Coverage,
    deal_sizes,
    of_change,
    of_gap,
    of_value,
    win_rates,
)

RUNS = 2000


def test_coverage_counts_intervals_that_hold_the_truth() -> None:
    got = Coverage.of([(0.0, 1.0), (0.6, 1.0), (0.0, 0.4), (0.1, 0.8), (None, None)], 0.5)
    assert (got.estimable, got.covered) == (0.8, 0.5)
    assert (got.missed_low, got.missed_high) == (0.25, 0.25)


@pytest.mark.parametrize("rate", [0.25, 0.63])
@pytest.mark.parametrize("accounts", [12, 20, 200, 20_000])
def test_win_rate_covers_93_to_98_percent(rate: float, accounts: int) -> None:
    got = of_value(win_rates(rate), accounts, RUNS)
    assert got.estimable == 1
    assert 0.93 <= got.covered <= 0.98


@pytest.mark.parametrize("rate", [0.05, 0.97])
@pytest.mark.parametrize("accounts", [12, 200])
def test_win_rate_near_0_and_1_covers_at_least_93_percent(rate: float, accounts: int) -> None:
    assert of_value(win_rates(rate), accounts, RUNS).covered >= 0.93


@pytest.mark.parametrize("accounts", [(12, 12), (20, 200), (200, 200)])
def test_gap_of_win_rates_covers_93_to_98_percent(accounts: tuple[int, int]) -> None:
    got, ratio = of_gap(win_rates(0.4), win_rates(0.25), accounts, RUNS)
    assert ratio is None
    assert 0.93 <= got.covered <= 0.98


@pytest.mark.parametrize("accounts", [12, 200])
def test_change_on_the_same_accounts_covers_93_to_98_percent(accounts: int) -> None:
    got, _ = of_change(win_rates(0.4, later=0.3, icc=0.3), accounts, RUNS)
    assert 0.93 <= got.covered <= 0.98


@pytest.mark.parametrize(
    ("between", "within", "deals"), [(0.5**0.5, 0.5**0.5, 3), (1, 0, 3), (0, 1, 1)]
)
def test_deal_size_covers_90_percent_from_20_accounts_and_93_from_200(
    between: float, within: float, deals: float
) -> None:
    population = deal_sizes(between, within, deals=deals)
    assert of_value(population, 20, RUNS).covered >= 0.90
    assert of_value(population, 200, RUNS).covered >= 0.93


@pytest.mark.parametrize("accounts", [(20, 20), (20, 200), (200, 200)])
def test_gap_of_deal_sizes_covers_93_percent(accounts: tuple[int, int]) -> None:
    population = deal_sizes(0.5**0.5, 0.5**0.5)
    difference, ratio = of_gap(population, population, accounts, RUNS)
    assert ratio is not None
    assert difference.covered >= 0.93
    assert ratio.covered >= 0.93
