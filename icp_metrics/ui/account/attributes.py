"""All that is known of an account itself."""

from __future__ import annotations

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.compare.accounts import AccountCard
from icp_metrics.ui import tables
from icp_metrics.ui.account.readable import text


def draw_attributes(card: AccountCard) -> None:
    """An attribute a line."""
    st.markdown("**Who it is**")
    known = {wording.attribute(k): text(v) for k, v in card.account.items() if k != "bucket"}
    tables.show(
        pl.DataFrame({"Attribute": list(known), "Value": list(known.values())}),
        alt="What is known of the account",
    )
