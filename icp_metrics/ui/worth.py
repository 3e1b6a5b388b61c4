"""Worth: what a hundred deals in ICP bring, beside a hundred others."""

from __future__ import annotations

import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.errors import SliceError
from icp_metrics.ui import frame, pages, source
from icp_metrics.ui.card import rows_link

_KPI = KPIS["win_yield"]


def draw_worth(context: frame.Context) -> None:
    """One sentence, and a link to where it comes from; nothing where it cannot be said."""
    try:
        row = source.figures(context.pin, _KPI.id, context.asked)[0]
    except SliceError:
        return
    if wording.comparison(row).value is None:
        return
    said, link, rows = st.columns([4.4, 0.95, 0.95], vertical_alignment="center")
    said.markdown(f"**Worth** {wording.hundred(row, _bold)}")
    with link:
        pages.link("kpi", _KPI.title, tip=_KPI.question, kpi=_KPI.title, variant="", by="")
    with rows:
        rows_link(row, "all", row.groups["all"])


def _bold(amount: str) -> str:
    return f"**{wording.plain(amount)}**"
