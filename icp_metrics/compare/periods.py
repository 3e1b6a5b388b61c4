"""Periods: half-open ranges of dates, in calendar or fiscal quarters, and which are complete."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Every = Literal["month", "quarter", "year"]
Against = Literal["previous", "last_year"]

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""No data is of other years, and the calendar of dates ends not far beyond."""

_LABEL = re.compile(r"(FY)?(\d{4})(?: Q([1-4]))?|(\d{4})-(\d{2})", re.ASCII)
_MONTHS: dict[Every, int] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Period:
    """[starts, ends). `complete`: the data reaches its last day."""

    starts: date
    ends: date
    complete: bool = True


def add_months(day: date, months: int) -> date:
    """The first of the month `months` after the month of `day`."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def period(starts: date, ends: date, data_through: date) -> Period:
    """A period and whether the data covers it."""
    return Period(starts, ends, data_through >= ends - timedelta(days=1))


def start_of(day: date, every: Every, fiscal_year_start: int) -> date:
    """First day of the month, quarter or year that holds `day`, counted from the fiscal year."""
    months = _MONTHS[every]
    past = (day.year * 12 + day.month - fiscal_year_start) % months
    return add_months(day, -past)


def last_four_quarters(data_through: date, fiscal_year_start: int) -> Period:
    """The last four complete quarters."""
    ends = start_of(data_through + timedelta(days=1), "quarter", fiscal_year_start)
    return Period(add_months(ends, -12), ends)


def last_complete(data_through: date, every: Every, fiscal_year_start: int) -> Period:
    """The last month, quarter or year that the data reaches the end of."""
    ends = start_of(data_through + timedelta(days=1), every, fiscal_year_start)
    return Period(add_months(ends, -_MONTHS[every]), ends)


def to_date(data_through: date, every: Every, fiscal_year_start: int) -> Period:
    """The month, quarter or year of the last day of the data, up to that day."""
    return Period(start_of(data_through, every, fiscal_year_start), data_through + timedelta(1))


def last_months(data_through: date, months: int) -> Period:
    """The last complete months."""
    ends = start_of(data_through + timedelta(days=1), "month", 1)
    return Period(add_months(ends, -months), ends)


def last_days(data_through: date, days: int) -> Period:
    """The last days of the data."""
    ends = data_through + timedelta(days=1)
    return Period(ends - timedelta(days=days), ends)


def before(now: Period) -> Period:
    """The period of the same length that ends where this one starts."""
    whole_months = now.starts.day == 1 and now.ends.day == 1
    if whole_months:
        count = (now.ends.year - now.starts.year) * 12 + now.ends.month - now.starts.month
        return Period(add_months(now.starts, -count), now.starts)
    return Period(now.starts - (now.ends - now.starts), now.starts)


def year_before(now: Period) -> Period:
    """The same period a year earlier. It starts on 28 February for the 29th; one that ends before
    the 29th, ends before 1 March."""
    return Period(_a_year_less(now.starts, leap=(2, 28)), _a_year_less(now.ends, leap=(3, 1)))


def earlier(
    shown: Sequence[Period], against: Against | Period
) -> tuple[tuple[Period, ...], dict[int, int]]:
    """The periods that changes of those shown are from, where they are not shown themselves, and
    for each number in (those, *shown) the number of the one its change is from.

    A period longer than a year has no same one last year that it does not overlap, so no change.
    Nor has one from a period named that does not end before it, or from which it is one of several.
    """
    if isinstance(against, Period):
        alone = len(shown) == 1 and against.ends <= shown[0].starts
        return ((against,), {1: 0}) if alone else ((), {})
    if against == "previous":
        return (before(shown[0]),), {i: i - 1 for i in range(1, len(shown) + 1)}
    wanted = [year_before(p) for p in shown]
    ends = {(p.starts, p.ends) for p in shown}
    apart = [p for p in wanted if not any(p.starts < s.ends and s.starts < p.ends for s in shown)]
    places = {(p.starts, p.ends): i for i, p in enumerate((*apart, *shown))}
    past = {
        len(apart) + i: places[p.starts, p.ends]
        for i, p in enumerate(wanted)
        if p in apart or (p.starts, p.ends) in ends
    }
    return tuple(apart), past


def _a_year_less(day: date, *, leap: tuple[int, int]) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    month, of_month = leap if leap_day else (day.month, day.day)
    return date(day.year - 1, month, of_month)


def split(whole: Period, every: Every, data_through: date, fiscal_year_start: int) -> list[Period]:
    """The months, quarters or years of a period, cut at its ends, oldest first."""
    parts = []
    cut = start_of(whole.starts, every, fiscal_year_start)
    while cut < whole.ends:
        after = add_months(cut, _MONTHS[every])
        parts.append(period(max(cut, whole.starts), min(after, whole.ends), data_through))
        cut = after
    return parts


def label(part: Period, fiscal_year_start: int) -> str:
    """`2026 Q3`, `FY2026 Q3`, `2026-07`, `2026` for such periods, else both dates written out."""
    months = (part.ends.year - part.starts.year) * 12 + part.ends.month - part.starts.month
    every = next((name for name, count in _MONTHS.items() if count == months), None)
    whole = every is not None and part.starts == start_of(part.starts, every, fiscal_year_start)
    if not whole or part.ends.day != 1:
        return f"{part.starts:%d %b %Y} to {part.ends - timedelta(days=1):%d %b %Y}"
    if months == 1:
        return f"{part.starts:%Y-%m}"
    first = start_of(part.starts, "year", fiscal_year_start)
    # A fiscal year carries the number of the calendar year in which it ends.
    year = first.year if fiscal_year_start == 1 else first.year + 1
    name = f"{year}" if fiscal_year_start == 1 else f"FY{year}"
    if months == 12:
        return name
    quarter = ((part.starts.year - first.year) * 12 + part.starts.month - first.month) // 3 + 1
    return f"{name} Q{quarter}"


def named(words: str, fiscal_year_start: int) -> Period | None:
    """The month, quarter or year that `label` calls so; None if it calls none so."""
    found = _LABEL.fullmatch(words)
    if found is None:
        return None
    _, year, quarter, of_year, month = found.groups()
    if not FIRST_YEAR < int(year or of_year) < LAST_YEAR:
        return None
    if month is not None:
        if not 1 <= int(month) <= 12:
            return None
        starts, months = date(int(of_year), int(month), 1), 1
    else:
        first = int(year) - (fiscal_year_start != 1)
        starts = add_months(date(first, fiscal_year_start, 1), 3 * (int(quarter or 1) - 1))
        months = 12 if quarter is None else 3
    made = Period(starts, add_months(starts, months))
    return made if label(made, fiscal_year_start) == words else None
