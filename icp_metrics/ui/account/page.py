"""The page of one account, section by section."""

from __future__ import annotations

import streamlit as st

from icp_metrics import wording
from icp_metrics.compare.accounts import account
from icp_metrics.errors import SliceError
from icp_metrics.ui import frame, voice
from icp_metrics.ui.account.attributes import draw_attributes
from icp_metrics.ui.account.deals import draw_deals
from icp_metrics.ui.account.head import draw_head
from icp_metrics.ui.account.score import draw_score
from icp_metrics.ui.account.spans import draw_spans
from icp_metrics.ui.account.story import draw_story
from icp_metrics.ui.account.timeline import draw_timeline
from icp_metrics.ui.back import draw_back
from icp_metrics.wording.account import unknown_of


def draw_account(context: frame.Context, account_id: str) -> None:
    """One account, or that there is none of this id. What is not known is said in one line."""
    draw_back()
    try:
        card = account(context.view, account_id)
    except SliceError as error:
        st.title("There is no such account", anchor=False)
        st.info(
            wording.plain(
                f"{error.message} It may have been merged into another, or left out by a later "
                "data update."
            ),
            icon=":material/link_off:",
        )
        return
    draw_head(context, card)
    draw_story(card)
    draw_score(context, card)
    draw_deals(card)
    voice.draw_voice(card)
    draw_timeline(card)
    if said := unknown_of(card):
        st.caption(wording.plain(said))
    draw_spans(card)
    draw_attributes(card)
