"""Filters: period, attributes and when to judge. Bound to the address, kept across pages.

The address holds what the screen says (`period=2026 Q3`, `where=Region: South`): Streamlit binds a
widget by the words it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.compare import Period, Slice, View, periods
from icp_metrics.compare.choices import first_day
from icp_metrics.compare.dimensions import available
from icp_metrics.compare.question import data_through, default_period
from icp_metrics.compare.slice import Filter
from icp_metrics.dimensions import Dimension
from icp_metrics.kpis import Kpi
from icp_metrics.ui.source import Pin, choices

LAST_FOUR = "Last 4 quarters"
FOUR_BEFORE = "The 4 quarters before"
ALL_TIME = "All time"
_EVERY = {(k.facts_of, *k.dimensions): k for kpi in KPIS.values() for k in kpi.every()}
# KPIs whose facts are rows of the same table and carry the same know the same attributes: one of
# each is asked.
_KINDS = tuple({k.id: KPIS[k.id] for k in _EVERY.values()}.values())
_AGAINST = {"the period before": "previous", "the same last year": "last_year"}
_JUDGED = {"as sold": "sold", "as today": "today"}


def sidebar(view: View, pin: Pin) -> Slice:
    """Draw the filters and return the slice they describe."""
    whole = _period(view)
    where = _where(view, pin)
    judged = st.segmented_control(
        "Judge accounts",
        list(_JUDGED),
        default="as sold",
        required=True,
        key="judged",
        bind="query-params",
        help=(
            "As sold: by what was known of the account when the deal was created. As today: by "
            "what it is now, which mistakes the effect of winning for its cause."
        ),
    )
    against = st.segmented_control(
        "Changes from",
        list(_AGAINST),
        default="the period before",
        required=True,
        key="against",
        bind="query-params",
        help="The period that what has changed since is counted from.",
    )
    return Slice(
        starts=whole.starts,
        ends=whole.ends,
        where=where,
        against=cast("Any", _AGAINST.get(against or "", "previous")),
        fit_as_of=cast("Any", _JUDGED.get(judged or "", "sold")),
    )


def option(name: str, label: str | None) -> str:
    """A filter as it is shown: `Region: South`, `Region: (blank)`."""
    return f"{wording.attribute(name)}: {wording.segment(label)}"


def add(name: str, label: str | None) -> None:
    """Filter by one more value; for callbacks, before the widgets of the next run."""
    chosen: list[str] = list(st.session_state.get("where", []))
    if option(name, label) not in chosen:
        st.session_state["where"] = [*chosen, option(name, label)]


def add_all(options: Sequence[str]) -> None:
    """Filter by these too, as shown; for callbacks."""
    now = chosen()
    st.session_state["where"] = [*now, *(o for o in options if o not in now)]


def clear() -> None:
    """Take all attribute filters away; for callbacks."""
    st.session_state["where"] = []


def chosen() -> list[str]:
    """The attribute filters in force, as shown."""
    return list(st.session_state.get("where", []))


def selection(event: Any) -> list[Any]:
    """The customdata of the points a chart event selects."""
    return [p["customdata"] for p in event["selection"]["points"] if "customdata" in p]


def _where(view: View, pin: Pin) -> tuple[Filter, ...]:
    known = {name: labels for k in _KINDS for name, labels in choices(pin, k.id).items()}
    options = {
        option(name, label): (name, label or "")
        for name, labels in known.items()
        for label in [*labels, None]
    }
    # A segment of an attribute with very many values is not offered, but may have been clicked.
    options |= {
        words: found
        for words in st.session_state.get("where", st.query_params.get_all("where"))
        if words not in options and (found := _clicked(words, view)) is not None
    }
    picked = st.multiselect(
        "Filters",
        list(options),
        key="where",
        bind="query-params",
        placeholder="All accounts",
        help="Several values of one attribute: any of them. Several attributes: all of them.",
    )
    grouped: dict[str, list[str]] = {}
    for words in picked:
        name, label = options[words]
        grouped.setdefault(name, []).append(label)
    return tuple((name, tuple(labels)) for name, labels in grouped.items())


def _clicked(words: str, view: View) -> tuple[str, str] | None:
    """The filter that words name, for an attribute whose values are not offered."""
    attribute, colon, label = words.partition(": ")
    names = {
        wording.attribute(Dimension(a).name): Dimension(a).name
        for kpi in _KINDS
        for k in kpi.every()
        for a in available(view, k)
    }
    return (names[attribute], label) if colon and attribute in names else None


def _period(view: View) -> Period:
    options = _periods(view, next(iter(KPIS.values())))
    picked = st.selectbox(
        "Period",
        list(options),
        key="period",
        bind="query-params",
        help=(
            "Deals count in the period in which they were closed; deals and customers that are "
            "followed, in every period in which they are; a book of customers, at its end."
        ),
    )
    return options.get(picked, options[LAST_FOUR])


def _periods(view: View, kpi: Kpi) -> dict[str, Period]:
    through = data_through(view, kpi)
    fiscal: int = view.settings["fiscal_year_start"]
    last_four = default_period(view, kpi)
    day_after = through + timedelta(days=1)
    earliest = first_day(view, kpi) or last_four.starts
    found = {
        LAST_FOUR: last_four,
        FOUR_BEFORE: periods.before(last_four),
        ALL_TIME: Period(min(earliest, through), day_after),
    }
    newest = periods.start_of(through, "year", fiscal)
    for step, back in (("year", 3), ("quarter", 12), ("month", 12)):
        every = cast("periods.Every", step)
        starts = periods.add_months(newest, -36)
        parts = periods.split(Period(starts, day_after), every, through, fiscal)
        whole = [_whole(p, every) for p in parts]
        found |= {periods.label(p, fiscal): p for p in reversed(whole[-back:])}
    return found


def _whole(part: Period, every: periods.Every) -> Period:
    """A period cut off by the end of the data, up to its own end."""
    months = {"month": 1, "quarter": 3, "year": 12}[every]
    return Period(part.starts, periods.add_months(part.starts, months), part.complete)
