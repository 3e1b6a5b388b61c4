"""Search: one box in the sidebar that finds an account and opens its page."""

from __future__ import annotations

import streamlit as st

from icp_metrics import wording
from icp_metrics.compare.find import MOST
from icp_metrics.ui import pages, source
from icp_metrics.ui.source import Pin

_FEW, _TALL = 6, 240


def draw_search(pin: Pin) -> None:
    """The box, and beneath it a link to each account that was found."""
    words = st.text_input(
        "Find an account",
        key="search",
        bind="query-params",
        placeholder="Name, domain or id",
        max_chars=200,
    )
    if not words.strip():
        return
    hits = source.found(pin, words)
    # Many do not push the filters away.
    with st.container(height=_TALL if len(hits) > _FEW else "content", border=False):
        for hit in hits[:MOST]:
            label = hit.name if hit.domain is None else f"{hit.name} ({hit.domain})"
            tip = wording.plain(f"Open {hit.account_id}")
            pages.link("accounts", wording.plain(label), tip=tip, account=hit.account_id)
    if len(hits) > MOST:
        st.caption(f"The first {MOST}; type more of the name for others.")
    elif not hits:
        st.caption(wording.plain(f"No account has '{words.strip()}' in its name, domain or id."))
