"""Tie-out on the pages: stated by hand or by file, the state in the header, rows behind it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from icp_metrics.store import Store
from icp_metrics.tie_out import keep, stated
from tests.builders import ICP, crowd, joined, load_rows, new_store
from tests.pages.test_pages import Opened, all_text, opened
from tests.tie_out.stating import figure

__all__ = ["opened"]

COMPANY = joined(
    crowd("f", 40, 20, industry="software", amount=100, currency="EUR"),
    crowd("o", 40, 10, industry="retail", amount=50, currency="EUR"),
)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """30 deals won in June 2025, 2,500 EUR together; the data reaches the end of the year."""
    store = new_store(tmp_path_factory.mktemp("company"), ICP)
    load_rows(store, **COMPANY, data_through="2025-12-31")
    return store


@pytest.fixture
def store(loaded: Store, tmp_path: Path) -> Store:
    """A copy of that store, to state figures in."""
    return Store(Path(shutil.copytree(loaded.root, tmp_path / "store")))


@pytest.fixture
def block(store: Store, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The block alone, over that store."""
    monkeypatch.setenv("ICP_METRICS_STORE", str(store.root))
    return AppTest.from_function(_block, default_timeout=60)


def _block() -> None:
    from icp_metrics.ui import source
    from icp_metrics.ui.tie_out import draw_tie_out

    draw_tie_out(source.store())


def text(app: AppTest) -> str:
    assert not app.exception
    return all_text(app).replace("\\", "")


def uploader(app: AppTest, label: str) -> Any:
    [found] = [u for u in app.file_uploader if u.label.startswith(label)]
    return found


def test_nothing_stated_invites_to_state_something(block: AppTest) -> None:
    assert "Nothing is stated yet" in text(block.run())
    assert {d.label for d in block.get("download_button")} == {"Template"}


def test_difference_is_shown_with_the_rows_that_make_it(block: AppTest, store: Store) -> None:
    keep(store, [figure("won_amount", "2025-06", 2400), figure("won_count", "2025-06", 30)])
    said = text(block.run())
    assert "Off by €100.00 won in 2025-06." in said
    assert "ours is €2,500.00, the CRM states €2,400.00: €100.00 more here" in said
    lines = block.dataframe[0].value
    assert list(lines["State"]) == ["Off", "Ties"]
    assert list(lines["Difference"]) == ["+€100.00", "0"]
    [rows] = [d.value for d in block.dataframe if "Counted" in d.value.columns]
    assert len(rows) == 30


def test_list_of_the_month_tells_the_difference_row_by_row(block: AppTest, store: Store) -> None:
    keep(store, [figure("won_count", "2025-06", 30)])
    listed = [f"d-f{n:03d}" for n in range(20)] + [f"d-o{n:03d}" for n in range(1, 10)] + ["x"]
    content = "\n".join(["id", *listed]).encode()
    uploader(block.run(), "Their list").set_value([("list.csv", content, "text/csv")]).run()
    assert "2 rows differ from their list" in text(block)
    [rows] = [d.value for d in block.dataframe if "In our data" in d.value.columns]
    assert list(rows["Id"]) == ["d-o000", "x"]
    assert list(rows["In our data"])[1] == "no such id in our data"


def test_file_of_figures_is_kept_at_a_click(block: AppTest, store: Store) -> None:
    content = b"measure,month,value\nwon_count,2025-06,30\n"
    chosen = uploader(block.run(), "Stated figures").set_value([("crm.csv", content, "text/csv")])
    chosen.run()
    block.button(key="tie_out_take").click().run()
    assert "Ties to the CRM (1 month)" in text(block.run())
    assert (stated(store).version, stated(store).reason) == (1, "crm.csv")


def test_bad_cells_of_a_file_are_told_and_nothing_is_kept(block: AppTest, store: Store) -> None:
    content = b"measure,month,value\nwon_count,soon,30\n"
    uploader(block.run(), "Stated figures").set_value([("crm.csv", content, "text/csv")]).run()
    said = text(block)
    assert "Line 2, month 'soon': is not a month" in said
    assert "Nothing was kept" in said
    assert "tie_out_take" not in [b.key for b in block.button]
    assert stated(store).version == 0


def test_table_is_kept_as_it_is_typed(block: AppTest, store: Store) -> None:
    keep(store, [figure("won_count", "2025-06", 30)])
    block.run()
    block.text_input[0].set_value("A. Tester")
    block.button(key="tie_out_keep").click().run()
    # The lines offered without a value state nothing, and the same again is no new version.
    assert (stated(store).version, len(stated(store).figures)) == (1, 1)
    assert "Ties to the CRM (1 month)" in text(block.run())


def test_scorecard_says_whether_the_data_ties(opened: Opened, store: Store) -> None:
    assert "ties to" not in all_text(opened(store, "scorecard")).replace("\\", "")
    keep(store, [figure("won_count", "2025-06", 30)])
    assert "ties to the CRM (1 month)" in text(opened(store, "scorecard"))
    keep(store, [figure("won_count", "2025-06", 28)])
    assert "off by 2 deals in 2025-06" in text(opened(store, "scorecard"))


def test_damaged_figures_keep_no_page_from_being_drawn(opened: Opened, store: Store) -> None:
    keep(store, [figure("won_count", "2025-06", 30)])
    (store.root / "tie_out" / "v001.yaml").write_text("{", encoding="utf-8")
    assert "tie-out cannot be read" in text(opened(store, "scorecard"))
