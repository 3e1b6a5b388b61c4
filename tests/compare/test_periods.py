from __future__ import annotations

from datetime import date

import pytest

from icp_metrics.compare.periods import (
    Period,
    before,
    earlier,
    label,
    last_complete,
    last_days,
    last_four_quarters,
    last_months,
    named,
    period,
    split,
    to_date,
)


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("data_through", "fiscal", "starts", "ends"),
    [
        ("2026-09-30", 1, "2025-10-01", "2026-10-01"),
        ("2026-09-29", 1, "2025-07-01", "2026-07-01"),
        ("2026-12-31", 1, "2026-01-01", "2027-01-01"),
        ("2026-01-31", 2, "2025-02-01", "2026-02-01"),
        ("2026-02-28", 2, "2025-02-01", "2026-02-01"),
        ("2026-03-15", 12, "2025-03-01", "2026-03-01"),
    ],
)
def test_default_period_is_the_last_four_complete_fiscal_quarters(
    data_through: str, fiscal: int, starts: str, ends: str
) -> None:
    assert last_four_quarters(d(data_through), fiscal) == Period(d(starts), d(ends))


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        ("2025-01-01", "2026-01-01", "2024-01-01"),
        ("2025-04-01", "2025-07-01", "2025-01-01"),
        ("2025-03-01", "2025-04-01", "2025-02-01"),
        ("2025-03-10", "2025-03-20", "2025-02-28"),
        ("2025-01-01", "2025-01-15", "2024-12-18"),
    ],
)
def test_period_before_is_as_long_and_ends_where_this_one_starts(
    starts: str, ends: str, expected: str
) -> None:
    assert before(Period(d(starts), d(ends))) == Period(d(expected), d(starts))


def test_period_is_complete_when_the_data_reaches_its_last_day() -> None:
    assert period(d("2025-01-01"), d("2025-04-01"), d("2025-03-31")).complete
    assert not period(d("2025-01-01"), d("2025-04-01"), d("2025-03-30")).complete


def test_split_cuts_at_the_ends_of_the_whole() -> None:
    parts = split(Period(d("2025-02-10"), d("2025-08-05")), "quarter", d("2025-06-30"), 1)
    assert parts == [
        Period(d("2025-02-10"), d("2025-04-01"), True),
        Period(d("2025-04-01"), d("2025-07-01"), True),
        Period(d("2025-07-01"), d("2025-08-05"), False),
    ]


def test_split_into_years_follows_the_fiscal_year() -> None:
    parts = split(Period(d("2024-07-01"), d("2026-07-01")), "year", d("2026-06-30"), 7)
    assert [(p.starts, p.ends) for p in parts] == [
        (d("2024-07-01"), d("2025-07-01")),
        (d("2025-07-01"), d("2026-07-01")),
    ]


@pytest.mark.parametrize("every", ["month", "quarter", "year"])
@pytest.mark.parametrize("fiscal", [1, 2, 7, 12])
def test_parts_follow_one_another_without_gap(every: str, fiscal: int) -> None:
    whole = Period(d("2023-05-17"), d("2026-02-03"))
    parts = split(whole, every, d("2026-12-31"), fiscal)  # type: ignore[arg-type]
    assert parts[0].starts == whole.starts
    assert parts[-1].ends == whole.ends
    assert [p.ends for p in parts[:-1]] == [p.starts for p in parts[1:]]


@pytest.mark.parametrize(
    ("starts", "ends", "fiscal", "expected"),
    [
        ("2026-07-01", "2026-10-01", 1, "2026 Q3"),
        ("2026-07-01", "2026-10-01", 4, "FY2027 Q2"),
        ("2026-07-01", "2026-08-01", 4, "2026-07"),
        ("2026-01-01", "2027-01-01", 1, "2026"),
        ("2026-04-01", "2027-04-01", 4, "FY2027"),
        ("2026-04-02", "2026-07-01", 1, "02 Apr 2026 to 30 Jun 2026"),
    ],
)
def test_label_names_the_period(starts: str, ends: str, fiscal: int, expected: str) -> None:
    assert label(Period(d(starts), d(ends)), fiscal) == expected


