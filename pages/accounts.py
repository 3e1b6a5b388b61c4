"""Accounts: who is behind this number?"""

from dataclasses import replace

import streamlit as st

from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice
from icp_metrics.compare.question import variant_of
from icp_metrics.kpis import Kpi
from icp_metrics.ui import choose, frame, pages, source
from icp_metrics.ui.account import draw_account
from icp_metrics.ui.pages import PageInfo, reroute
from icp_metrics.ui.rows import draw_rows, keep_rows

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
    account = st.query_params.get("account")
    if account:
        with st.container(key="rows_kept"):
            keep_rows(context, _chosen(context)[0])
        draw_account(context, account)
        return
    st.title("Who is behind this number?", anchor=False)
    kpi, variant, group = _chosen(context)
    if kpi.parts:
        _of_parts(kpi)
        return
    asked = replace(context.asked, variant=variant)
    draw_rows(context, source.answer(context.pin, kpi.id, asked)[0], asked, group)


def _chosen(context: frame.Context) -> tuple[Kpi, str | None, str]:
    """The KPI as it is in the variant chosen, that variant, and the group."""
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    with left:
        name = choose.kpi()
    with right:
        group = choose.group()
    kpi = KPIS[name]
    variant = choose.variant(context.view, kpi)
    return kpi.of(variant_of(context.view, kpi, Slice(variant=variant))), variant, group


def _of_parts(kpi: Kpi) -> None:
    """A figure made of others has no rows of its own."""
    st.subheader(f"{kpi.title} is made of other figures: see the rows behind them", anchor=False)
    for part in (KPIS[name] for name in kpi.parts):
        pages.link("accounts", part.title, tip=part.question, kpi=part.title)


if __name__ == "__main__":
    reroute(__file__)
