"""How many of the rows are in each value of one or two attributes; a click narrows by it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.compare import Slice, View
from icp_metrics.compare.dimensions import available
from icp_metrics.compare.listing import Listing, Wanted
from icp_metrics.compare.question import CROSSED, MISSING
from icp_metrics.compare.row import Row
from icp_metrics.dimensions import Dimension
from icp_metrics.kpis import Kpi
from icp_metrics.ui import filters, frame, source

_MOST = (20, 8)
"""Values shown by themselves, of the first attribute and of the second: the most frequent."""

_ALL, _OTHERS = "All", "All others"
_NO = "–"


@dataclass(frozen=True, eq=False)
class _Axis:
    """An attribute counted by: its values in the order shown, and those that are `_OTHERS`."""

    name: str
    labels: list[str | None]
    folded: set[str | None]

    def place(self, label: str | None) -> str:
        return _OTHERS if label in self.folded else wording.segment(label)


def draw_tally(
    context: frame.Context,
    row: Row,
    asked: Slice,
    group: str,
    wanted: Wanted,
    listing: Listing,
) -> None:
    """The counts add up to the rows."""
    first, second = choose_attributes(context.view, row.kpi)
    if first is None:
        return
    counts = source.tally(
        context.pin,
        row.kpi.id,
        replace(asked, by=second or first, and_by=first if second else None),
        group,
        replace(wanted, sort=None),
    )
    pairs = [
        (*_labels(segment, crossed=second is not None), int(n)) for segment, n in counts.rows()
    ]
    rows = _axis(first, [(a, n) for a, _, n in pairs], _MOST[0])
    across = _axis(second, [(b, n) for _, b, n in pairs], _MOST[1]) if second else None
    shown = _table(pairs, rows, across, wording.attribute(first))
    st.session_state["tally_axes"] = (rows, across)
    # Other counts are another table: where a cell of this one is selected, a click on it says
    # nothing.
    key = f"tally {first} {second} {listing.found}"
    with st.container(key="tally"):
        st.dataframe(
            shown,
            hide_index=True,
            height="content",
            key=key,
            on_select=partial(_narrow, key),
            selection_mode="single-cell",
            alt=f"{wording.counted(listing.found, row.kpi.fact_noun)} by "
            f"{wording.attribute(first)}.",
        )
    st.caption("Click a count to narrow the rows to it.")


def choose_attributes(view: View, kpi: Kpi) -> tuple[str | None, str | None]:
    """Let the reader choose what to count by: one attribute, or two."""
    known = [Dimension(a) for a in available(view, kpi)]
    # In a list a row has several values: its counts would not add up.
    names = {wording.attribute(d.name): d.name for d in known if not d.is_list}
    for key in ("count_by", "then_by"):
        if st.session_state.get(key, _NO) not in (_NO, *names):
            del st.session_state[key]
    left, right = st.columns(2)
    with left:
        one = st.selectbox("Count by", [_NO, *names], key="count_by", bind="query-params")
    first = names.get(one or "")
    if first is None:
        return None, None
    others = [words for words, name in names.items() if name != first]
    with right:
        two = st.selectbox("and by", [_NO, *others], key="then_by", bind="query-params")
    return first, names.get(two or "") if two in others else None


def _labels(segment: str | None, *, crossed: bool) -> tuple[str | None, str | None]:
    if not crossed or segment is None:
        return segment, None
    one, two = (None if s == MISSING else s for s in segment.split(CROSSED, maxsplit=1))
    return one, two


def _axis(name: str, counts: list[tuple[str | None, int]], most: int) -> _Axis:
    total: dict[str | None, int] = {}
    for label, n in counts:
        total[label] = total.get(label, 0) + n
    ranked = sorted(total, key=lambda label: (label is None, -total[label], str(label)))
    kept = ranked if len(ranked) <= most else ranked[: most - 1]
    return _Axis(name, kept, {label for label in ranked if label not in kept})


def _table(
    pairs: list[tuple[str | None, str | None, int]], rows: _Axis, across: _Axis | None, head: str
) -> pl.DataFrame:
    cells: dict[tuple[str, str], int] = {}
    for a, b, n in pairs:
        down = rows.place(a)
        side = [] if across is None else [across.place(b)]
        for key in ((d, s) for d in (down, _ALL) for s in (*side, _ALL)):
            cells[key] = cells.get(key, 0) + n
    downs = [*map(wording.segment, rows.labels), *([_OTHERS] if rows.folded else []), _ALL]
    sides: list[str] = []
    if across is not None:
        sides = [*map(wording.segment, across.labels), *([_OTHERS] if across.folded else [])]
    lines = [{head: d, **{s: cells.get((d, s), 0) for s in (*sides, _ALL)}} for d in downs]
    return pl.DataFrame(lines)


def _narrow(key: str) -> None:
    """Filter by the value of the row that was clicked, and by that of its column."""
    rows, across = st.session_state["tally_axes"]
    picked: list[Any] = st.session_state[key]["selection"]["cells"]
    for place, column in picked:
        if place < len(rows.labels):
            filters.add(rows.name, rows.labels[place])
        named = {} if across is None else {wording.segment(v): v for v in across.labels}
        if column in named:
            filters.add(across.name, named[column])
