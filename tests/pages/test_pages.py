"""Every page found in pages/, on an empty store and on the demo company."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View, compare, members
from icp_metrics.compare.headline import headline
from icp_metrics.engine.sql import parse
from icp_metrics.store import Store
from icp_metrics.tables import TABLES
from tests.builders import ICP, crowd, joined, load_rows, new_store

Opened = Callable[..., AppTest]

APP = Path(__file__).parents[2] / "app.py"
PAGES = sorted(path.stem for path in (APP.parent / "pages").glob("*.py"))
WITHOUT_FILTERS = {"data", "guide"}
NORTH = Slice(where=(("region", ("North",)),))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Opens a page of the whole app over a store, with parameters in its address."""

    def run(
        store: Store, page: str, theme: str = "light", **parameters: str | list[str]
    ) -> AppTest:
        monkeypatch.setenv("ICP_METRICS_STORE", str(store.root))
        app = AppTest.from_file(APP, default_timeout=60)
        app.context["theme"] = theme
        app.query_params.update({**parameters, "goto": page})
        app.run()
        assert not app.exception
        return app

    return run


@pytest.fixture
def empty(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def all_text(app: AppTest) -> str:
    """Everything a page says, in one text."""
    kinds = ("title", "subheader", "markdown", "caption", "info", "success", "warning", "error")
    found = [str(e.value) for kind in kinds for e in app.get(kind)]
    return "\n".join([*found, *(str(m.label) for m in app.metric)])


def assert_offers_templates(app: AppTest) -> None:
    """Of each table a CSV, a workbook and a mapping."""
    [choice] = [s for s in app.selectbox if s.label == "Table"]
    assert len(choice.options) == len(TABLES)
    names = {d.label for d in app.get("download_button")}
    assert {f"{choice.value}.{kind}" for kind in ("csv", "xlsx", "yaml")} <= names


def test_there_are_pages_to_test() -> None:
    assert {"scorecard", "kpi", "accounts", "data"} <= set(PAGES)


@pytest.mark.parametrize("page", sorted(set(PAGES) - WITHOUT_FILTERS))
def test_page_on_an_empty_store_offers_two_ways_to_begin_and_the_templates(
    opened: Opened, empty: Store, page: str
) -> None:
    app = opened(empty, page)
    assert [b.label for b in app.button] == ["Load the demo company", "Load your extracts"]
    assert "Nothing is loaded yet" in all_text(app)
    assert_offers_templates(app)
    assert not empty.root.exists()


def test_data_page_on_an_empty_store_takes_files_and_offers_the_templates(
    opened: Opened, empty: Store
) -> None:
    app = opened(empty, "data")
    assert [t.value for t in app.title] == ["Data"]
    assert len(app.get("file_uploader")) == 2
    [preview] = [b for b in app.button if b.label == "Preview"]
    assert preview.disabled
    assert_offers_templates(app)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_page_draws_the_demo_company_with_a_title(
    opened: Opened, demo_store: Store, page: str, theme: str
) -> None:
    app = opened(demo_store, page, theme=theme)
    assert len(app.title) == 1
    assert not app.error


@pytest.mark.parametrize("page", sorted(set(PAGES) - WITHOUT_FILTERS))
def test_page_says_how_fresh_its_data_is_and_pins_its_versions(
    opened: Opened, demo_store: Store, page: str
) -> None:
    app = opened(demo_store, page)
    assert "Data through 30 Sep 2026" in all_text(app)
    current = demo_store.current()
    assert current is not None
    newest = {"data": str(current.number), "settings": str(demo_store.settings().version)}
    pinned = {k: app.query_params[k] for k in ("data", "icp", "settings")}
    assert pinned == {**newest, "icp": "core-icp v1"}


def test_scorecard_shows_the_headline_and_the_numbers_of_compare(
    opened: Opened, demo_store: Store, demo_view: View
) -> None:
    names = [name for name, kpi in KPIS.items() if kpi.headline]
    rows = [compare(demo_view, kpi, Slice())[0] for kpi in names]
    app = opened(demo_store, "scorecard")
    assert [t.value for t in app.title] == [headline(rows).sentence]
    expected = []
    for variant in KPIS["icp_share"].variants:
        share = compare(demo_view, "icp_share", Slice(variant=variant))[0]
        words = share.kpi.differs[variant].words
        expected.append((words, wording.value(share.groups["fit"].estimate.value, "share")))
    for row in rows:
        told = {wording.GROUP_WORDS[g]: wording.figure(row, g) for g in ("fit", "not_fit")}
        told["Difference"] = wording.difference(row.gap.value, row.kpi.unit, row.currency)
        expected += [(label, wording.brief(words)) for label, words in told.items()]
    assert [(m.label, m.value) for m in app.metric] == expected
    assert expected[0][0] == "New pipeline" and expected[6][0] == "In ICP"
    said = [m.value for m in app.markdown if "-badge[" in m.value]
    assert [any(wording.verdict(row) in s for s in said) for row in rows] == [True] * len(rows)
    # The others are asked only when they are opened.
    assert [m.label for m in app.metric].count("In ICP") == len(names)
    told = rows[0].groups["fit"].facts + rows[0].groups["not_fit"].facts
    assert f"{told:,} of {rows[0].groups['all'].facts:,} closed deals" in all_text(app)


def test_kpi_page_says_the_sentence_of_its_row_and_counts_every_group(
    opened: Opened, demo_store: Store, demo_view: View
) -> None:
    row = compare(demo_view, "deal_size", NORTH)[0]
    app = opened(demo_store, "kpi", kpi="Deal size", where="Region: North")
    assert [t.value for t in app.title] == [wording.plain(wording.sentence(row))]
    links = [p.label for p in app.get("page_link")]
    for group in ("fit", "not_fit", "unknown", "all"):
        assert wording.GROUP_WORDS[group] in all_text(app)
        assert f"{row.groups[group].facts:,} won deals" in links
    [table] = [t for t in app.dataframe if "Segment" in t.value.columns]
    regions = table.value.set_index("Segment")
    assert regions.loc["North", "In ICP: won deals"] == row.groups["fit"].facts


@pytest.mark.parametrize("words", ["In ICP", "Outside ICP", "Can't tell", "All"])
def test_accounts_page_holds_exactly_the_rows_behind_the_number(
    opened: Opened, demo_store: Store, demo_view: View, words: str
) -> None:
    group = {w: name for name, w in wording.GROUP_WORDS.items()}[words]
    behind = members(demo_view, "win_rate", NORTH, group=group)
    app = opened(demo_store, "accounts", group=words, where="Region: North")
    assert len(app.dataframe[0].value) == behind.height > 0
    shown = app.dataframe[0].value["ICP"]
    if group != "all":
        assert set(shown) == {words}
    assert f"{behind.height:,} deals" in all_text(app)


def test_accounts_page_shows_one_account_with_its_criteria_and_deals(
    opened: Opened, demo_store: Store, demo_view: View
) -> None:
    first = members(demo_view, "win_rate", NORTH, group="fit").row(0, named=True)
    app = opened(demo_store, "accounts", account=first["account_id"])
    assert [t.value for t in app.title] == [wording.plain(first["account_name"])]
    assert demo_view.profile is not None
    criteria = list(app.dataframe[0].value["Criterion"])
    assert criteria == [c.sentence for c in demo_view.profile.criteria]
    assert any(first["fact_id"] in table.value.to_string() for table in app.dataframe)


def test_data_page_lists_what_is_loaded_and_every_load(
    opened: Opened, demo_store: Store, demo_view: View
) -> None:
    app = opened(demo_store, "data")
    frames = [table.value for table in app.dataframe]
    [tables] = [f for f in frames if "Data through" in f.columns]
    [by_source] = [f for f in frames if "Source" in f.columns]
    [history] = [f for f in frames if "In force" in f.columns]
    current = demo_store.current()
    assert current is not None
    rows = {table: current.rows[table] for table in TABLES if current.rows[table]}
    assert dict(zip(tables["Table"], tables["Rows"], strict=True)) == rows
    matched = dict(zip(tables["Table"], tables["Matched to an account"], strict=True))
    assert 0 < int(matched["opportunities"].replace(",", "")) <= rows["opportunities"]
    assert list(history["Load"]) == list(range(current.number, 0, -1))
    assert history["In force"].all()
    paid = demo_view.engine.run(parse("SELECT COUNT(*) AS n FROM mrr_spans WHERE ended_on IS NULL"))
    assert by_source["Accounts"].sum() == paid["n"][0]


@pytest.mark.parametrize("page", ["scorecard", "kpi"])
def test_number_of_too_few_accounts_is_hidden_with_its_difference(
    opened: Opened, tmp_path: Path, page: str
) -> None:
    store = new_store(tmp_path, ICP)
    # 8 accounts are under the smallest number (10); 5 of 8 won is 62.5 %.
    few = crowd("fit", 8, 5, closed_on="2025-06-30", industry="software")
    many = crowd("not", 60, 15, closed_on="2025-06-30", industry="retail")
    load_rows(store, **joined(few, many))
    app = opened(store, page)
    text = "\n".join([all_text(app), *(str(m.value) for m in app.metric)])
    assert "too early" in text.lower()
    # Neither the number, nor the difference to 25 %, from which it could be told.
    assert "62.5%" not in text.replace("\\", "")
    assert "37.5 pp" not in text.replace("\\", "")
