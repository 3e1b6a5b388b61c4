"""The difference at like mix, and in each stratum that it is averaged over."""

from __future__ import annotations

from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.compare.row import Row
from icp_metrics.statistics.estimate import Difference
from icp_metrics.ui import filters, frame, tables
from icp_metrics.wording.glossary import meaning


def draw_like(row: Row) -> None:
    """What the difference is at like mix, or why it is not known."""
    left_out = wording.strata_left_out(row)
    for said in (wording.like(row), left_out if row.adjusted is not None else ""):
        if said:
            st.caption(wording.plain(said), help=meaning("At like size and region"))


def draw_strata(context: frame.Context, row: Row) -> None:
    """Each stratum with its accounts and difference, a row of which filters by it; nothing without
    any."""
    told: list[dict[str, Any]] = row.extras.get("strata", [])
    if row.adjusted is None or not told or wording.comparison(row).value is None:
        return
    with st.expander(f"The difference in each stratum of {wording.mix(row.adjusted.by)}"):
        shown = pl.DataFrame([_line(row, stratum) for stratum in told])
        # Bands of its own, which a stratum may have, are no filter.
        own = any(":" in name for name in context.view.settings["strata"])
        filtered = partial(_filter, row.adjusted.by, tuple(tuple(s["labels"]) for s in told))
        tables.show(
            shown,
            alt=f"{wording.counted(len(told), 'strata')} with their accounts and differences.",
            key="strata",
            on_select="ignore" if own else filtered,
            selection_mode="single-row",
        )
        st.caption(
            "Each group's figure in each stratum, averaged with the same weights for both. A "
            "stratum that has accounts of one group alone is not in it; with few accounts it is, "
            "but has no range of its own."
        )


def _filter(names: tuple[str, ...], strata: tuple[tuple[str | None, ...], ...]) -> None:
    """Filter by the stratum that was clicked."""
    for place in st.session_state["strata"]["selection"]["rows"]:
        for name, label in zip(names, strata[place], strict=True):
            filters.add(name, label)


def _line(row: Row, stratum: dict[str, Any]) -> dict[str, str | int]:
    assert row.adjusted is not None
    line: dict[str, str | int] = {
        wording.attribute(name): wording.segment(label)
        for name, label in zip(row.adjusted.by, stratum["labels"], strict=True)
    }
    line |= {f"Accounts {inside}": stratum["n"][g] for g, inside in _GROUPS}
    gap = Difference(**stratum["gap"])
    unit, currency = row.kpi.unit, row.currency
    few = "too few accounts" if stratum["kept"] else "not in it"
    line["Difference"] = few if gap.value is None else wording.difference(gap.value, unit, currency)
    line["Likely range"] = wording.interval(gap, unit, currency, signed=True)
    return line


_GROUPS = (("fit", "in ICP"), ("not_fit", "outside"))
