"""A KPI as one line of the scorecard: both groups, the difference, an answer."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from icp_metrics import wording
from icp_metrics.compare.row import Group, Row
from icp_metrics.ui import pages
from icp_metrics.ui.bases import draw_beneath

_WIDTHS = [2.2, 1.7, 1.7, 1.9, 1.8]
_COLOURS = {"better": "green", "worse": "red"}
_ICONS = {
    "better": ":material/trending_up:",
    "worse": ":material/trending_down:",
    "equivalent": ":material/drag_handle:",
    "no_clear_difference": ":material/remove:",
    "too_little_data": ":material/hourglass_empty:",
}


def card(row: Row, history: Sequence[Row]) -> None:
    """Draw a total row; `history` are its quarters, for the sparklines."""
    kpi = row.kpi
    with st.container(border=True):
        head, fit, other, gap, answer = st.columns(_WIDTHS)
        with head:
            st.subheader(wording.title(row), anchor=False)
            pages.link("kpi", "Where and since when", tip=kpi.question, kpi=kpi.title)
        with fit:
            _figure(row, "fit", history)
        with other:
            _figure(row, "not_fit", history)
        with gap:
            _difference(row)
        with answer:
            st.badge(
                wording.verdict(row),
                icon=_ICONS[row.verdict],
                color=_COLOURS.get(row.verdict, "gray"),  # type: ignore[arg-type]
                help=wording.verdict_help(row),
            )
            for said in wording.beside_verdict(row):
                st.caption(said)
        draw_beneath(row)


def bare(title: str, why: str) -> None:
    """A card without figures, and why it has none."""
    with st.container(border=True):
        head, said = st.columns([_WIDTHS[0], sum(_WIDTHS[1:])], vertical_alignment="center")
        head.subheader(title, anchor=False)
        said.caption(f":material/info: {wording.plain(why)}")


def _figure(row: Row, name: str, history: Sequence[Row]) -> None:
    group, kpi = row.groups[name], row.kpi
    alike = [r for r in history if r.period.complete and wording.same_horizon(r, row)]
    complete = [r.groups[name].estimate for r in alike]
    line = [e.value for e in complete if e.value is not None and wording.shown(e)]
    likely = wording.interval(group.estimate, kpi.unit, row.currency) or "unknown"
    st.metric(
        wording.GROUP_WORDS[name],
        wording.brief(wording.figure(row, name)),
        chart_data=line if len(line) > 1 else None,
        help=wording.plain(f"Likely {likely}. The line shows complete quarters."),
    )
    rows_link(row, name, group)


def _difference(row: Row) -> None:
    compared, unit = wording.comparison(row), row.kpi.unit
    st.metric(
        "Difference",
        wording.brief(wording.difference(compared.value, unit, row.currency)),
        help=wording.plain(f"In ICP minus outside ICP{_way(row)}."),
    )
    around = wording.interval(compared, unit, row.currency, signed=True)
    if around:
        st.caption(wording.plain(f"likely {around}"))
    if times := wording.times(row):
        st.caption(wording.plain(times))


def _way(row: Row) -> str:
    """The way of counting a difference is of, where the figures are a range over several."""
    ranged = wording.spread(row, "fit") is not None
    return f", counted {row.kpi.differs[row.variant].words}" if ranged else ""


def rows_link(row: Row, name: str, group: Group) -> None:
    """The count behind a number, as a link to exactly those rows."""
    if group.facts:
        pages.link(
            "accounts",
            wording.counted(group.facts, row.kpi.fact_noun),
            tip=f"The {wording.behind(group, row.kpi)} behind this number",
            kpi=row.kpi.title,
            group=wording.GROUP_WORDS[name],
        )
    elif row.kpi.parts and group.n:
        st.caption(wording.behind(group, row.kpi))
    else:
        st.caption(f"no {row.kpi.fact_noun}")
