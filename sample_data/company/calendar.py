"""The days of the demo company: when deals begin, when the CRM is exported, what a period is.

Periods are half-open. A quarter-end export is dated with the last day of its quarter and shows
the values of that day; a changed value is true from that day on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

FIRST_DAY = date(2023, 7, 1)
LAST_DAY = date(2026, 9, 30)
SNAPSHOTS = tuple(
    date(year, month, day)
    for year in (2023, 2024, 2025, 2026)
    for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))
    if date(2023, 12, 31) <= date(year, month, day) <= LAST_DAY
)


@dataclass(frozen=True)
class Period:
    """Days from `starts` to the day before `ends`."""

    starts: date
    ends: date

    def __contains__(self, day: date) -> bool:
        return self.starts <= day < self.ends


PERIODS = {
    "default": Period(date(2025, 10, 1), date(2026, 10, 1)),
    "year_before": Period(date(2024, 10, 1), date(2025, 10, 1)),
    "all_time": Period(FIRST_DAY, date(2026, 10, 1)),
}


def workdays(starts: date, ends: date) -> list[date]:
    """Mondays to Fridays of [starts, ends)."""
    days = (starts + timedelta(days=n) for n in range((ends - starts).days))
    return [day for day in days if day.weekday() < 5]


def to_workday(day: date) -> date:
    """The day itself, or the Monday after a weekend: nobody closes a deal on a Sunday."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= 5 else day


def first_day_moved_past(ends: date) -> date:
    """The first day d whose `to_workday(d)` is not before `ends`."""
    if ends.weekday() == 0:
        return ends - timedelta(days=2)
    if ends.weekday() == 6:
        return ends - timedelta(days=1)
    return ends


def quarters() -> list[Period]:
    """The twelve quarters that end on a snapshot, oldest first."""
    starts = [date(d.year, d.month - 2, 1) for d in SNAPSHOTS]
    return [Period(s, d + timedelta(days=1)) for s, d in zip(starts, SNAPSHOTS, strict=True)]
