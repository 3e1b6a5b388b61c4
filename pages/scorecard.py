"""Scorecard: is our ICP working?"""

from dataclasses import replace

import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.charts.coverage import coverage
from icp_metrics.compare import Row, periods
from icp_metrics.compare.headline import headline
from icp_metrics.ui import frame, nothing, source
from icp_metrics.ui.card import card
from icp_metrics.ui.draw import draw
from icp_metrics.ui.pages import PageInfo, reroute

PAGE = PageInfo(
    title="Scorecard",
    icon=":material/target:",
    help="Is our ICP working? The answer, the figures behind it, and how much can be judged.",
    order=1,
)


def render() -> None:
    """Draw the page."""
    frame.page(_draw)


def _draw(context: frame.Context) -> None:
    rows = [source.answer(context.pin, name, context.asked)[0] for name in KPIS]
    answer = headline(rows)
    st.markdown("**Is our ICP working?**")
    st.title(answer.sentence, anchor=False)
    period = rows[0].period
    st.caption(f"Deals closed {wording.compared(rows[0])}.")
    history = replace(context.asked, starts=periods.add_months(period.ends, -24), every="quarter")
    for row in rows:
        card(row, source.answer(context.pin, row.kpi.id, history))
    _coverage(rows[0])
    st.caption(
        "A difference is not a cause: accounts were not drawn at random, and sales works ICP "
        "accounts harder."
    )


def _coverage(row: Row) -> None:
    told = row.groups["fit"].facts + row.groups["not_fit"].facts
    total = row.groups["all"].facts
    st.subheader("How much can be judged", anchor=False)
    if not total:
        nothing.say_nothing("closed deals", key="clear_scorecard")
        return
    takeaway = (
        f"For {told:,} of {total:,} closed deals ({told / total:.0%}) it can be told whether the "
        "account fits; the others lack data and are never counted as outside."
    )
    st.write(takeaway)
    draw(coverage(row, frame.look()), key="coverage", alt=takeaway)


if __name__ == "__main__":
    reroute(__file__)
