"""The cohort triangle, in a fragment of its own: choosing a group redraws nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import cast

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.charts.cohort import Of, triangle
from icp_metrics.compare import Period, periods
from icp_metrics.compare.cohorts import KPI
from icp_metrics.compare.row import Row
from icp_metrics.ui import choose, frame, source, tables
from icp_metrics.ui.draw import draw
from icp_metrics.ui.linked import draw_linked
from icp_metrics.ui.told import guarded

_OF = {"Accounts": "accounts_share", "Revenue": "revenue_share"}
_MOST = 16
"""The newest cohorts are shown."""


@st.fragment
@guarded
def draw_cohorts(context: frame.Context, row: Row) -> None:
    """Who began to pay in a quarter, and the share of accounts, or of MRR, left later."""
    st.subheader("By the quarter they began", anchor=False)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        groups = {words: name for name, words in wording.GROUP_WORDS.items()}
        words = st.segmented_control(
            "Cohorts of",
            list(groups),
            default=wording.GROUP_WORDS["fit"],
            required=True,
            key="cohort_group",
            bind="query-params",
        )
    with right:
        what = st.segmented_control(
            "Share of",
            list(_OF),
            default="Accounts",
            required=True,
            key="cohort_of",
            bind="query-params",
        )
    group, of = groups.get(words or "", "fit"), cast("Of", _OF.get(what or "", "accounts_share"))
    with st.skeleton(height=400):
        cells = source.cohorts(context.pin, replace(context.asked, every=None), group)
    if cells.is_empty() or cells[of].drop_nulls().is_empty():
        st.info("No customers in this selection.", icon=":material/filter_alt_off:")
        return
    newest = cells["cohort"].unique().sort().to_list()[-_MOST:]
    cells = cells.filter(pl.col("cohort").is_in(newest))
    fiscal: int = context.view.settings["fiscal_year_start"]
    labels = [_label(first, fiscal) for first in newest]
    least = context.view.settings["min_n"][0]
    draw(
        triangle(cells, labels, frame.look(), group=group, of=of, least=least),
        key="cohorts",
        alt=_takeaway(cells, labels, of, wording.GROUP_WORDS[group]),
    )
    counted = {
        "accounts_share": "Of the accounts that began in a quarter, how many in 100 still pay.",
        "revenue_share": (
            "MRR of the accounts that began in a quarter, for 100 of their first MRR: growth takes "
            "it above 100."
        ),
    }
    st.caption(
        f"{counted[of]} All customers since the data begins, whatever the period. Blank: not all "
        "of the cohort have been followed that long yet."
    )
    _began(context, dict(zip(labels, newest, strict=True)), group)


def _began(context: frame.Context, cohorts: dict[str, date], group: str) -> None:
    """The customers of one cohort."""
    label = choose.among("Customers who began in", list(cohorts), key="began_in", what="a quarter")
    if label is None:
        return
    asked = replace(context.asked, every=None)
    rows = source.began_in(context.pin, asked, cohorts[label], group)
    shown = tables.facts(rows, KPIS[KPI])
    accounts = rows["account_id"].to_list()
    draw_linked(shown, accounts, key="began_rows", alt=f"The customers who began in {label}")


def _label(first: date, fiscal: int) -> str:
    return periods.label(Period(first, periods.add_months(first, 3)), fiscal)


def _takeaway(cells: pl.DataFrame, labels: list[str], of: Of, group: str) -> str:
    """The oldest cohort's last known share."""
    oldest = cells.filter(pl.col("cohort") == cells["cohort"][0])
    share, quarters = float(oldest[of][-1]), int(oldest["quarters"][-1])
    noun = "accounts pay" if of == "accounts_share" else "MRR is left"
    return (
        f"{group}, cohorts by quarter: of those who began in {labels[0]}, "
        f"{wording.percent(share, 0)} of {noun} {quarters} quarters on."
    )
