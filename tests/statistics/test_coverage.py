"""The promise of docs/reference/coverage.md: a small part always, all of it in `make slow`."""

from __future__ import annotations

import pytest

from benchmarks.coverage.durations import Customers, Deals
from benchmarks.coverage.measure import Coverage, Population, of_change, of_gap, of_value
from benchmarks.coverage.revenue import Book, Lifetimes
from benchmarks.coverage.sales import deal_sizes, win_rates

RUNS = 2000
FEW = 400
"""So few that a share of 95 % is sure to two points: what covers 95 % is above 92 %."""


def test_coverage_counts_intervals_that_hold_the_truth() -> None:
    limits = [(0.0, 1.0), (0.6, 1.0), (0.0, 0.4), (0.1, 0.8), (None, None)]
    got = Coverage.of(limits, 0.5)
    assert (got.estimable, got.covered) == (0.8, 0.5)
    assert (got.missed_low, got.missed_high) == (0.25, 0.25)
    each = Coverage.of(limits, [0.5, 0.7, 0.3, 0.9, 0.5])
    assert (each.covered, each.missed_low) == (0.75, 0.25)
    assert Coverage.of([(None, None)], 0.5).estimable == 0


# Deals


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


@pytest.mark.parametrize(("rate", "accounts"), [(0.1, 13), (0.99, 12), (0.4, 6)])
def test_win_rate_of_4_wins_of_all_won_and_of_5_buckets_covers_93_percent(
    rate: float, accounts: int
) -> None:
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


# Time and money: a small part

GOOD = Book(churn=0.0195, shrink=0.03)
POOR = Book(churn=0.1, shrink=0.1)
WHALE = Book(churn=0.0195, shrink=0.03, sigma=0.5, largest=0.4)
NET = Book(churn=0.05, shrink=0.1, grow=0.35)


@pytest.mark.parametrize(
    ("population", "accounts"),
    [
        (Deals(), 50),
        (Customers(0.05), 50),
        (Customers(0.3, before=400), 50),
        (Customers(0.05, window=400), 300),
        (GOOD, 20),
        (WHALE, 50),
        (NET, 20),
        (Lifetimes(0.02), 60),
    ],
)
def test_time_and_money_cover(population: Population, accounts: int) -> None:
    assert of_value(population, accounts, FEW).covered >= 0.92


@pytest.mark.parametrize(
    ("first", "second"),
    [(Deals(), Deals(days=45)), (Customers(0.05), Customers(0.15)), (GOOD, GOOD), (NET, NET)],
)
def test_gaps_of_time_and_money_cover(first: Population, second: Population) -> None:
    for got in of_gap(first, second, (50, 50), FEW):
        assert got is None or got.covered >= 0.92


# Time and money: all of it


@pytest.mark.slow
@pytest.mark.parametrize("accounts", [20, 50, 200, 1000])
@pytest.mark.parametrize(
    "deals",
    [
        Deals(),
        Deals(between=0.2, within=0.3),
        Deals(between=0.8, within=0.4),
        Deals(won=0.15, deals=6),
    ],
)
def test_time_to_win_covers_93_percent(deals: Deals, accounts: int) -> None:
    assert of_value(deals, accounts, RUNS).covered >= 0.93


@pytest.mark.slow
@pytest.mark.parametrize("accounts", [(20, 200), (50, 50), (200, 200), (1000, 1000)])
@pytest.mark.parametrize("second", [Deals(days=45), Deals(won=0.2, deals=4)])
def test_gap_of_times_to_win_covers_93_percent(second: Deals, accounts: tuple[int, int]) -> None:
    got, ratio = of_gap(Deals(), second, accounts, RUNS)
    assert ratio is None
    assert got.covered >= 0.93


@pytest.mark.slow
@pytest.mark.parametrize("accounts", [50, 200])
def test_change_of_time_to_win_on_the_same_accounts_covers_93_percent(accounts: int) -> None:
    got, _ = of_change(Deals(between=0.8, within=0.4, periods=2), accounts, RUNS)
    assert got.covered >= 0.93


@pytest.mark.slow
@pytest.mark.parametrize("accounts", [20, 50, 200, 1000])
@pytest.mark.parametrize(
    "customers",
    [
        Customers(0.02),
        Customers(0.05),
        Customers(0.3),
        Customers(0.3, before=400),
        Customers(0.8),
        Customers(0.05, window=400),
        Customers(0.6, window=400),
    ],
)
def test_share_still_there_covers_93_percent(customers: Customers, accounts: int) -> None:
    got = of_value(customers, accounts, RUNS)
    assert got.estimable < 0.05 or got.covered >= 0.93


@pytest.mark.slow
@pytest.mark.parametrize("accounts", [(20, 200), (50, 50), (200, 200), (1000, 1000)])
@pytest.mark.parametrize("leave", [(0.05, 0.05), (0.05, 0.15), (0.3, 0.5)])
def test_gap_of_shares_still_there_covers_93_percent(
    leave: tuple[float, float], accounts: tuple[int, int]
) -> None:
    got, _ = of_gap(Customers(leave[0]), Customers(leave[1]), accounts, RUNS)
    assert got.covered >= 0.93


@pytest.mark.slow
@pytest.mark.parametrize("accounts", [12, 20, 50, 200, 1000])
@pytest.mark.parametrize("book", [GOOD, Book(churn=0.0195, shrink=0.03, sigma=2), WHALE, POOR, NET])
def test_revenue_retained_covers_93_percent(book: Book, accounts: int) -> None:
    assert of_value(book, accounts, RUNS).covered >= 0.93


@pytest.mark.slow
@pytest.mark.parametrize("accounts", [(20, 20), (20, 200), (50, 50), (200, 200), (1000, 1000)])
@pytest.mark.parametrize(
    ("first", "second"), [(GOOD, GOOD), (WHALE, WHALE), (POOR, Book(0.2, 0.1)), (NET, NET)]
)
def test_gap_of_revenue_retained_covers_93_percent(
    first: Book, second: Book, accounts: tuple[int, int]
) -> None:
    for got in of_gap(first, second, accounts, RUNS):
        assert got is None or got.covered >= 0.93


@pytest.mark.slow
@pytest.mark.parametrize("accounts", [20, 50, 200, 1000])
def test_change_of_grr_on_the_same_accounts_covers_93_percent(accounts: int) -> None:
    got, _ = of_change(Book(churn=0.1, shrink=0.1, periods=2), accounts, RUNS)
    assert got.covered >= 0.93


@pytest.mark.slow
@pytest.mark.parametrize("accounts", [40, 100, 300, 1000])
@pytest.mark.parametrize("churn", [0.005, 0.02, 0.05])
def test_cltv_covers_93_percent(churn: float, accounts: int) -> None:
    assert of_value(Lifetimes(churn), accounts, RUNS).covered >= 0.93


@pytest.mark.slow
@pytest.mark.parametrize("accounts", [(40, 40), (60, 300), (300, 300)])
def test_gap_of_cltv_covers_93_percent(accounts: tuple[int, int]) -> None:
    for got in of_gap(Lifetimes(0.02), Lifetimes(0.05), accounts, RUNS):
        assert got is not None
        assert got.covered >= 0.93
