"""MRR of subscriptions: which spans count, and until when."""

from __future__ import annotations

from typing import Any

import pytest

from tests.derived.book import book, pieces, spans, subscription


def of(**cells: Any) -> list[tuple[Any, ...]]:
    """The pieces of one subscription of 50 a month from 1 March 2025."""
    return pieces(book(subscriptions=[subscription("S", "A", "2025-03-01", 50, **cells)]))


@pytest.mark.parametrize("status", ["trialing", "paused"])
def test_trials_and_pauses_bring_nothing(status: str) -> None:
    assert of(status=status) == []


def test_free_subscription_brings_nothing() -> None:
    assert pieces(book(subscriptions=[subscription("S", "A", "2025-03-01", 0)])) == []


def test_running_subscription_has_no_end() -> None:
    assert of() == [("2025-03-01", None, "50")]


def test_cancelled_subscription_counts_until_it_ended() -> None:
    ended = of(status="canceled", ended_on="2025-07-01")
    assert ended == [("2025-03-01", "2025-07-01", "50")]


def test_cancelled_subscription_of_unknown_end_does_not_run_for_ever() -> None:
    """An extract of the present shows it as cancelled from its own date on, without an end."""
    spans_of_one = [
        subscription("S", "A", "2025-03-01", 50, ended_on="2025-06-10"),
        subscription("S", "A", "2025-06-10", 50, status="canceled"),
    ]
    assert pieces(book(subscriptions=spans_of_one)) == [("2025-03-01", "2025-06-10", "50")]
    back = [*spans_of_one, subscription("S", "A", "2025-10-01", 50)]
    assert spans(book(subscriptions=back)) == [
        ("2025-03-01", "2025-06-10", "50"),
        ("2025-10-01", None, "50"),
    ]


def test_subscription_ends_where_its_next_span_starts() -> None:
    both = [subscription("S", "A", "2025-03-01", 50), subscription("S", "A", "2025-05-01", 80)]
    assert spans(book(subscriptions=both)) == [
        ("2025-03-01", "2025-05-01", "50"),
        ("2025-05-01", None, "80"),
    ]


def test_overdue_counts_for_the_days_of_grace_since_payment_failed() -> None:
    overdue = of(status="past_due", past_due_on="2025-05-01")
    assert overdue == [("2025-03-01", "2025-06-30", "50")]


def test_overdue_counts_since_the_span_before_ended() -> None:
    both = [
        subscription("S", "A", "2025-03-01", 50, ended_on="2025-05-01"),
        subscription("S", "A", "2025-05-01", 50, status="past_due"),
    ]
    assert spans(book(subscriptions=both)) == [("2025-03-01", "2025-06-30", "50")]


def test_another_price_while_overdue_brings_no_new_days_of_grace() -> None:
    paid = subscription("S", "A", "2025-03-01", 50, ended_on="2025-05-01")
    overdue = [
        subscription("S", "A", "2025-05-01", 50, ended_on="2025-06-01", status="past_due"),
        subscription("S", "A", "2025-06-01", 70, ended_on="2025-08-01", status="past_due"),
        subscription("S", "A", "2025-08-01", 80, status="past_due"),
    ]
    until = [("2025-03-01", "2025-06-01", "50"), ("2025-06-01", "2025-06-30", "70")]
    assert spans(book(subscriptions=[paid, *overdue])) == until
    since = {**overdue[0], "past_due_on": "2025-05-01"}
    assert spans(book(subscriptions=[paid, since, *overdue[1:]])) == until
    # A later day that is stated is that of another invoice.
    later = {**overdue[1], "past_due_on": "2025-06-15", "ended_on": None}
    assert spans(book(subscriptions=[paid, overdue[0], later]))[-1][1] == "2025-08-14"


def test_overdue_again_after_it_was_paid_has_its_days_of_grace() -> None:
    turns = [
        subscription("S", "A", "2025-03-01", 50, ended_on="2025-05-01"),
        subscription("S", "A", "2025-05-01", 50, ended_on="2025-06-01", status="past_due"),
        subscription("S", "A", "2025-06-01", 50, ended_on="2025-09-01"),
        subscription("S", "A", "2025-09-01", 50, status="past_due"),
    ]
    assert spans(book(subscriptions=turns)) == [("2025-03-01", "2025-10-31", "50")]


def test_overdue_since_a_day_nobody_states_counts_on() -> None:
    assert of(status="past_due") == [("2025-03-01", None, "50")]


def test_overdue_counts_on_while_the_days_of_grace_are_not_over() -> None:
    overdue = of(status="past_due", past_due_on="2025-11-15")
    assert overdue == [("2025-03-01", None, "50")]


def test_stated_end_is_churn_at_once_even_on_the_last_day_of_the_data() -> None:
    ended = subscription("S", "A", "2025-03-01", 50, status="canceled", ended_on="2025-12-31")
    assert spans(book(subscriptions=[ended])) == [("2025-03-01", "2025-12-31", "50")]


def test_end_after_the_data_has_not_happened() -> None:
    ending = subscription("S", "A", "2025-03-01", 50, ended_on="2026-01-01")
    assert spans(book(subscriptions=[ending])) == [("2025-03-01", None, "50")]


def test_start_after_the_data_has_not_happened() -> None:
    assert spans(book(subscriptions=[subscription("S", "A", "2026-01-01", 50)])) == []


def test_known_later_start_bridges_an_end() -> None:
    both = [
        subscription("S", "A", "2025-03-01", 50, ended_on="2025-12-15"),
        subscription("T", "A", "2026-01-10", 50),
    ]
    assert spans(book(subscriptions=both)) == [("2025-03-01", None, "50")]
