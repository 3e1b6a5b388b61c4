"""MRR at constant currency: what is converted, and what is left and said."""

from __future__ import annotations

from typing import Any

from tests.derived.book import book, line, rate, rows, subscription

USD = subscription("S", "A", "2025-01-01", 100, currency="usd")
EUR = subscription("T", "B", "2025-01-01", 50, currency="EUR")
RATES = [rate("USD", "2024-01-01", 0.8), rate("USD", "2025-06-01", 0.9)]


def held(**given: Any) -> list[tuple[Any, ...]]:
    """(account, MRR, currency) of what runs at the end."""
    sql = "SELECT account_id, mrr, currency FROM mrr_spans WHERE ended_on IS NULL ORDER BY 1"
    return rows(book(**given), sql)


def test_one_currency_needs_no_setting() -> None:
    assert held(subscriptions=[EUR]) == [("B", 50, "EUR")]


def test_newest_rate_up_to_the_end_of_the_data_holds_for_all_dates() -> None:
    later = rate("USD", "2026-01-01", 9.9)
    found = held(
        subscriptions=[USD, EUR],
        fx_rates=[*RATES, later],
        settings={"reporting_currency": "EUR"},
    )
    assert found == [("A", 90, "EUR"), ("B", 50, "EUR")]


def test_rates_that_begin_after_the_data_are_better_than_none() -> None:
    later = [rate("USD", "2026-01-01", 0.7), rate("USD", "2026-02-01", 9.9)]
    found = held(subscriptions=[USD], fx_rates=later, settings={"reporting_currency": "EUR"})
    assert found == [("A", 70, "EUR")]


def test_currency_without_a_rate_stays_what_it_is() -> None:
    found = held(subscriptions=[USD, EUR], settings={"reporting_currency": "EUR"})
    assert found == [("A", 100, "USD"), ("B", 50, "EUR")]


def test_rates_lead_nowhere_while_no_reporting_currency_is_set() -> None:
    assert held(subscriptions=[USD, EUR], fx_rates=RATES) == [("A", 100, "USD"), ("B", 50, "EUR")]


def test_reporting_currency_is_worth_itself_whatever_the_rates_say() -> None:
    found = held(
        subscriptions=[EUR],
        fx_rates=[rate("EUR", "2025-01-01", 2.0)],
        settings={"reporting_currency": "EUR"},
    )
    assert found == [("B", 50, "EUR")]


def test_blank_currency_is_the_reporting_one() -> None:
    blank = subscription("S", "A", "2025-01-01", 100, currency=None)
    assert held(subscriptions=[blank, EUR])[0] == ("A", 100, "EUR")


def test_account_in_two_currencies_says_so() -> None:
    both = [USD, subscription("T", "A", "2025-01-01", 50)]
    assert held(subscriptions=both) == [("A", 150, "EUR+USD")]


def test_currencies_of_a_source_not_chosen_do_not_count() -> None:
    lines = [line("A", "2025-01-01", "2026-01-01", 12, currency="GBP")]
    assert held(subscriptions=[USD], invoice_lines=lines) == [("A", 100, "USD")]
