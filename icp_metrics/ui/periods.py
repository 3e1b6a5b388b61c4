"""The period shown and the one it is compared with, each by name or between two dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from icp_metrics.address.asked import AGAINST, ANOTHER, DATES
from icp_metrics.address.calendar import ALL_TIME, CUSTOM, LAST_FOUR, long_ago
from icp_metrics.compare import Period, View, periods
from icp_metrics.ui import source
from icp_metrics.ui.settle import settle
from icp_metrics.ui.source import Pin

_EARLIEST = date(periods.FIRST_YEAR, 1, 1)
_LATEST = date(periods.LAST_YEAR - 1, 12, 31)
_BEGUN = "dates_begun"


def draw_period(view: View, pin: Pin) -> None:
    """Let the reader choose the period shown."""
    offered = source.periods(pin)
    names = list(offered)
    place = names.index(ALL_TIME) + 1
    options = [*names[:place], CUSTOM, *names[place:]]
    # One too long ago to be offered may stand in a link.
    asked = st.session_state.get("period", st.query_params.get("period"))
    if asked and asked not in options and long_ago(view, asked) is not None:
        options.append(asked)
    st.selectbox(
        "Period",
        options,
        key="period",
        bind="query-params",
        on_change=_begin,
        args=("period", CUSTOM),
        help=(
            "Deals count in the period in which they were closed; deals and customers that are "
            "followed, in every period in which they are; a book of customers, at its end. "
            "Complete: to the end of a quarter or year that the data reaches."
        ),
    )
    if st.session_state["period"] == CUSTOM:
        _dates(DATES["period"])
        return
    words = st.session_state["period"] or LAST_FOUR
    if (shown := offered.get(words) or long_ago(view, words)) is not None:
        _offer("period", shown)
        _offer("against", periods.before(shown))


def draw_against() -> None:
    """Let the reader choose what the period shown is compared with."""
    st.selectbox(
        "Compare with",
        [*AGAINST, ANOTHER],
        key="against",
        bind="query-params",
        on_change=_begin,
        args=("against", ANOTHER),
        help="The period that what has changed since is counted from.",
    )
    if st.session_state["against"] == ANOTHER:
        _dates(DATES["against"])


def _dates(names: Sequence[str]) -> None:
    # What a callback gave to a widget that was not there yet does not stand in the address: it does
    # once it is given again to one that is.
    for name in names:
        if st.session_state.get(name) and name not in st.query_params:
            st.session_state[name] = st.session_state[name]
    for name, label in zip(names, ("From", "To, included"), strict=True):
        # Without one of them it goes as far as the data.
        st.date_input(
            label,
            value=None,
            min_value=_EARLIEST,
            max_value=_LATEST,
            format="YYYY-MM-DD",
            key=name,
            bind="query-params",
        )
    if st.session_state.pop(_BEGUN, False):
        settle()
        st.rerun()


def _offer(which: str, period: Period) -> None:
    """Keep the dates with which a custom period begins."""
    days = (period.starts, period.ends - timedelta(days=1))
    st.session_state[f"begin_{which}"] = days


def _begin(which: str, custom: str) -> None:
    """A custom period begins as the one that was there by name."""
    days = st.session_state.get(f"begin_{which}")
    if st.session_state[which] == custom and days is not None:
        st.session_state.update(zip(DATES[which], days, strict=True))
        st.session_state[_BEGUN] = True
