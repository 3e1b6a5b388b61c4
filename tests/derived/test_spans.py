"""Spans of an account: gaps, the edge of the data, several products, which source, runs."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from tests.derived.book import book, line, pieces, rows, spans, subscription, won

EXACT = {"churn_gap_days": 0, "past_due_days": 0}


def billed(*months: tuple[str, str, int], **settings: int) -> list[tuple[str, str | None, str]]:
    """The spans of an account billed for these services."""
    return spans(book(invoice_lines=[line("A", *m) for m in months], settings=settings))


def test_gap_of_thirty_days_is_bridged_at_the_earlier_mrr_and_one_of_31_is_not() -> None:
    first, late = ("2025-01-01", "2025-02-01", 50), ("2025-03-03", "2025-04-03", 80)
    assert billed(first, late) == [
        ("2025-01-01", "2025-03-03", "50"),
        ("2025-03-03", "2025-04-03", "80"),
    ]
    later = ("2025-03-04", "2025-04-04", 80)
    assert billed(first, later) == [
        ("2025-01-01", "2025-02-01", "50"),
        ("2025-03-04", "2025-04-04", "80"),
    ]


def test_bridged_gap_at_the_same_price_is_one_span() -> None:
    months = [("2025-01-01", "2025-02-01", 50), ("2025-02-10", "2025-03-10", 50)]
    assert billed(*months) == [("2025-01-01", "2025-03-10", "50")]
    assert len(billed(*months, churn_gap_days=8)) == 2


@pytest.mark.parametrize(
    ("ends", "gap", "left"),
    [
        ("2026-01-01", 30, None),
        ("2025-12-31", 30, None),
        ("2025-12-02", 30, None),
        ("2025-12-01", 30, "2025-12-01"),
        ("2026-01-01", 0, None),
        ("2025-12-31", 0, "2025-12-31"),
    ],
)
def test_data_that_ends_is_not_churn(ends: str, gap: int, left: str | None) -> None:
    """The data reaches 31 December: an end may still be bridged by a bill nobody has seen."""
    lines = [line("A", "2025-01-01", ends, 1000)]
    (span,) = spans(book(invoice_lines=lines, settings={"churn_gap_days": gap}))
    assert span[1] == left


def test_cancelling_one_of_two_subscriptions_lowers_the_mrr_and_ends_nothing() -> None:
    both = [
        subscription("S", "A", "2025-01-01", 50, status="canceled", ended_on="2025-06-15"),
        subscription("T", "A", "2025-03-01", 30),
    ]
    assert spans(book(subscriptions=both)) == [
        ("2025-01-01", "2025-03-01", "50"),
        ("2025-03-01", "2025-06-15", "80"),
        ("2025-06-15", None, "30"),
    ]


def test_pause_shorter_than_the_gap_is_bridged() -> None:
    paused = [
        subscription("S", "A", "2025-01-01", 50, ended_on="2025-03-01"),
        subscription("S", "A", "2025-03-01", 50, ended_on="2025-03-21", status="paused"),
        subscription("S", "A", "2025-03-21", 50),
    ]
    assert spans(book(subscriptions=paused)) == [("2025-01-01", None, "50")]
    assert len(spans(book(subscriptions=paused, settings=EXACT))) == 2


def test_subscription_comes_before_contract_before_lines() -> None:
    s = [subscription("S", "A", "2025-01-01", 10)]
    c = [won("D", a, "2025-01-01", 24, arr=240, opportunity_id=a) for a in ("A", "B")]
    i = [line(a, "2025-01-01", "2026-01-01", 360) for a in ("A", "B", "C")]
    view = book(subscriptions=s, opportunities=c, invoice_lines=i)
    assert [spans(view, a)[0][2] for a in ("A", "B", "C")] == ["10", "20", "30"]
    assert rows(
        view, "SELECT account_id, chosen, subscription, contract, lines FROM mrr_sources"
    ) == [
        ("A", "subscription", 10, 20, 30),
        ("B", "contract", None, 20, 30),
        ("C", "lines", None, None, 30),
    ]


def test_source_that_says_the_account_left_says_nought() -> None:
    view = book(
        subscriptions=[subscription("S", "A", "2025-01-01", 10, ended_on="2025-05-01")],
        invoice_lines=[line("A", "2025-01-01", "2026-01-01", 360)],
    )
    assert rows(view, "SELECT chosen, subscription, lines FROM mrr_sources") == [
        ("subscription", 0, 30)
    ]


def test_subscription_that_has_not_begun_leaves_the_account_to_its_lines() -> None:
    view = book(
        subscriptions=[subscription("S", "A", "2026-02-01", 10)],
        invoice_lines=[line("A", "2025-01-01", "2026-01-01", 360)],
    )
    assert spans(view) == [("2025-01-01", None, "30")]


def test_mrr_reaches_as_far_as_the_earlier_of_subscriptions_and_lines() -> None:
    view = book(
        subscriptions=[subscription("S", "A", "2025-01-01", 10, ended_on="2025-08-01")],
        invoice_lines=[line("B", "2025-01-01", "2025-12-01", 110)],
        opportunities=[],
        data_through={
            "subscriptions": date(2025, 9, 30),
            "invoice_lines": date(2025, 7, 15),
            "opportunities": date(2025, 2, 1),
        },
    )
    assert spans(view, "A") == [("2025-01-01", None, "10")]
    (last,) = rows(view, "SELECT MAX(ends_on_day) FROM mrr_months")
    assert last == (date(2025, 6, 30),)


def test_row_without_account_is_a_customer_of_its_own() -> None:
    view = book(
        subscriptions=[subscription("S", None, "2025-01-01", 10)],
        opportunities=[won("D", None, "2025-01-01", 24, arr=240)],
        invoice_lines=[line(None, "2025-01-01", "2026-01-01", 360, invoice_id="I")],
    )
    found = rows(view, "SELECT account_id, mrr FROM mrr_spans ORDER BY mrr")
    assert found == [("subscription:S", 10), ("contract:D", 20), ("lines:I", 30)]


def test_spans_are_in_the_bucket_of_their_account() -> None:
    view = book(subscriptions=[subscription("S", "Ä1", "2025-01-01", 10)])
    expected = int(hashlib.md5("Ä1".encode()).hexdigest()[:8], 16) % 128
    for table in ("mrr_spans", "paid_runs", "mrr_months"):
        assert set(rows(view, f"SELECT bucket FROM {table}")) == {(expected,)}


def runs(**tables: list[object]) -> list[tuple[object, ...]]:
    """(account, run, from, to, origin known) of every run."""
    sql = "SELECT account_id, run, started_on, ended_on, origin_known FROM paid_runs ORDER BY ALL"
    return rows(book(**tables), sql)  # type: ignore[arg-type]


def test_runs_are_broken_by_gaps_and_not_by_changes_of_price() -> None:
    of_one = [
        subscription("S", "A", "2024-01-01", 50),
        subscription("S", "A", "2024-05-01", 80, ended_on="2024-09-01"),
        subscription("S", "A", "2025-02-01", 20),
    ]
    assert runs(subscriptions=of_one) == [
        ("A", 1, date(2024, 1, 1), date(2024, 9, 1), True),
        ("A", 2, date(2025, 2, 1), None, True),
    ]


def test_who_pays_in_the_first_month_of_lines_may_have_begun_before() -> None:
    lines = [
        line("A", "2024-03-20", "2025-03-20", 120),
        line("B", "2024-04-01", "2025-04-01", 120),
    ]
    assert [(a, known) for a, *_, known in runs(invoice_lines=lines)] == [("A", False), ("B", True)]
    stated = [subscription("S", "A", "2024-03-20", 10)]
    found = runs(subscriptions=stated, invoice_lines=lines)
    assert [(a, known) for a, *_, known in found] == [("A", True), ("B", True)]


def test_without_data_the_tables_are_there_and_empty() -> None:
    view = book(data_through={})
    assert set(view.version.rows.values()) == {0}
    assert pieces(view) == []
