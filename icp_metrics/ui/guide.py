"""The guide: chapters on reading the numbers, every word, every KPI, and what is read of the data.

All of it is from the declarations and the glossary that the tooltips say too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.kpis import Kpi
from icp_metrics.schema import Table
from icp_metrics.ui import example, pages, source, tables
from icp_metrics.wording.chapters import Chapter
from icp_metrics.wording.glossary import Term


def draw_chapters(chapters: Sequence[Chapter]) -> None:
    """Each in an expander that the address can open, with an example of the reader's own data."""
    if not chapters:
        return
    st.subheader("How to read the numbers", anchor="chapters")
    for chapter in chapters:
        alone = len(chapters) == 1
        with st.expander(
            chapter.title, expanded=alone, key=chapter.name, bind="query-params"
        ) as opened:
            for paragraph in chapter.text:
                st.write(paragraph)
            if opened.open:
                example.draw_example(chapter.name)


def draw_words(terms: Sequence[Term]) -> None:
    """The words of the screen, as the tooltips explain them."""
    if not terms:
        return
    st.subheader("The words on every page", anchor="words")
    for term in terms:
        cited = f" :gray[{term.source}]" if term.source else ""
        st.markdown(f"**{term.word}** {term.meaning}{cited}")


def draw_kpis(kpis: Sequence[Kpi]) -> None:
    """One entry for each; open where it is the only one."""
    if not kpis:
        return
    st.subheader("The KPIs", anchor="kpis")
    for kpi in kpis:
        _kpi(kpi, expanded=len(kpis) == 1)


def _kpi(kpi: Kpi, *, expanded: bool) -> None:
    """What it asks, how it is defined, in which ways it is counted, what it needs."""
    with st.expander(kpi.title, expanded=expanded):
        st.markdown(f"**{wording.plain(kpi.question)}**")
        st.write(kpi.definition)
        for line in _facts(kpi):
            st.markdown(f"- {line}")
        for cited in kpi.sources:
            st.caption(wording.plain(cited))
        if source.store().current() is not None:
            pages.link("kpi", "In our data", tip=kpi.question, kpi=kpi.title, about="")


def draw_tables(found: Sequence[Table]) -> None:
    """What is read of the data: each table with its columns, and the KPIs that need it."""
    if not found:
        return
    st.subheader("What is read of your data", anchor="tables")
    for table in found:
        with st.expander(f"`{table.name}`: {table.area}", expanded=len(found) == 1):
            st.write(table.doc)
            if needed := _needed_by(table):
                st.caption(wording.plain(f"Needed for {', '.join(needed)}."))
            tables.show(_columns(table), alt=f"The columns of {table.name}")


def _needed_by(table: Table) -> Iterable[str]:
    return [k.title for k in KPIS.values() if any(table.name in way.tables for way in k.every())]


def _columns(table: Table) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "Column": column.name,
                "Holds": column.kind.name,
                "Needed": "key" if column.name in table.key else "yes" if column.required else "",
                "What it is": column.doc,
                "Such as": column.example,
            }
            for column in table.columns
        ]
    )


def _facts(kpi: Kpi) -> list[str]:
    said = [f"Formula: {wording.plain(kpi.formula)}"]
    if kpi.better == "neither":
        said.append("It is not judged: it says how things are.")
    else:
        said.append(f"{kpi.better.capitalize()} is better; said as *{kpi.better_word}*.")
        said.append(f"Smallest difference that matters: {wording.plain(_smallest(kpi))}.")
    if len(kpi.variants) > 1:
        ways = "; ".join(kpi.differs[v].words for v in kpi.variants)
        said.append(f"Counted as: {wording.plain(ways)}.")
    needs = " or " if kpi.instead else " and "
    said.append(f"Needs {needs.join(f'`{t}`' for t in kpi.tables)}.")
    return said


def _smallest(kpi: Kpi) -> str:
    if kpi.relative:
        return f"{wording.percent(kpi.smallest_gap, 0)} of the value outside the ICP"
    return wording.difference(kpi.smallest_gap, kpi.unit).lstrip("+")
