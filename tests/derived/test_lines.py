"""MRR of invoice lines: which count, and how an amount is spread over the service it pays for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.derived.book import book, line, pieces, spans

EXACT = {"churn_gap_days": 0, "past_due_days": 0}


@pytest.mark.parametrize(
    ("starts", "ends", "amount", "mrr"),
    [
        ("2025-01-01", "2026-01-01", 1200, "100"),
        ("2025-01-15", "2025-04-15", 300, "100"),
        ("2025-01-31", "2025-02-28", 50, "50"),
        ("2025-02-28", "2025-03-31", 50, "50"),
        ("2025-01-01", "2025-01-08", 7, "30.4167"),
        ("2025-01-10", "2025-02-24", 90, "60.8333"),
        ("2025-01-01", "2025-12-27", 300, "25.3472"),
        ("2025-01-01", "2025-02-01", "10.05", "10.05"),
    ],
    ids=["annual", "quarterly", "31st", "back to 31st", "weekly", "45 days", "360 days", "cents"],
)
def test_whole_months_are_divided_by_months_and_other_spans_by_days(
    starts: str, ends: str, amount: Any, mrr: str
) -> None:
    view = book(invoice_lines=[line("A", starts, ends, amount)])
    assert pieces(view) == [(starts, ends, mrr)]


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (None, None, ("2025-03-05", "2025-04-05", "60")),
        ("2025-04-01", None, ("2025-04-01", "2025-05-01", "60")),
        (None, "2025-05-05", ("2025-03-05", "2025-05-05", "30")),
        (None, "2025-03-01", ("2025-02-01", "2025-03-01", "60")),
    ],
)
def test_line_without_service_dates_pays_for_a_month(
    starts: str | None, ends: str | None, expected: tuple[str, ...]
) -> None:
    view = book(invoice_lines=[line("A", starts, ends, 60, issued_on="2025-03-05")])
    assert pieces(view) == [expected]


@pytest.mark.parametrize("kind", ["one_off", "tax", "credit"])
def test_only_recurring_lines_count(kind: str) -> None:
    assert pieces(book(invoice_lines=[line("A", "2025-01-01", "2026-01-01", 12, kind=kind)])) == []


def test_void_lines_do_not_count() -> None:
    void = line("A", "2025-01-01", "2026-01-01", 12, status="void")
    assert pieces(book(invoice_lines=[void])) == []


def test_proration_takes_the_old_price_off_and_adds_the_new_one() -> None:
    lines = [
        line("A", "2025-01-01", "2025-01-31", 30),
        line("A", "2025-01-11", "2025-01-31", -20),
        line("A", "2025-01-11", "2025-01-31", 40),
    ]
    assert spans(book(invoice_lines=lines, settings=EXACT)) == [
        ("2025-01-01", "2025-01-11", "30.4167"),
        ("2025-01-11", "2025-01-31", "60.8333"),
    ]


def test_credit_without_service_dates_is_for_what_its_invoice_bills() -> None:
    year, half = ("2025-01-01", "2026-01-01"), ("2025-01-01", "2025-07-01")
    bills = line("A", *year, 1200, invoice_id="I")
    less = line("A", None, None, -240, invoice_id="I", issued_on="2025-01-01")
    assert spans(book(invoice_lines=[bills, less])) == [("2025-01-01", None, "80")]
    month = ("2025-01-01", "2025-02-01", "-240")
    # Of another invoice, of none, or of one that bills several spans: nobody knows for how long.
    other, none = {**less, "invoice_id": "J"}, {**less, "invoice_id": None}
    for lines in ([bills, other], [{**bills, "invoice_id": None}, none]):
        assert month in pieces(book(invoice_lines=lines))
    assert month in pieces(book(invoice_lines=[bills, less, line("A", *half, 6, invoice_id="I")]))
    setup = {**less, "amount": 240}
    assert (*month[:2], "240") in pieces(book(invoice_lines=[bills, setup]))


def test_full_credit_leaves_no_customer() -> None:
    """A third of a cent that is left by rounding is no customer either."""
    lines = [line("A", "2025-01-01", "2026-01-01", 10, line_id=f"l{i}") for i in range(3)]
    lines += [line("A", "2025-01-01", "2026-01-01", "-29.99")]
    assert spans(book(invoice_lines=lines, settings=EXACT)) == []


def test_negative_total_is_no_mrr_and_hides_none_of_another_account() -> None:
    lines = [line("A", "2025-01-01", "2026-01-01", -120), line("B", "2025-01-01", "2026-01-01", 12)]
    view = book(invoice_lines=lines)
    assert spans(view, "A") == []
    assert spans(view, "B") == [("2025-01-01", None, "1")]


def test_open_line_counts_until_its_days_of_grace_are_over() -> None:
    lines = [line("A", "2025-01-01", "2026-01-01", 1200, status="open")]
    assert pieces(book(invoice_lines=lines)) == [("2025-01-01", "2025-03-02", "100")]


def test_days_of_grace_run_from_the_later_of_issue_and_service() -> None:
    early = line("A", "2025-04-01", "2026-04-01", 1200, status="open", issued_on="2025-03-01")
    late = line("B", "2025-01-01", "2026-01-01", 1200, status="open", issued_on="2025-03-01")
    assert pieces(book(invoice_lines=[early, late])) == [
        ("2025-01-01", "2025-04-30", "100"),
        ("2025-04-01", "2025-05-31", "100"),
    ]


def test_open_line_still_within_its_days_of_grace_counts_in_full() -> None:
    lines = [line("A", "2025-11-15", "2026-11-15", 1200, status="open")]
    assert pieces(book(invoice_lines=lines)) == [("2025-11-15", "2026-11-15", "100")]


def test_open_line_without_days_of_grace_does_not_count() -> None:
    lines = [line("A", "2025-01-01", "2026-01-01", 1200, status="open")]
    assert pieces(book(invoice_lines=lines, settings=EXACT)) == []
