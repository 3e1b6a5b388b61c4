"""The guide: chapters, words, KPIs and tables, with examples of the reader's own data."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View, compare
from icp_metrics.store import Store
from icp_metrics.tables import TABLES
from icp_metrics.wording.chapters import CHAPTERS
from icp_metrics.wording.glossary import TERMS, meaning
from tests.builders import ICP, crowd, joined, load_rows, new_store
from tests.pages.test_pages import Opened, all_text, opened
from tests.winning import END

__all__ = ["opened"]


def labels(app: AppTest) -> list[str]:
    return [e.label for e in app.expander]


def test_guide_explains_everything_without_any_data(opened: Opened, tmp_path: Path) -> None:
    app = opened(Store(tmp_path / "store"), "guide")
    tables = [f"`{t.name}`: {t.area}" for t in TABLES.values()]
    titles = [k.title for k in KPIS.values()]
    assert labels(app) == [*(c.title for c in CHAPTERS), *titles, *tables]
    text = all_text(app)
    for kpi in KPIS.values():
        assert kpi.definition in text
    for term in TERMS.values():
        assert f"**{term.word}** {term.meaning}" in text
    columns = [set(t.value["Column"]) for t in app.dataframe]
    assert columns == [{c.name for c in t.columns} for t in TABLES.values()]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("promoters", ["NPS"]),
        ("deal SIZE", ["Deal size"]),
        ("why a difference is not a cause", ["Why a difference is not a cause"]),
        ("fx_rates", ["`fx_rates`: billing"]),
    ],
)
def test_guide_finds_what_speaks_of_a_word(
    opened: Opened, tmp_path: Path, asked: str, found: list[str]
) -> None:
    app = opened(Store(tmp_path / "store"), "guide", about=asked)
    assert set(found) <= set(labels(app))
    assert len(labels(app)) < 5


def test_entry_that_is_the_only_one_is_open(opened: Opened, tmp_path: Path) -> None:
    for asked in ("win rate", "as sold means", "fx_rates"):
        app = opened(Store(tmp_path / "store"), "guide", about=asked)
        [entry] = [e for e in app.expander if asked in e.label.lower()]
        assert entry.proto.expanded


def test_guide_says_that_nothing_speaks_of_a_word(opened: Opened, tmp_path: Path) -> None:
    app = opened(Store(tmp_path / "store"), "guide", about="zzz")
    assert labels(app) == []
    assert "Nothing here speaks of that" in all_text(app)


def test_chapter_opened_by_the_address_has_an_example_of_the_readers_own_data(
    opened: Opened, demo_store: Store, demo_view: View
) -> None:
    row = compare(demo_view, "win_rate", Slice())[0]
    closed = opened(demo_store, "guide")
    assert "In our data" not in all_text(closed)
    app = opened(demo_store, "guide", likely_range="true", like_mix="true")
    text = all_text(app)
    assert wording.plain(wording.sentence(row)) in text
    assert wording.plain(wording.like(row)) in text
    assert len(app.get("plotly_chart")) == 1


def test_example_of_too_early_is_a_figure_that_is_too_early(opened: Opened, tmp_path: Path) -> None:
    store = new_store(tmp_path, ICP)
    rows = joined(crowd("f", 20, 6, industry="software"), crowd("n", 20, 5, industry="retail"))
    load_rows(store, **rows, **END)
    app = opened(store, "guide", too_early="true")
    assert "Too early: about" in wording_of(app)
    none = opened(store, "guide", like_mix="true")
    assert "In our data" not in all_text(none)


def wording_of(app: AppTest) -> str:
    return all_text(app).replace("\\", "").replace("\u200b", "")


def test_page_of_a_kpi_leads_to_its_entry(opened: Opened, demo_store: Store) -> None:
    app = opened(demo_store, "kpi", kpi="NPS")
    [link] = [p for p in app.get("page_link") if p.label == "What does this mean?"]
    assert "about=NPS" in link.proto.query_string


def test_tooltips_say_what_the_guide_says(opened: Opened, demo_store: Store) -> None:
    app = opened(demo_store, "scorecard")
    heads = {c.value: c.proto.help for c in app.caption if c.proto.help}
    words = ("In ICP", "Outside ICP", "Difference", "Answer")
    assert {w: heads[w] for w in words} == {w: meaning(w) for w in words}
    assert all(meaning(w).startswith(TERMS[w].meaning) for w in TERMS)


def test_every_answer_that_needs_it_has_an_entry() -> None:
    answers = ("Same in practice", "No clear difference", "Too early", "A projection")
    assert [w for w in (*answers, *wording.GROUP_WORDS.values()) if w not in TERMS] == ["All"]
