"""Accounts: who is behind this number?"""

import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.ui import account, choose, frame, nothing, source, tables
from icp_metrics.ui.pages import PageInfo, reroute

PAGE = PageInfo(
    title="Accounts",
    icon=":material/apartment:",
    help="The rows behind any number, with the same count; and one account with its criteria.",
    order=3,
)


def render() -> None:
    """Draw the page."""
    frame.page(_draw)


def _draw(context: frame.Context) -> None:
    chosen = st.query_params.get("account")
    if chosen:
        account.draw_account(context, chosen)
        return
    st.title("Who is behind this number?", anchor=False)
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    with left:
        name = choose.kpi()
    with right:
        group = choose.group()
    kpi = KPIS[name]
    found = source.rows_behind(context.pin, name, context.asked, group)
    row = source.answer(context.pin, name, context.asked)[0]
    st.subheader(
        f"{wording.counted(found.height, kpi.fact_noun)} behind "
        f"{wording.inline(wording.title(row))}, "
        f"{wording.GROUP_WORDS[group or 'all']}, {wording.dates(row.period)}",
        anchor=False,
    )
    if found.is_empty():
        nothing.say_nothing(kpi.fact_noun, key="clear_accounts")
        return
    account.draw_rows(tables.facts(found, kpi), name, group)


if __name__ == "__main__":
    reroute(__file__)
