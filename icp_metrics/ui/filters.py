"""Filters: period, attributes and when to judge. Bound to the address, kept across pages.

The address holds what the screen says (`period=2026 Q3`, `where=Region: South`): Streamlit binds a
widget by the words it shows, and the package address reads them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from icp_metrics.address.asked import AGAINST, ANOTHER, DATES, JUDGED
from icp_metrics.address.calendar import CUSTOM, LAST_FOUR
from icp_metrics.address.filters import option
from icp_metrics.compare import Slice, View
from icp_metrics.ui import carry, source
from icp_metrics.ui.periods import draw_against, draw_period
from icp_metrics.ui.source import Pin
from icp_metrics.ui.where import draw_where

__all__ = [
    "BY_ITSELF",
    "NAMES",
    "add",
    "add_all",
    "chosen",
    "clear",
    "clear_all",
    "in_force",
    "option",
    "selection",
    "sidebar",
    "whole_page",
]

BY_ITSELF = {"period": LAST_FOUR, "judged": next(iter(JUDGED)), "against": next(iter(AGAINST))}
"""What a page has where nothing else is chosen, by parameter."""

NAMES = (*BY_ITSELF, "where", *(name for ends in DATES.values() for name in ends))
"""The parameters of the filters."""

_DRAWN = "filters_drawn"


def sidebar(view: View, pin: Pin) -> Slice:
    """Draw the filters and return the slice they describe.

    Raises SliceError, once all are drawn, for a custom period whose dates make none.
    """
    draw_period(view, pin)
    draw_where(pin)
    st.segmented_control(
        "Judge accounts",
        list(JUDGED),
        default="as sold",
        required=True,
        key="judged",
        bind="query-params",
        help=(
            "As sold: by what was known of the account when the deal was created. As today: by "
            "what it is now, which mistakes the effect of winning for its cause."
        ),
    )
    draw_against()
    st.session_state[_DRAWN] = said = in_force()
    carry.remember(said)
    return source.asked(pin, tuple(said.items()))


def whole_page() -> None:
    """Run the whole page where a click in a part of it changed a filter: the part, which runs
    alone, would still show what was there before. For fragments, first of all."""
    if st.session_state.get(_DRAWN) != in_force():
        st.rerun()


def in_force() -> dict[str, tuple[str, ...]]:
    """What the filters say, as parameters of an address; without what a page has by itself.

    After they are drawn. In the run of a click the address itself may be as it was before.
    """
    state = st.session_state
    said: dict[str, tuple[str, ...]] = {
        n: (str(state[n]),) for n, usual in BY_ITSELF.items() if state[n] != usual
    }
    if state["where"]:
        said["where"] = tuple(state["where"])
    for which, ends in DATES.items():
        if said.get(which) in ((CUSTOM,), (ANOTHER,)):
            said |= {name: (state[name].isoformat(),) for name in ends if state.get(name)}
    return said


def add(name: str, label: str | None) -> None:
    """Filter by one more value; for callbacks, before the widgets of the next run."""
    add_all([option(name, label)])


def add_all(options: Sequence[str]) -> None:
    """Filter by these too, as shown; for callbacks."""
    now = chosen()
    st.session_state["where"] = [*now, *(o for o in options if o not in now)]


def clear() -> None:
    """Take all attribute filters away; for callbacks."""
    st.session_state["where"] = []


def clear_all() -> None:
    """Take away all that is not as a page has it by itself; for callbacks."""
    clear()
    st.session_state.update(BY_ITSELF)


def chosen() -> list[str]:
    """The attribute filters in force, as shown."""
    return list(st.session_state.get("where", []))


def selection(event: Any) -> list[Any]:
    """The customdata of the points a chart event selects."""
    return [p["customdata"] for p in event["selection"]["points"] if "customdata" in p]
