"""Movements as they are asked for: by day or month, one account or all; and the sources of MRR."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from icp_metrics.compare import View
from icp_metrics.compare.movements import by_source, disagreements, movements
from icp_metrics.errors import IcpError, SliceError
from tests.derived.book import book, line, rate, rows, subscription, won

COLUMNS = [
    "date",
    "opening",
    "new",
    "reactivation",
    "expansion",
    "contraction",
    "churn",
    "closing",
    "currency",
]


@pytest.fixture(scope="module")
def view() -> View:
    """A pays 100 from 10 October, 130 from 20 November; B pays 50 in October and again."""
    return book(
        subscriptions=[
            subscription("S", "A", "2025-10-10", 100),
            subscription("S", "A", "2025-11-20", 130),
            subscription("T", "B", "2025-10-01", 50, ended_on="2025-11-01", status="canceled"),
            subscription("U", "B", "2025-12-15", 20),
        ],
        accounts=[{"account_id": "A"}, {"account_id": "N"}],
    )


def plain(frame: pl.DataFrame) -> list[tuple[object, ...]]:
    """The rows without currency, money as whole numbers."""
    assert frame.columns == COLUMNS
    return [(str(r[0]), *map(int, r[1:-1])) for r in frame.rows()]


def test_months_of_the_whole_book(view: View) -> None:
    assert plain(movements(view)) == [
        ("2025-10-01", 0, 150, 0, 0, 0, 0, 150),
        ("2025-11-01", 150, 0, 0, 30, 0, -50, 130),
        ("2025-12-01", 130, 0, 20, 0, 0, 0, 150),
    ]


def test_every_day_from_the_first_with_mrr_to_the_end_of_the_data(view: View) -> None:
    daily = movements(view, "day")
    assert daily.height == 92
    assert plain(daily)[0] == ("2025-10-01", 0, 50, 0, 0, 0, 0, 50)
    changed = daily.filter(pl.col("opening") != pl.col("closing"))
    assert [r[0] for r in plain(changed)] == [
        "2025-10-01",
        "2025-10-10",
        "2025-11-01",
        "2025-11-20",
        "2025-12-15",
    ]
    assert plain(daily)[-1] == ("2025-12-31", 150, 0, 0, 0, 0, 0, 150)


def test_one_account_between_two_dates(view: View) -> None:
    found = movements(view, "day", account="B", starts=date(2025, 10, 31), ends=date(2025, 11, 2))
    assert plain(found) == [
        ("2025-10-31", 50, 0, 0, 0, 0, 0, 50),
        ("2025-11-01", 50, 0, 0, 0, 0, -50, 0),
    ]
    months = movements(view, account="B", starts=date(2025, 11, 1))
    assert plain(months)[0] == ("2025-11-01", 50, 0, 0, 0, 0, -50, 0)


def test_months_between_two_lives_of_an_account_are_there_with_nothing_in_them() -> None:
    lines = [line("A", "2025-01-01", "2025-02-01", 50), line("A", "2025-05-01", "2026-01-01", 400)]
    found = plain(movements(book(invoice_lines=lines), account="A"))
    assert found[1] == ("2025-02-01", 50, 0, 0, 0, 0, -50, 0)
    assert found[2] == ("2025-03-01", 0, 0, 0, 0, 0, 0, 0)
    assert found[4] == ("2025-05-01", 0, 0, 50, 0, 0, 0, 50)


def test_quarters_and_fiscal_years_open_with_their_first_month_and_close_with_their_last() -> None:
    lines = [line("A", "2025-02-01", "2025-05-01", 300), line("B", "2025-06-01", "2026-06-01", 120)]
    fiscal = book(invoice_lines=lines, settings={"fiscal_year_start": 4})
    assert plain(movements(fiscal, "quarter"))[:2] == [
        ("2025-01-01", 0, 100, 0, 0, 0, 0, 100),
        ("2025-04-01", 100, 10, 0, 0, 0, -100, 10),
    ]
    assert plain(movements(fiscal, "year")) == [
        ("2024-04-01", 0, 100, 0, 0, 0, 0, 100),
        ("2025-04-01", 100, 10, 0, 0, 0, -100, 10),
    ]


def test_account_without_mrr_has_no_movements_and_one_nobody_knows_is_refused(view: View) -> None:
    assert movements(view, account="N").is_empty()
    assert movements(view, "day", account="N").is_empty()
    with pytest.raises(SliceError, match="no account 'Q'"):
        movements(view, account="Q")


def test_without_mrr_the_frame_is_empty_and_has_its_columns() -> None:
    for every in ("day", "month", "year"):
        frame = movements(book(), every)
        assert frame.is_empty() and frame.columns == COLUMNS


def test_other_lengths_are_refused(view: View) -> None:
    with pytest.raises(SliceError, match="not by 'week'"):
        movements(view, "week")  # type: ignore[arg-type]


def test_several_currencies_are_named_and_never_added_up() -> None:
    view = book(
        subscriptions=[
            subscription("S", "A", "2025-01-01", 100, currency="USD"),
            subscription("T", "B", "2025-01-01", 50),
        ]
    )
    with pytest.raises(IcpError, match="EUR and USD") as refused:
        movements(view)
    assert refused.value.code == "E_CURRENCY"
    assert set(movements(view, account="A")["currency"]) == {"USD"}
    assert by_source(view).select("currency", "accounts", "mrr").rows() == [
        ("EUR", 1, 50),
        ("USD", 1, 100),
    ]


def test_account_in_two_currencies_cannot_be_added_up_either() -> None:
    view = book(
        subscriptions=[
            subscription("S", "A", "2025-01-01", 100, currency="USD"),
            subscription("T", "A", "2025-01-01", 50),
        ]
    )
    with pytest.raises(IcpError, match="EUR and USD"):
        movements(view, account="A")


def test_mrr_by_the_source_in_use() -> None:
    view = book(
        subscriptions=[subscription("S", "A", "2025-01-01", 10)],
        opportunities=[won("D", a, "2025-01-01", 24, arr=240, opportunity_id=a) for a in "AB"],
        invoice_lines=[line(a, "2025-01-01", "2026-01-01", 360) for a in "BCD"],
    )
    assert by_source(view).rows() == [
        ("subscription", "EUR", 1, 10),
        ("contract", "EUR", 1, 20),
        ("lines", "EUR", 2, 60),
    ]


def test_accounts_whose_sources_differ_by_over_five_per_cent_widest_first() -> None:
    said = {"A": (100, 95), "B": (100, 94.9), "C": (100, 50), "D": (1000, 900), "E": (0, 0)}
    view = book(
        accounts=[{"account_id": "C", "name": "Corvane"}],
        subscriptions=[
            *(subscription(f"S{a}", a, "2025-01-01", s) for a, (s, _) in said.items()),
            subscription("SL", "L", "2025-01-01", 70, ended_on="2025-06-01", status="canceled"),
        ],
        invoice_lines=[
            *(line(a, "2025-01-01", "2026-01-01", 12 * i) for a, (_, i) in said.items()),
            line("L", "2025-01-01", "2026-01-01", 840),
        ],
    )
    found = disagreements(view)
    assert found.columns == [
        "account_id",
        "name",
        "chosen",
        "subscription",
        "contract",
        "lines",
        "currency",
        "difference",
    ]
    assert [(r[0], round(r[-1], 4)) for r in found.rows()] == [
        ("D", 0.1),
        ("L", 1.0),
        ("C", 0.5),
        ("B", 0.051),
    ]
    assert found.filter(pl.col("account_id") == "C").row(0)[:6] == (
        "C",
        "Corvane",
        "subscription",
        100,
        None,
        50,
    )


def test_bill_that_may_still_be_renewed_is_no_difference_and_a_prepaid_year_is() -> None:
    left = {"ended_on": "2025-12-10", "status": "canceled"}
    of = [subscription(f"S{a}", a, "2025-01-01", 100, **left) for a in "AB"]
    lines = [
        line("A", "2025-11-15", "2025-12-15", 100),
        line("B", "2025-03-01", "2026-03-01", 1200),
    ]
    view = book(subscriptions=of, invoice_lines=lines)
    assert [a for a, *_ in disagreements(view).rows()] == ["B"]
    assert rows(view, "SELECT account_id, subscription, lines FROM mrr_sources") == [
        ("A", 0, None),
        ("B", 0, 100),
    ]


def test_sources_in_currencies_without_a_rate_are_listed_last_without_a_figure() -> None:
    lines = [line("A", "2025-01-01", "2026-01-01", 1200, currency="USD")]
    of = [subscription("S", "A", "2025-01-01", 100), subscription("T", "B", "2025-01-01", 100)]
    lines.append(line("B", "2025-01-01", "2026-01-01", 600))
    found = disagreements(book(subscriptions=of, invoice_lines=lines))
    assert [(a, d) for a, *_, d in found.rows()] == [("B", 0.5), ("A", None)]
    converted = disagreements(
        book(
            subscriptions=of,
            invoice_lines=lines,
            fx_rates=[rate("USD", "2025-01-01", 1.0)],
            settings={"reporting_currency": "EUR"},
        )
    )
    assert [a for a, *_ in converted.rows()] == ["B"]
