"""KPI: how big is the difference, where, and since when?"""

from dataclasses import replace

import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.charts.groups import groups
from icp_metrics.ui import (
    bases,
    beside,
    breakdown,
    choose,
    drill,
    frame,
    history,
    largest,
    method,
    moved,
    pages,
    report,
    selected,
    source,
    strata,
    textbook,
)
from icp_metrics.ui.card import rows_link
from icp_metrics.ui.draw import draw
from icp_metrics.ui.pages import PageInfo, reroute
from icp_metrics.ui.pictures import draw_pictures
from icp_metrics.wording.glossary import meaning, of_kpi

PAGE = PageInfo(
    title="KPI",
    icon=":material/query_stats:",
    help="One figure: both groups with their likely ranges, by quarter, and by any attribute.",
    order=2,
)


def render() -> None:
    """Draw the page."""
    frame.page(_draw)


def _draw(context: frame.Context) -> None:
    name = choose.kpi(label="collapsed")
    variant = choose.variant(context.view, KPIS[name])
    context = replace(context, asked=replace(context.asked, variant=variant))
    row = source.answer(context.pin, name, context.asked)[0]
    selected.titled(wording.title(row))
    st.markdown(f"**{row.kpi.question}**", help=of_kpi(row.kpi))
    st.title(wording.plain(wording.sentence(row)), anchor=False)
    if wording.blocked(row):
        method.draw_method(context, row)
        return
    said, hand_on = st.columns([6, 1], vertical_alignment="center")
    said.caption(f"{wording.when(row)}.")
    with hand_on:
        report.draw_exports(context, [name])
    left, right = st.columns([3, 2], gap="large")
    with left:
        draw(
            groups(row, frame.look()),
            key="groups",
            alt=wording.sentence(row),
            on_select=drill.opens(context.view, row, "groups"),
        )
    with right:
        for group in ("fit", "not_fit", "unknown", "all"):
            words, link = st.columns(2, vertical_alignment="center")
            words.markdown(
                wording.GROUP_WORDS[group], help=meaning(wording.GROUP_WORDS[group]) or None
            )
            with link:
                rows_link(row, group, row.groups[group])
        if said := wording.target(row):
            st.caption(f":material/flag: {wording.plain(said)}")
        for said in wording.beneath(row):
            st.caption(wording.plain(said))
        beside.draw_beside(context, row)
        bases.draw_beneath(row)
        strata.draw_like(row)
        tip = "Its definition, formula and source, in the guide."
        pages.link("guide", "What does this mean?", tip=tip, about=row.kpi.title)
    # What may be more or less has a place of its own: what follows stays where it is, undrawn.
    with st.container():
        for flag in row.flags:
            st.caption(f":material/info: {wording.plain(wording.flag(flag, row))}")
        largest.draw_largest(row)
        strata.draw_strata(context, row)
    with st.container():
        draw_pictures(context, row)
    if row.kpi.window != "now":
        history.draw_history(context, replace(context.asked, every=None), name)
    breakdown.draw_breakdown(context, name)
    moved.draw_moved(context, row)
    method.draw_method(context, row)
    textbook.draw_textbook(context, row)


if __name__ == "__main__":
    reroute(__file__)