@pytest.mark.parametrize(
    ("starts", "ends", "fiscal", "expected"),
    [
        ("2026-02-01", "2026-05-01", 1, "01 Feb 2026 to 30 Apr 2026"),
        ("2026-04-01", "2027-04-01", 1, "01 Apr 2026 to 31 Mar 2027"),
    ],
)
def test_three_or_twelve_months_off_the_calendar_are_written_out(
    starts: str, ends: str, fiscal: int, expected: str
) -> None:
    assert label(Period(d(starts), d(ends)), fiscal) == expected


@pytest.mark.parametrize(
    ("data_through", "every", "fiscal", "complete", "current"),
    [
        ("2026-09-30", "quarter", 1, ("2026-07-01", "2026-10-01"), ("2026-07-01", "2026-10-01")),
        ("2026-09-29", "quarter", 1, ("2026-04-01", "2026-07-01"), ("2026-07-01", "2026-09-30")),
        ("2026-09-29", "year", 1, ("2025-01-01", "2026-01-01"), ("2026-01-01", "2026-09-30")),
        ("2026-09-29", "year", 4, ("2025-04-01", "2026-04-01"), ("2026-04-01", "2026-09-30")),
        ("2026-01-31", "year", 2, ("2025-02-01", "2026-02-01"), ("2025-02-01", "2026-02-01")),
        ("2024-02-29", "month", 1, ("2024-02-01", "2024-03-01"), ("2024-02-01", "2024-03-01")),
    ],
)
def test_last_complete_one_and_the_one_to_date(
    data_through: str, every: str, fiscal: int, complete: tuple[str, str], current: tuple[str, str]
) -> None:
    through = d(data_through)
    assert last_complete(through, every, fiscal) == Period(*map(d, complete))  # type: ignore[arg-type]
    assert to_date(through, every, fiscal) == Period(*map(d, current))  # type: ignore[arg-type]


def test_last_days_end_with_the_data_and_last_months_with_the_last_whole_one() -> None:
    assert last_days(d("2026-03-01"), 30) == Period(d("2026-01-31"), d("2026-03-02"))
    assert last_months(d("2026-03-01"), 12) == Period(d("2025-03-01"), d("2026-03-01"))
    assert last_months(d("2026-03-31"), 1) == Period(d("2026-03-01"), d("2026-04-01"))


@pytest.mark.parametrize("fiscal", range(1, 13))
@pytest.mark.parametrize("every", ["month", "quarter", "year"])
def test_name_of_a_period_names_it(every: str, fiscal: int) -> None:
    whole = Period(d("2023-01-01"), d("2027-01-01"))
    parts = split(whole, every, d("2026-12-31"), fiscal)  # type: ignore[arg-type]
    # The first and the last may be cut at the ends, and then are written out.
    for part in parts[1:-1]:
        assert named(label(part, fiscal), fiscal) == part


@pytest.mark.parametrize(
    "words",
    ["", "2026 Q5", "2026-13", "FY2026", "0001", "9999 Q4", "2026 Q3 ", "\u0662026", "Last"],
)
def test_words_that_name_no_period_name_none(words: str) -> None:
    assert named(words, 1) is None


def test_one_period_has_a_change_from_one_named_that_ends_before_it() -> None:
    shown = [Period(d("2026-01-01"), d("2026-04-01"))]
    past = Period(d("2024-05-10"), d("2024-06-01"))
    assert earlier(shown, past) == ((past,), {1: 0})
    until = Period(d("2024-05-10"), d("2026-01-01"))
    assert earlier(shown, until) == ((until,), {1: 0})
    over = Period(d("2024-05-10"), d("2026-01-02"))
    assert earlier(shown, over) == ((), {})
    assert earlier([*shown, Period(d("2026-04-01"), d("2026-07-01"))], past) == ((), {})
