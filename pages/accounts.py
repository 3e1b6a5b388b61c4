"""Accounts: who is behind this number?"""

from dataclasses import replace

import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.kpis import Kpi
from icp_metrics.ui import account, choose, frame, nothing, pages, source, tables
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
    variant = choose.variant(context.view, KPIS[name])
    asked = replace(context.asked, variant=variant)
    row = source.answer(context.pin, name, asked)[0]
    kpi = row.kpi
    if kpi.parts:
        _of_parts(kpi)
        return
    found = source.rows_behind(context.pin, name, asked, group)
    when = "at the end of the data" if kpi.window == "now" else wording.dates(row.period)
    st.subheader(
        f"{wording.counted(found.height, kpi.fact_noun)} behind "
        f"{wording.inline(wording.title(row))}, {wording.GROUP_WORDS[group]}, {when}",
        anchor=False,
    )
    if found.is_empty():
        nothing.say_nothing(kpi.fact_noun, key="clear_accounts")
        return
    account.draw_rows(tables.facts(found, kpi), name, group)


def _of_parts(kpi: Kpi) -> None:
    """A figure made of others has no rows of its own."""
    st.subheader(f"{kpi.title} is made of other figures: see the rows behind them", anchor=False)
    for part in (KPIS[name] for name in kpi.parts):
        pages.link("accounts", part.title, tip=part.question, kpi=part.title)


if __name__ == "__main__":
    reroute(__file__)
