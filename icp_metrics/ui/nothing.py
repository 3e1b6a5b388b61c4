"""A selection that holds nothing: which filters leave nothing, and one click to clear them."""

from __future__ import annotations

import streamlit as st

from icp_metrics import wording
from icp_metrics.ui import filters


def say_nothing(noun: str, *, key: str) -> None:
    """Say that no `noun` is left and offer what helps."""
    chosen = filters.chosen()
    if not chosen:
        st.info(f"No {noun} in this period: choose a longer one.", icon=":material/filter_alt_off:")
        return
    named = ", ".join(wording.plain(c) for c in chosen)
    left, right = st.columns([4, 1], vertical_alignment="center")
    left.info(f"No {noun} are left by: {named}.", icon=":material/filter_alt_off:")
    right.button("Clear the filters", on_click=filters.clear, key=key)
