"""Months of an account: what its change from one month-end to the next is called."""

from __future__ import annotations

from datetime import date
from typing import Any

from icp_metrics.compare import View
from tests.derived.book import book, line, rows, subscription

PARTS = ("new", "reactivation", "expansion", "contraction", "churn")


def moved(view: View) -> dict[str, dict[str, int]]:
    """Month -> the parts that are not zero."""
    sql = f"SELECT month_on, {', '.join(PARTS)} FROM mrr_months ORDER BY month_on"
    return {
        f"{month:%Y-%m}": {p: int(v) for p, v in zip(PARTS, values, strict=True) if v}
        for month, *values in rows(view, sql)
    }


def changes(view: View) -> dict[str, dict[str, int]]:
    """The months in which something changed."""
    return {m: parts for m, parts in moved(view).items() if parts}


def test_a_life_from_new_to_reactivated() -> None:
    view = book(
        subscriptions=[
            subscription("S", "A", "2025-01-10", 100, ended_on="2025-02-05"),
            subscription("S", "A", "2025-02-05", 150, ended_on="2025-03-20"),
            subscription("S", "A", "2025-03-20", 120, ended_on="2025-05-02", status="canceled"),
            subscription("S", "A", "2025-09-30", 60),
        ]
    )
    assert changes(view) == {
        "2025-01": {"new": 100},
        "2025-02": {"expansion": 50},
        "2025-03": {"contraction": -30},
        "2025-05": {"churn": -120},
        "2025-09": {"reactivation": 60},
    }
    assert list(moved(view)) == [f"2025-{m:02d}" for m in (1, 2, 3, 4, 5, 9, 10, 11, 12)]


def test_cancelling_one_of_two_subscriptions_is_contraction() -> None:
    both = [
        subscription("S", "A", "2025-01-01", 50, status="canceled", ended_on="2025-06-15"),
        subscription("T", "A", "2025-01-01", 30),
    ]
    assert changes(book(subscriptions=both)) == {
        "2025-01": {"new": 80},
        "2025-06": {"contraction": -50},
    }


def test_mrr_that_is_gone_by_the_end_of_its_month_is_in_no_month() -> None:
    brief = [line("A", "2025-03-05", "2025-03-20", 50), line("A", "2025-06-01", "2026-01-01", 70)]
    assert changes(book(invoice_lines=brief)) == {"2025-06": {"new": 10}}


def test_month_that_the_data_does_not_cover_to_its_end_is_left_out() -> None:
    s = [subscription("S", "A", "2025-11-05", 50)]
    assert list(moved(book(subscriptions=s, through=date(2025, 12, 30)))) == ["2025-11"]
    assert list(moved(book(subscriptions=s, through=date(2025, 12, 31)))) == ["2025-11", "2025-12"]


def test_base_is_the_month_end_a_year_before_also_of_those_who_left() -> None:
    view = book(
        subscriptions=[
            subscription("S", "A", "2024-01-31", 100, ended_on="2024-04-01", status="canceled"),
            subscription("T", "B", "2024-02-29", 20),
        ],
        through=date(2025, 4, 30),
    )
    sql = (
        "SELECT month_on, closing, base_12, base_on FROM mrr_months "
        "WHERE account_id = '{}' AND base_12 IS NOT NULL ORDER BY 1"
    )
    assert rows(view, sql.format("A")) == [
        (date(2025, 1, 1), 0, 100, date(2024, 1, 31)),
        (date(2025, 2, 1), 0, 100, date(2024, 2, 29)),
        (date(2025, 3, 1), 0, 100, date(2024, 3, 31)),
    ]
    assert [r[1:3] for r in rows(view, sql.format("B"))] == [(20, 20)] * 3


def test_tenure_counts_calendar_months_from_the_first_paid_day() -> None:
    view = book(subscriptions=[subscription("S", "A", "2025-10-31", 100)])
    sql = "SELECT tenure_month, origin_on, ends_on_day FROM mrr_months ORDER BY 1"
    assert rows(view, sql) == [
        (0, date(2025, 10, 31), date(2025, 10, 31)),
        (1, date(2025, 10, 31), date(2025, 11, 30)),
        (2, date(2025, 10, 31), date(2025, 12, 31)),
    ]


def test_money_stays_decimal() -> None:
    view = book(invoice_lines=[line("A", "2025-01-01", "2026-01-01", "0.10", line_id="a")])
    kinds: dict[str, Any] = dict(
        rows(
            view,
            "SELECT column_name, data_type FROM information_schema.columns "
            "WHERE table_name = 'mrr_months'",
        )
    )
    money = [*PARTS, "opening", "closing", "base_12"]
    assert {kinds[name] for name in money} == {"DECIMAL(18,4)"}
