"""Worth: what a hundred deals in ICP bring, beside a hundred others."""

from __future__ import annotations

import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.compare.row import Row
from icp_metrics.errors import SliceError
from icp_metrics.ui import frame, pages, source

_KPI = KPIS["win_yield"]


def draw_worth(context: frame.Context) -> None:
    """One sentence, and a link to where it comes from; nothing where it cannot be said."""
    try:
        row = source.answer(context.pin, _KPI.id, context.asked)[0]
    except SliceError:
        return
    if wording.comparison(row).value is None:
        return
    said, link = st.columns([5, 1.3], vertical_alignment="center")
    said.markdown(f"**Worth** {sentence(row)}")
    with link:
        pages.link("kpi", _KPI.title, tip=_KPI.question, kpi=_KPI.title, variant="", by="")


def sentence(row: Row) -> str:
    """`100 ICP deals bring $956k new ARR, 100 others $480k (2.0x, likely 1.5x to 2.7x).`"""
    fit, other = (row.groups[g].estimate.value for g in ("fit", "not_fit"))
    assert fit is not None and other is not None
    bring = [wording.plain(wording.money(100 * v, row.currency)) for v in (fit, other)]
    times = wording.times(row)
    # plain() takes white space from the ends.
    likely = f" {wording.plain('(' + times.replace(' (', ', likely '))}" if times else ""
    return f"100 closed ICP deals bring **{bring[0]}** new ARR, 100 others **{bring[1]}**{likely}."
