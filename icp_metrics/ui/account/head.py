"""Who an account is and how it fits now, with its record in the CRM."""

from __future__ import annotations

import streamlit as st

from icp_metrics import wording
from icp_metrics.compare.accounts import AccountCard
from icp_metrics.ui import crm, frame
from icp_metrics.wording.account import sold_and_now


def draw_head(context: frame.Context, card: AccountCard) -> None:
    """Its name, what it goes by, and the fit with its reason."""
    row = card.account
    account_id = str(row["account_id"])
    st.title(wording.plain(row["name"]), anchor=False)
    goes_by = [row.get("domain"), account_id]
    said = [str(v) for v in goes_by if v and v != row["name"]]
    said += [f"owned by {row['owner']}"] if row.get("owner") else []
    if said:
        st.caption(wording.plain(" · ".join(said)))
    if crm.known(context.view) and card.spans.height:
        there = crm.address(context.view, account_id)
        st.link_button("Open in the CRM", there, icon=":material/open_in_new:")
    if not card.spans.height:
        st.info(
            "A customer of billing that belongs to no account of the CRM: load account_keys to "
            "say whose it is.",
            icon=":material/link_off:",
        )
        return
    now = card.spans.row(0, named=True)
    if now.get("fit") is None:
        return
    score = "" if now["score"] is None else f", score {wording.digits(now['score'])}"
    tier = f", tier {now['tier']}" if now["tier"] else ""
    fit = wording.GROUP_WORDS[now["fit"]]
    st.subheader(wording.plain(f"{fit}{score}{tier}: {now['reason']}"), anchor=False)
    if words := sold_and_now(card):
        st.markdown(wording.plain(words))
