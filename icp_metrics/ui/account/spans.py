"""What an account was, and how it was judged, from when to when."""

from __future__ import annotations

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.compare.accounts import AccountCard
from icp_metrics.derived.account_spans import EVER_AFTER, EVER_BEFORE
from icp_metrics.ui import tables
from icp_metrics.ui.account.readable import readable

_HIDDEN = ("span_id", "account_id", "known_from", "filled_later", "bucket")
_FIRST = ("valid_from", "valid_to", "fit", "score", "reason")
_WORDS = {"fit": "ICP", "reason": "Why"}


def draw_spans(card: AccountCard) -> None:
    """A line per span, the newest first; nothing of one without."""
    if not card.spans.height:
        return
    st.markdown("**What it was**")
    ever, after = (day.split("'")[1] for day in (EVER_BEFORE, EVER_AFTER))
    spans = card.spans
    first = [c for c in _FIRST if c in spans.columns]
    rest = [c for c in spans.columns if c not in (*_HIDDEN, *first)]
    shown = readable(spans.select(*first, *rest)).with_columns(
        pl.col("valid_from", "valid_to")
        .cast(pl.String)
        .replace({ever: "as far back as known", after: "today"})
    )
    if "fit" in shown.columns:
        shown = shown.with_columns(pl.col("fit").replace(wording.GROUP_WORDS))
    tables.show(
        shown.rename({c: _WORDS.get(c, wording.attribute(c)) for c in shown.columns}),
        alt="What it was, and from when to when",
    )
