"""The periods one can choose by name, all of the fiscal calendar, as far as the data reaches."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from icp_metrics.catalog import KPIS
from icp_metrics.compare import Period, View, periods
from icp_metrics.compare.choices import first_day
from icp_metrics.compare.question import data_through, default_period

LAST_FOUR = "Last 4 quarters"
"""The period of a page whose address names none."""

FOUR_BEFORE = "The 4 quarters before"
ALL_TIME = "All time"
CUSTOM = "Custom"
"""The period between two dates that the address names besides."""

_BACK = {"year": 3, "quarter": 12, "month": 12}


def offered(view: View) -> dict[str, Period]:
    """Every period there is a name for, by it: those that move with the data first.

    "Last" and "complete" are to the end of a month, quarter or year that the data reaches; "to
    date" ends with the data.
    """
    kpi = next(iter(KPIS.values()))
    through = data_through(view, kpi)
    fiscal: int = view.settings["fiscal_year_start"]
    last_four = default_period(view, kpi)
    day_after = through + timedelta(days=1)
    earliest = first_day(view, kpi) or last_four.starts
    found = {
        LAST_FOUR: last_four,
        FOUR_BEFORE: periods.before(last_four),
        "Last complete quarter": periods.last_complete(through, "quarter", fiscal),
        "This quarter to date": periods.to_date(through, "quarter", fiscal),
        "Last complete fiscal year": periods.last_complete(through, "year", fiscal),
        "This fiscal year to date": periods.to_date(through, "year", fiscal),
        "Last 12 months": periods.last_months(through, 12),
        "Last 90 days": periods.last_days(through, 90),
        "Last 30 days": periods.last_days(through, 30),
        ALL_TIME: Period(min(earliest, through), day_after),
    }
    starts = periods.add_months(periods.start_of(through, "year", fiscal), -36)
    for step, back in _BACK.items():
        every = cast("periods.Every", step)
        parts = periods.split(Period(starts, day_after), every, through, fiscal)
        whole = [_whole(p, every) for p in parts]
        found |= {periods.label(p, fiscal): p for p in reversed(whole[-back:])}
    return found


def long_ago(view: View, words: str) -> Period | None:
    """The month, quarter or year of a name, too long ago (or too far ahead) to be offered."""
    return periods.named(words, view.settings["fiscal_year_start"])


def _whole(part: Period, every: periods.Every) -> Period:
    """A period cut off by the end of the data, up to its own end."""
    months = {"month": 1, "quarter": 3, "year": 12}[every]
    return Period(part.starts, periods.add_months(part.starts, months), part.complete)
