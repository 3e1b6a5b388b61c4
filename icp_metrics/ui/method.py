"""How a number is made: definition, rules, SQL, sources. On demand, under every KPI."""

from __future__ import annotations

from textwrap import dedent

import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.compare.family import smallest_gap
from icp_metrics.compare.row import Row
from icp_metrics.ui import frame


def draw_method(context: frame.Context, row: Row) -> None:
    """Definition, how sure it is, and the query as it runs."""
    kpi = row.kpi
    with st.expander("How this number is made"):
        st.write(kpi.definition)
        smallest = smallest_gap(context.view, row)
        confidence = context.view.settings["confidence"]
        matters = wording.difference(smallest, kpi.unit, row.currency).lstrip("+")
        st.markdown(
            f"- Formula: {wording.plain(kpi.formula)}\n"
            f"- Likely range: {confidence:.0%} confidence, by leaving out one of 128 classes of "
            "accounts at a time, so several deals of one account count as one account's.\n"
            f"- Smallest difference that matters: {wording.plain(matters)}.\n"
            f"- p {_small(row.gap.p)}, q {_small(row.q)} (after the other comparisons beside it)."
        )
        for said in wording.left_out(row):
            st.caption(wording.plain(said))
        for source in kpi.sources:
            st.caption(wording.plain(source))
        if kpi.parts:
            made = " and ".join(KPIS[name].title for name in kpi.parts)
            st.write(wording.plain(f"It is made of {made}: see how those are made."))
        else:
            st.code(dedent(kpi.variants[row.variant]).strip(), language="sql")


def _small(number: float | None) -> str:
    if number is None:
        return "unknown"
    return "under 0.001" if number < 0.001 else f"{number:.3f}"
