"""Dates and periods as people read them."""

from __future__ import annotations

from datetime import date, timedelta

from icp_metrics.compare.periods import Period
from icp_metrics.compare.row import Row
from icp_metrics.wording import region
from icp_metrics.wording.plain import capital


def dates(period: Period) -> str:
    """Both days written out, the last one included: `1 Oct 2025 to 30 Sep 2026`."""
    return f"{day(period.starts)} to {day(period.ends - timedelta(days=1))}"


def when(row: Row) -> str:
    """What counts and in which dates: `Deals closed 1 Oct 2025 to 30 Sep 2026, compared ...`."""
    kpi = row.kpi
    noun = capital(kpi.fact_noun)
    if kpi.window == "now":
        return f"{noun} as at the end of the data"
    if kpi.window == "snapshot":
        return f"{noun} at the last month-end of {compared(row)}"
    if kpi.window == "exposure":
        return f"{noun} followed {compared(row)}"
    done = "closed" if kpi.facts_of == "opportunities" else "in"
    return f"{noun} {done} {compared(row)}"


def compared(row: Row) -> str:
    """Both ranges written out; the earlier one only where it holds data."""
    now = dates(row.period)
    if row.change is None or row.change.fit.value is None:
        return now
    return f"{now}, compared with {dates(row.change.before)}"


def day(when: date) -> str:
    """`30 Sep 2026`, in the order of the reader's region."""
    return region.current().day(when)


def day_of(stamp: str) -> str:
    """The day of a time stamp: `30 Sep 2026` of `2026-09-30T08:15:00Z`."""
    return day(date.fromisoformat(stamp[:10]))


def day_pattern(day: str = "%-d", month: str = "%b", year: str = "%Y") -> str:
    """The same as a pattern, for what writes days itself: `%-d %b %Y` for charts."""
    return region.current().dated.format(d=day, m=month, y=year)
