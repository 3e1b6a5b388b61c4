"""Periods: half-open ranges of dates, in calendar or fiscal quarters, and which are complete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Every = Literal["month", "quarter", "year"]
Against = Literal["previous", "last_year"]

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


def earlier(shown: Sequence[Period], against: Against) -> tuple[tuple[Period, ...], dict[int, int]]:
    """The periods that changes of those shown are from, where they are not shown themselves, and
    for each number in (those, *shown) the number of the one its change is from.

    A period longer than a year has no same one last year that it does not overlap, so no change.
    """
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
