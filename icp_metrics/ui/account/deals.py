"""The deals of an account, with its fit when each began."""

from __future__ import annotations

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.compare.accounts import AccountCard
from icp_metrics.compare.as_sold import SOLD, deals_as_sold
from icp_metrics.ui import tables
from icp_metrics.ui.account.readable import readable

_FIRST = ("name", "status", SOLD, "amount", "currency", "created_on", "closed_on", "type", "owner")
_LAST = ("opportunity_id",)
_HIDDEN = ("bucket", "account_id", "is_new_business", "new_business_by")


def draw_deals(card: AccountCard) -> None:
    """The newest first; nothing without one."""
    if not card.deals.height:
        return
    st.markdown(f"**{wording.counted(card.deals.height, 'deals').capitalize()}**")
    deals = deals_as_sold(card)
    filled = [c for c in deals.columns if not deals[c].is_null().all() and c not in _HIDDEN]
    first = [c for c in _FIRST if c in filled]
    rest = [c for c in filled if c not in (*first, *_LAST)]
    shown = readable(deals.select(*first, *rest, *_LAST))
    if SOLD in shown.columns:
        words = pl.col(SOLD).replace(wording.GROUP_WORDS)
        shown = shown.with_columns(words).rename({SOLD: "ICP when created"})
    tables.show(
        shown.rename({c: wording.attribute(c) for c in shown.columns if c != "ICP when created"}),
        alt="Its deals, with its fit when each was created",
    )
