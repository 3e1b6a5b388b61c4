"""The way back from an account: to the page one came from, as it was.

It stands in the address of the account: a reload or a pasted link goes back there too.
"""

from __future__ import annotations

from urllib.parse import parse_qs

import streamlit as st

from icp_metrics.address import VERSIONS
from icp_metrics.ui import pages
from icp_metrics.ui.leading import OF_ACCOUNT

_KEPT = (*OF_ACCOUNT, *VERSIONS)


def open_account(account_id: str) -> None:
    """Open an account of the rows that are shown; for callbacks."""
    st.query_params["account"] = account_id


def draw_back() -> None:
    """To the page one came from; without one, to the rows, as they are in the address."""
    page, _, query = st.query_params.get("back", "").partition("?")
    known = st.session_state["pages"]
    if page not in known or page == pages.here():
        st.button("Back to the rows", icon=":material/arrow_back:", on_click=_to_rows)
        return
    then = {k: v for k, v in parse_qs(query).items() if k not in _KEPT}
    now = {k: st.query_params[k] for k in VERSIONS if k in st.query_params}
    st.page_link(
        known[page],
        label=f"Back to {known[page].title}",
        icon=":material/arrow_back:",
        help="As it was.",
        query_params={**now, **then},
    )


def _to_rows() -> None:
    for key in ("account", "back"):
        if key in st.query_params:
            del st.query_params[key]
