"""What is folded into one segment: filtered by its values where they are few, and its rows."""

from __future__ import annotations

import streamlit as st

from icp_metrics import wording
from icp_metrics.compare import Row, Slice
from icp_metrics.compare.listing import PAGE
from icp_metrics.compare.question import OTHER
from icp_metrics.ui import filters, frame, source, tables
from icp_metrics.wording.breakdown import FEW_TO_FILTER

Clicked = tuple[str, str | None, tuple[str, ...]]
"""An attribute, the label clicked, and the values of it that are folded into OTHER."""


def filter_by(*clicked: Clicked) -> None:
    """Filter by labels, by all that are folded into one where that is it; for callbacks.

    Nothing where more than FEW_TO_FILTER are: their address would be too long to send, and a
    filter by the rest of what was clicked would be another answer.
    """
    wanted: list[str] = []
    for name, label, folded in clicked:
        if label == OTHER and len(folded) > FEW_TO_FILTER:
            return
        labels = folded if label == OTHER else (label,)
        wanted += [filters.option(name, value) for value in labels]
    filters.add_all(wanted)


def draw_other(context: frame.Context, kpi: str, asked: Slice, row: Row) -> None:
    """The rows behind what is folded, as many as it counts. `asked`: with what is kept."""
    title = f"{wording.line(row)}: the {wording.behind(row.groups['all'], row.kpi)}"
    with st.expander(title, key="other", bind="query-params") as opened:
        if not opened.open:
            return
        rows = source.rows_of_other(context.pin, kpi, asked)
        shown = tables.facts(rows.head(PAGE), row.kpi)
        tables.show(shown, alt=f"The rows behind {wording.line(row)}.", key="other_rows")
        if rows.height > PAGE:
            st.caption(f"The newest {wording.digits(PAGE)}; the download has all.")
        tables.download(lambda: tables.facts(rows, row.kpi), f"{kpi}-other")
