"""What moved, on the page of a KPI and on the scorecard."""

from __future__ import annotations

from pathlib import Path

import pytest

from icp_metrics.store import Store
from tests.builders import ICP, account, crowd, deal, joined, load_rows, new_store
from tests.pages.test_pages import Opened, all_text, opened

__all__ = ["opened"]

BASE = joined(
    crowd("a", 40, 20, industry="software"),
    crowd("b", 40, 10, industry="retail"),
)
PAGE = {"kpi": "Win rate", "period": "2025", "moved": "true"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A first load, and a second with one new deal and one that was lost instead of won."""
    store = new_store(tmp_path, ICP)
    load_rows(store, **BASE)
    load_rows(
        store,
        accounts=[account("n", industry="software", name="Newcomer")],
        deals=[
            deal("new", "n", "won", "2025-07-01"),
            {**BASE["deals"][0], "status": "lost"},
        ],
    )
    return store


def test_page_of_a_kpi_says_what_moved_it_and_lists_the_rows(opened: Opened, store: Store) -> None:
    app = opened(store, "kpi", **PAGE)
    assert not app.error
    tables = [t.value for t in app.dataframe if "Before" in t.value or "What moved" in t.value]
    figures, rows = tables
    fit = figures[figures["Of"] == "In ICP"].iloc[0]
    # 20 of 40, of which one turns to lost, and one won beside them: 20 of 41.
    assert (fit["Before"], fit["After"], fit["Change"]) == ("50.0%", "48.8%", "-1.2 pp")
    assert (fit["Rows changed"], fit["New rows"]) == ("-2.5 pp", "+1.3 pp")
    assert set(figures["Change"][figures["Of"] == "Outside ICP"]) == {"did not move"}
    assert set(rows["Account"]) == {"Newcomer", "a000"}
    assert set(rows["What differs"]) == {"", "Status: won to lost"}
    assert "1 deal by rows changed, 1 deal by new rows" in all_text(app).replace("\\", "")


def test_what_moved_is_asked_for_only_when_opened(opened: Opened, store: Store) -> None:
    closed = opened(store, "kpi", kpi="Win rate", period="2025")
    assert [t for t in closed.dataframe if "Before" in t.value] == []


def test_scorecard_says_what_moved_the_headline_figures(opened: Opened, store: Store) -> None:
    app = opened(store, "scorecard", period="2025", moved="true")
    assert not app.error
    [table] = [t.value for t in app.dataframe if "Before" in t.value]
    told = table[(table["KPI"] == "Win rate") & (table["Of"] == "Difference")].iloc[0]
    assert (told["Before"], told["After"]) == ("+25.0 pp", "+23.8 pp")


def test_version_compared_with_stands_in_the_address(opened: Opened, store: Store) -> None:
    load_rows(store, deals=[{**BASE["deals"][1], "status": "lost"}])
    first = next(
        w for w in opened(store, "kpi", **PAGE).selectbox if w.label == "Compared with"
    ).options[-1]
    assert first.startswith("Data 1 (")
    app = opened(store, "kpi", **PAGE, moved_from=first)
    [figures] = [t.value for t in app.dataframe if "Before" in t.value]
    fit = figures[figures["Of"] == "In ICP"].iloc[0]
    assert (fit["Before"], fit["After"]) == ("50.0%", "46.3%")


def test_first_data_has_nothing_to_compare_with(opened: Opened, tmp_path: Path) -> None:
    store = new_store(tmp_path / "other", ICP)
    load_rows(store, **BASE)
    text = all_text(opened(store, "kpi", **PAGE)).replace("\\", "")
    assert "Data 1 is the first: there is no earlier data version to compare with." in text


def test_account_links_to_its_record_in_the_crm(opened: Opened, store: Store) -> None:
    changed = store.settings().with_values({"crm_url": "https://crm.test/{account_id}"}, version=1)
    store.save_settings(changed, author="", reason="")
    app = opened(store, "accounts", account="n")
    [link] = app.get("link_button")
    assert link.proto.url == "https://crm.test/n"
