"""Histories of accounts made by hand, through four loads, and the spans they must give."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from icp_metrics.compare import View, open_view
from tests.builders import account, deal, load_rows, new_store, rows_of

MARCH, JUNE, SEPTEMBER = date(2025, 3, 31), date(2025, 6, 30), date(2025, 9, 30)
EVER, NEVER = date(1, 1, 1), date(9999, 12, 31)

# Per account the industry in each of the three exports; a missing entry is not in that export.
HISTORIES: dict[str, dict[date, str | None]] = {
    "same": {MARCH: "software", JUNE: "software", SEPTEMBER: "software"},
    "changed": {MARCH: "software", JUNE: "retail", SEPTEMBER: "retail"},
    "returned": {MARCH: "software", JUNE: "retail", SEPTEMBER: "software"},
    "filled": {MARCH: None, JUNE: None, SEPTEMBER: "software"},
    "emptied": {MARCH: "software", JUNE: None},
    "refilled": {MARCH: "software", JUNE: None, SEPTEMBER: "retail"},
    "late": {SEPTEMBER: "software"},
    "gap": {MARCH: "software", SEPTEMBER: "retail"},
}


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    """The exports arrive in the order June, September, March."""
    store = new_store(tmp_path_factory.mktemp("spans"))
    for day in (JUNE, SEPTEMBER, MARCH):
        rows = [
            account(name, industry=seen[day]) for name, seen in HISTORIES.items() if day in seen
        ]
        load_rows(store, accounts=rows, as_of=day.isoformat())
    # A later file without the column `industry`: it must change nothing of it.
    load_rows(store, accounts=[account("changed", region="North")], as_of="2025-10-31")
    deals = [
        deal("early", "changed", "won", "2025-01-15"),
        deal("before", "changed", "won", "2025-06-29"),
        deal("after", "changed", "won", "2025-06-30"),
        deal("filled", "filled", "won", "2025-07-15"),
        deal("nobody", "Z", "won", "2025-07-15"),
    ]
    load_rows(store, deals=deals, as_of="2025-12-31")
    return open_view(store)


def spans(view: View, name: str) -> list[tuple[Any, ...]]:
    """(valid_from, valid_to, industry, filled_later) of an account, oldest first."""
    return rows_of(
        view,
        f"""SELECT valid_from, valid_to, industry, filled_later FROM account_spans
            WHERE account_id = '{name}' ORDER BY valid_from""",
    )


def test_account_that_never_changes_has_one_span_for_ever(view: View) -> None:
    assert spans(view, "same") == [(EVER, NEVER, "software", [])]


def test_changed_value_closes_a_span_on_the_day_of_the_export(view: View) -> None:
    found = spans(view, "returned")
    assert [s[:3] for s in found] == [
        (EVER, JUNE, "software"),
        (JUNE, SEPTEMBER, "retail"),
        (SEPTEMBER, NEVER, "software"),
    ]


def test_blank_that_is_filled_later_is_read_back_and_named(view: View) -> None:
    assert spans(view, "filled") == [
        (EVER, SEPTEMBER, "software", ["industry"]),
        (SEPTEMBER, NEVER, "software", []),
    ]


def test_blank_cell_overwrites_the_value_before(view: View) -> None:
    assert spans(view, "emptied") == [(EVER, JUNE, "software", []), (JUNE, NEVER, None, [])]


def test_blank_between_two_values_takes_the_later_and_never_the_earlier(view: View) -> None:
    assert spans(view, "refilled") == [
        (EVER, JUNE, "software", []),
        (JUNE, SEPTEMBER, "retail", ["industry"]),
        (SEPTEMBER, NEVER, "retail", []),
    ]


def test_first_span_reaches_back_for_ever_and_keeps_its_true_date(view: View) -> None:
    assert spans(view, "late")[0][:2] == (EVER, NEVER)
    known = rows_of(view, "SELECT known_from FROM account_spans WHERE account_id = 'late'")
    assert known == [(SEPTEMBER,)]


def test_account_missing_from_an_export_stays_what_it_was(view: View) -> None:
    assert [s[:3] for s in spans(view, "gap")] == [
        (EVER, SEPTEMBER, "software"),
        (SEPTEMBER, NEVER, "retail"),
    ]


def test_column_absent_from_a_file_keeps_its_old_value(view: View) -> None:
    seen = rows_of(
        view,
        "SELECT valid_from, industry, region FROM account_spans WHERE account_id = 'changed'"
        " ORDER BY valid_from",
    )
    # The region was blank until October: read back, which no change of industry stops.
    assert seen == [
        (EVER, "software", "North"),
        (JUNE, "retail", "North"),
        (date(2025, 10, 31), "retail", "North"),
    ]


def test_current_row_is_that_of_the_newest_date_whatever_was_loaded_last(view: View) -> None:
    now = rows_of(view, "SELECT account_id, industry FROM accounts ORDER BY account_id")
    assert dict(now) == {
        "same": "software",
        "changed": "retail",
        "returned": "software",
        "filled": "software",
        "emptied": None,
        "refilled": "retail",
        "late": "software",
        "gap": "retail",
    }


def test_every_account_is_covered_once_on_every_day(view: View) -> None:
    overlaps = rows_of(
        view,
        """SELECT COUNT(*) FROM account_spans AS a JOIN account_spans AS b
           ON a.account_id = b.account_id AND a.span_id < b.span_id
           WHERE a.valid_from < b.valid_to AND b.valid_from < a.valid_to""",
    )
    assert overlaps == [(0,)]
    ends = rows_of(
        view,
        f"""SELECT COUNT(*) FROM account_spans
            WHERE valid_from = DATE '{EVER.isoformat()}'""",
    )
    assert ends == [(len(HISTORIES),)]


def fact(view: View, fact_id: str) -> tuple[Any, ...]:
    """What a deal was judged in: industry as sold, industry today, judged later."""
    found = rows_of(
        view,
        f"""SELECT s.industry, t.industry, f.judged_later
            FROM facts_win_rate__closed AS f
            LEFT JOIN account_spans AS s ON s.span_id = f.span_id
            LEFT JOIN account_spans AS t ON t.span_id = f.today_span_id
            WHERE f.fact_id = '{fact_id}'""",
    )
    assert len(found) == 1
    return found[0]


def test_deal_is_judged_by_the_span_of_the_day_it_was_created(view: View) -> None:
    assert fact(view, "before") == ("software", "retail", False)
    assert fact(view, "after") == ("retail", "retail", False)


def test_deal_older_than_what_is_known_is_judged_later(view: View) -> None:
    assert fact(view, "early") == ("software", "retail", True)


def test_deal_of_an_account_nobody_loaded_has_no_span_and_is_not_judged_later(view: View) -> None:
    assert fact(view, "nobody") == (None, None, False)
