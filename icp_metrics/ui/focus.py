"""Focus: how much of pipeline, work, revenue, churn and spend is in ICP, and since when."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.compare.row import Row
from icp_metrics.errors import SliceError
from icp_metrics.ui import drill, frame, pages, source
from icp_metrics.wording.glossary import of_kpi

_KPI = KPIS["icp_share"]


def draw_focus(context: frame.Context) -> None:
    """The share of the ICP in each, its change, and how much cannot be told."""
    rows = [row for variant in _KPI.variants if (row := _row(context, variant)) is not None]
    if not rows:
        return
    said, link = st.columns([5, 1.3], vertical_alignment="center")
    said.markdown(
        "**Focus** In ICP of all there is, and since the period before", help=of_kpi(_KPI)
    )
    with link:
        pages.link("kpi", "By quarter", tip=_KPI.question, kpi=_KPI.title, variant="", by="")
    with st.container(key="focus"):
        for place, row in zip(st.columns(len(rows)), rows, strict=True):
            with place:
                _share(context, row)


def _row(context: frame.Context, variant: str) -> Row | None:
    try:
        row = source.figures(context.pin, _KPI.id, replace(context.asked, variant=variant))[0]
    except SliceError:
        return None
    return row if wording.shown(row.groups["fit"].estimate) else None


def _share(context: frame.Context, row: Row) -> None:
    share, missing = (row.groups[g].estimate for g in ("fit", "unknown"))
    change = None if row.change is None else row.change.fit.value
    likely = wording.interval(share, "share")
    st.metric(
        row.kpi.differs[row.variant].words,
        wording.value(share.value, "share"),
        delta=None if change is None else wording.difference(change, "share"),
        delta_color="off",
        delta_arrow="off",
        help=wording.plain(f"Likely {likely}." if likely else "All of it."),
    )
    st.caption(wording.plain(f"can't tell {wording.value(missing.value, 'share')}"))
    pages.link(
        "accounts",
        wording.counted(row.groups["fit"].facts, row.kpi.fact_noun),
        tip="Those in ICP.",
        kpi=_KPI.title,
        group=wording.GROUP_WORDS["fit"],
        variant=drill.way(context.view, _KPI.id, row.variant),
    )
