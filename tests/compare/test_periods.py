from __future__ import annotations

from datetime import date

import pytest

from icp_metrics.compare.periods import Period, before, label, last_four_quarters, period, split


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
