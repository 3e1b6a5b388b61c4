"""The table of the rows behind a number; a row opens its account."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.compare import Slice
from icp_metrics.compare.listing import Listing, Wanted, listed_rows
from icp_metrics.compare.row import Row
from icp_metrics.ui import back, crm, frame, tables
from icp_metrics.ui.rows.columns import SO_FAR, Columns, shown


def draw_table(
    context: frame.Context,
    row: Row,
    asked: Slice,
    group: str,
    wanted: Wanted,
    listing: Listing,
    of: Columns,
) -> None:
    """The first rows of a listing, and a download of all of them with every column."""
    kpi, view = row.kpi, context.view
    frame_shown = shown(listing, listing.rows, kpi, of, all_columns=False)
    accounts = listing.rows["account_id"].to_list()
    config: dict[str, Any] = tables.columns(frame_shown)
    if SO_FAR in frame_shown.columns:
        config[SO_FAR] = st.column_config.NumberColumn(
            format="%.1f %%", help=f"Of the {of.money} of all, up to this row."
        )
    if crm.known(view):
        addresses = [None if a is None else crm.address(view, a) for a in accounts]
        frame_shown = frame_shown.with_columns(pl.Series("CRM", addresses, pl.String))
        config["CRM"] = st.column_config.LinkColumn(display_text="Open", width="small")
    st.session_state["rows_accounts"] = accounts
    st.dataframe(
        frame_shown,
        hide_index=True,
        height=min(560, 36 * (frame_shown.height + 1) + 2),
        column_config=config,
        placeholder="",
        key="rows",
        on_select=_open,
        selection_mode="single-row",
        alt="The rows behind the number.",
    )
    st.caption("Click a row's box to open its account.")

    def everything() -> pl.DataFrame:
        whole = replace(wanted, sort=listing.sort)
        found = listed_rows(view, kpi.id, asked, group=group, wanted=whole)
        return shown(listing, found, kpi, of, all_columns=True)

    said = [kpi.title, wording.GROUP_WORDS[group], wanted.outcome or "", wanted.find]
    tables.download(everything, " ".join(filter(None, said)), kpi)


def _open() -> None:
    picked = st.session_state["rows"]["selection"]["rows"]
    accounts = st.session_state["rows_accounts"]
    if picked and accounts[picked[0]] is not None:
        back.open_account(accounts[picked[0]])
