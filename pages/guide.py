"""Guide: what does each number mean?"""

from collections.abc import Callable, Iterable
from typing import TypeVar

import streamlit as st

from icp_metrics.catalog import KPIS
from icp_metrics.tables import TABLES
from icp_metrics.ui import guide, tour
from icp_metrics.ui.pages import PageInfo, reroute
from icp_metrics.wording.chapters import CHAPTERS
from icp_metrics.wording.glossary import TERMS

PAGE = PageInfo(
    title="Guide",
    icon=":material/menu_book:",
    help="What does each number mean? Every KPI with its definition, formula and source.",
    order=6,
)

Entry = TypeVar("Entry")


def render() -> None:
    """Draw the page."""
    st.title("What does each number mean?", anchor=False)
    tour.draw_tour(again=True)
    asked = st.text_input(
        "Find",
        key="about",
        bind="query-params",
        placeholder="a KPI, a word, a column",
        help="In the chapters, the words, the KPIs and the tables; it stands in the address.",
    )
    text = asked.strip().lower()
    kpis = _found(KPIS.values(), text, lambda k: k.title, lambda k: f"{k.question} {k.definition}")
    terms = _found(TERMS.values(), text, lambda t: t.word, lambda t: t.meaning)
    chapters = _found(CHAPTERS, text, lambda c: c.title, lambda c: " ".join(c.text))
    tables = _found(
        TABLES.values(),
        text,
        lambda t: t.name,
        lambda t: " ".join([t.doc, *(f"{c.name} {c.doc}" for c in t.columns)]),
    )
    if not (kpis or terms or chapters or tables):
        st.caption("Nothing here speaks of that: try one word, as it stands on a page.")
    guide.draw_chapters(chapters)
    guide.draw_words(terms)
    guide.draw_kpis(kpis)
    guide.draw_tables(tables)


def _found(
    entries: Iterable[Entry],
    text: str,
    title: Callable[[Entry], str],
    rest: Callable[[Entry], str],
) -> list[Entry]:
    """The entry of that title alone; else all that speak of it."""
    entries = list(entries)
    exact = [e for e in entries if title(e).lower() == text]
    return exact or [e for e in entries if text in f"{title(e)} {rest(e)}".lower()]


if __name__ == "__main__":
    reroute(__file__)
