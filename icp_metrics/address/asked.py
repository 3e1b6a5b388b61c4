"""The question that the parameters of an address ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

from icp_metrics.address import calendar
from icp_metrics.address.calendar import ALL_TIME, CUSTOM, LAST_FOUR
from icp_metrics.address.filters import filters
from icp_metrics.address.read import Parameters
from icp_metrics.compare import Period, Slice, View
from icp_metrics.compare.periods import FIRST_YEAR, LAST_YEAR, Against
from icp_metrics.compare.slice import FitAsOf
from icp_metrics.errors import SliceError, did_you_mean

_T = TypeVar("_T")

JUDGED: Mapping[str, FitAsOf] = {"as sold": "sold", "as today": "today"}
AGAINST: Mapping[str, Against] = {
    "the period before": "previous",
    "the same last year": "last_year",
}
ANOTHER = "another period"
"""Changes from the period between two dates that the address names besides."""

DATES = {"period": ("from", "to"), "against": ("against_from", "against_to")}
"""The parameters that name the first and the last day of a custom period, by what it is."""


def asked(view: View, parameters: Parameters) -> Slice:
    """The slice that parameters describe: period, filters, when to judge, what to compare with.

    What they do not name is as the page has it by itself. Raises SliceError for words that mean
    nothing, and for dates that are none, reversed or out of range.
    """
    offered = calendar.offered(view)
    period = _period(view, parameters, offered)
    return Slice(
        starts=period.starts,
        ends=period.ends,
        where=filters(view, parameters.get("where", ())),
        against=_against(parameters, period, offered[ALL_TIME]),
        fit_as_of=_one(JUDGED, _last(parameters, "judged") or "as sold", "way to judge"),
    )


def _period(view: View, parameters: Parameters, offered: Mapping[str, Period]) -> Period:
    words = _last(parameters, "period") or LAST_FOUR
    if words == CUSTOM:
        return _between(parameters, "period", offered[ALL_TIME])
    found = offered.get(words) or calendar.long_ago(view, words)
    if found is None:
        raise SliceError(f"There is no period '{words}'.")
    return found


def _against(parameters: Parameters, shown: Period, whole: Period) -> Against | Period:
    words = _last(parameters, "against") or "the period before"
    if words != ANOTHER:
        return _one(AGAINST, words, "period to compare with")
    before = Period(min(whole.starts, shown.starts - timedelta(days=1)), shown.starts)
    found = _between(parameters, "against", before)
    if found.ends > shown.starts:
        raise SliceError(
            f"The period to compare with, {found.starts} to {_last_day(found)}, must end before "
            f"{shown.starts}, when the one shown begins."
        )
    return found


def _between(parameters: Parameters, which: str, whole: Period) -> Period:
    """The custom period (`period`) or the one to compare it with (`against`); both days count.

    Without its first or its last day it goes as far as `whole`. Raises SliceError for a date that
    is none, out of range, or before the first.
    """
    begins, ends = (_day(parameters, name) for name in DATES[which])
    first, last = begins or whole.starts, ends or _last_day(whole)
    if first > last:
        raise SliceError(f"The period from {first} to {last} ends before it begins.")
    return Period(first, last + timedelta(days=1))


def _day(parameters: Parameters, name: str) -> date | None:
    said = _last(parameters, name)
    if not said:
        return None
    try:
        day = date.fromisoformat(said)
    except ValueError:
        raise SliceError(f"'{said}' is no date: write it as 2026-09-30.") from None
    if not FIRST_YEAR <= day.year < LAST_YEAR:
        raise SliceError(f"{day} is out of the years {FIRST_YEAR} to {LAST_YEAR - 1}.")
    return day


def _last_day(period: Period) -> date:
    return period.ends - timedelta(days=1)


def _one(known: Mapping[str, _T], words: str, what: str) -> _T:
    if words not in known:
        raise SliceError(f"There is no {what} '{words}'.{did_you_mean(words, known)}")
    return known[words]


def _last(parameters: Parameters, name: str) -> str:
    values: Sequence[str] = parameters.get(name, ())
    return values[-1] if values else ""
