"""Filters by attributes: one searchable list, that an attribute chosen first makes shorter.

Who knows the value types it; who does not chooses the attribute and reads its values. Attributes
with very many values stand in the list only once they are chosen.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from icp_metrics.address.filters import option
from icp_metrics.ui import source
from icp_metrics.ui.source import Pin

ANY = "any attribute"
_MOST = 1_000
"""Options that are offered at once."""


def draw_where(pin: Pin) -> None:
    """Let the reader choose filters."""
    known = source.filters(pin)
    attribute = st.selectbox(
        "Filter by",
        [ANY, *known],
        key="filter_by",
        help="Makes the list of filters shorter. Choose first an attribute with very many values.",
    )
    offered = _any(known) if attribute not in known else _of(pin, known[attribute][0])
    # What a link or a click on a mark filters by need not be among those offered.
    in_force = st.session_state.get("where", st.query_params.get_all("where"))
    others = [words for words in in_force if words not in offered]
    st.multiselect(
        "Filters",
        [*offered, *others],
        key="where",
        bind="query-params",
        placeholder="All accounts",
        help="Several values of one attribute: any of them. Several attributes: all of them.",
    )


def _any(known: dict[str, tuple[str, list[str]]]) -> list[str]:
    """The values of all attributes, in their order, without those that have the most of them."""
    room, kept = _MOST, set()
    for words, (_, labels) in sorted(known.items(), key=lambda k: len(k[1][1])):
        room -= len(labels) + 1
        if labels and room >= 0:
            kept.add(words)
    return [
        shown
        for words, (name, labels) in known.items()
        if words in kept
        for shown in _options(name, labels)
    ]


def _of(pin: Pin, name: str) -> list[str]:
    return _options(name, source.labels(pin, name))


def _options(name: str, labels: Sequence[str]) -> list[str]:
    return [option(name, label) for label in [*labels, None]]
