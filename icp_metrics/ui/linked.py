"""A short list of rows on a page, each of which opens its account and knows the way back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.ui import tables
from icp_metrics.ui.jump import ask, leave


def draw_linked(shown: pl.DataFrame, accounts: Sequence[str | None], *, key: str, alt: str) -> None:
    """The table; `accounts`: the account of each row, None of one that has no page."""
    tables.show(
        shown,
        height=min(420, 36 * (shown.height + 1) + 2),
        key=key,
        on_select=partial(_open, key, tuple(accounts)),
        selection_mode="single-row",
        alt=wording.plain(alt),
    )
    st.caption("Click a row's box to open its account.")
    leave()


def _open(key: str, accounts: Sequence[str | None]) -> None:
    for place in st.session_state[key]["selection"]["rows"]:
        account_id = accounts[place]
        if account_id is not None:
            ask("accounts", account=account_id)
