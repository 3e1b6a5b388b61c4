"""The picture of an account over time."""

from __future__ import annotations

import streamlit as st

from icp_metrics import wording
from icp_metrics.charts.story import story
from icp_metrics.charts.story_lines import MOST
from icp_metrics.compare.accounts import AccountCard, moved
from icp_metrics.ui import frame
from icp_metrics.ui.draw import draw
from icp_metrics.wording.movements import movements


def draw_story(card: AccountCard) -> None:
    """MRR, fit, payments and deals on the same days; nothing where nothing happened."""
    chart = story(card, frame.look())
    if chart is None:
        return
    what = ["MRR"] if card.mrr.height else []
    what += ["fit"] if "fit" in card.spans.columns and card.spans.height else []
    what += ["deals"] if card.deals.height else []
    listed = " and ".join([", ".join(what[:-1]), what[-1]] if len(what) > 1 else what)
    st.markdown(f"**{wording.capital(listed)} over time**")
    draw(chart, key="story", alt=_takeaway(card))
    said = []
    if card.mrr.height:
        named = card.mrr["source"].unique(maintain_order=True)
        said.append(f"MRR is taken from {', '.join(wording.SOURCE_WORDS[n] for n in named)}.")
        if (how := moved(card)) is not None:
            said.append(movements(how, card.mrr["currency"][0]))
    if card.deals.height > MOST:
        shown = wording.digits(card.deals.height)
        said.append(f"The newest {MOST} of {shown} deals have a line; all are in the table.")
    for words in said:
        st.caption(wording.plain(words))


def _takeaway(card: AccountCard) -> str:
    said = wording.counted(card.deals.height, "deals")
    if not card.mrr.height:
        return f"{said}; never paid."
    first, last = card.mrr.row(0, named=True), card.mrr.row(-1, named=True)
    now = (
        f"pays {wording.full_money(float(last['mrr']), last['currency'])} a month"
        if last["ended_on"] is None
        else f"stopped paying {wording.day(last['ended_on'])}"
    )
    return f"{said}; paying since {wording.day(first['started_on'])}, {now}."
