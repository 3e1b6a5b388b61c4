"""A KPI as one line of the scorecard: both groups, their quarters, the difference, an answer."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from icp_metrics import wording
from icp_metrics.charts.look import Look
from icp_metrics.charts.sparkline import sparkline
from icp_metrics.compare.row import Group, Row
from icp_metrics.kpis import Kpi
from icp_metrics.ui import pages
from icp_metrics.ui.bases import draw_beneath
from icp_metrics.wording.glossary import meaning, of_kpi

_WIDTHS = [1.7, 1.6, 1.6, 1.3, 1.95, 1.85]
_HEADS = ("", "In ICP", "Outside ICP", "By quarter", "Difference", "Answer")
_COLOURS = {"better": "green", "worse": "red"}
_ICONS = {
    "better": ":material/trending_up:",
    "worse": ":material/trending_down:",
    "equivalent": ":material/drag_handle:",
    "no_clear_difference": ":material/remove:",
    "too_little_data": ":material/hourglass_empty:",
}


def heads() -> None:
    """What stands in the columns of the lines beneath; a narrow screen names each figure itself."""
    with st.container(key="heads"):
        for place, words in zip(st.columns(_WIDTHS), _HEADS, strict=True):
            if words:
                place.caption(words, help=meaning(words) or None)


def card(row: Row, history: Sequence[Row], look: Look) -> None:
    """Draw a total row; `history` are its quarters, for the sparkline."""
    with st.container(border=True, key=f"line_{row.kpi.id}", gap="xxsmall"):
        name, fit, other, quarters, gap, answer = st.columns(_WIDTHS, vertical_alignment="center")
        with name:
            _link(row.kpi, wording.title(row))
        with fit:
            _figure(row, "fit")
        with other:
            _figure(row, "not_fit")
        with quarters:
            alike = [r for r in history if wording.same_horizon(r, row)]
            target = row.extras.get("target", {}).get("value")
            if drawn := sparkline(alike, look, target=target):
                st.html(drawn)
        with gap:
            _difference(row)
        with answer:
            _answer(row)
        if said := wording.target(row):
            st.caption(f":material/flag: {wording.plain(said)}")
        draw_beneath(row)


def bare(kpi: Kpi, title: str, why: str) -> None:
    """A line without figures, and why it has none."""
    with st.container(border=True, key=f"line_{kpi.id}"):
        name, said = st.columns([_WIDTHS[0], sum(_WIDTHS[1:])], vertical_alignment="center")
        with name:
            _link(kpi, title)
        said.caption(f":material/info: {wording.plain(why)}")


def _link(kpi: Kpi, title: str) -> None:
    pages.link("kpi", f"**{wording.plain(title)}**", tip=of_kpi(kpi), kpi=kpi.title)


def _figure(row: Row, name: str) -> None:
    st.metric(wording.GROUP_WORDS[name], wording.brief(wording.figure(row, name)))
    rows_link(row, name, row.groups[name])


def _difference(row: Row) -> None:
    compared, unit = wording.comparison(row), row.kpi.unit
    st.metric("Difference", wording.brief(wording.difference(compared.value, unit, row.currency)))
    around = wording.interval(compared, unit, row.currency, signed=True)
    said = [f"likely {around}"] if around else []
    said += [times] if unit == "money" and (times := wording.times(row)) else []
    said += [_way(row)] if said and wording.spread(row, "fit") is not None else []
    if said:
        st.caption(wording.plain("; ".join(said)))


def _way(row: Row) -> str:
    """The way of counting a difference is of, where the figures are a range over several."""
    return f"counted {row.kpi.differs[row.variant].words}"


def _answer(row: Row) -> None:
    st.badge(
        wording.verdict(row),
        icon=_ICONS[row.verdict],
        color=_COLOURS.get(row.verdict, "gray"),  # type: ignore[arg-type]
        help=wording.verdict_help(row),
    )
    for said in wording.beside_verdict(row):
        st.caption(said)


def rows_link(row: Row, name: str, group: Group) -> None:
    """The count behind a number, as a link to exactly those rows."""
    if group.facts:
        likely = wording.interval(group.estimate, row.kpi.unit, row.currency)
        range_of = f"; likely {likely}" if likely and wording.shown(group.estimate) else ""
        pages.link(
            "accounts",
            wording.counted(group.facts, row.kpi.fact_noun),
            tip=wording.plain(f"The {wording.behind(group, row.kpi)} behind this number{range_of}"),
            kpi=row.kpi.title,
            group=wording.GROUP_WORDS[name],
        )
    elif row.kpi.parts and group.n:
        st.caption(wording.behind(group, row.kpi))
    else:
        st.caption(f"no {row.kpi.fact_noun}")
