"""Loading on the page Data: the preset that knows the files is offered and shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from icp_metrics.compare import open_view
from icp_metrics.store import Store
from tests.builders import query

DEALS = (
    b"Record ID,Deal Name,Deal Stage,Amount,Close Date,Create Date,Associated Company IDs\n"
    b"1,A,closedwon,10,2026-02-01,2026-01-01,5\n2,B,closedlost,20,2026-02-02,2026-01-01,5\n"
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def page(store: Store, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page Data of a dashboard over an empty store."""
    monkeypatch.setenv("ICP_METRICS_STORE", str(store.root))
    return AppTest.from_function(_data, default_timeout=60).run()


def _data() -> None:
    from pages.data import render

    render()


def choose(page: AppTest, name: str, content: bytes) -> AppTest:
    return page.file_uploader[0].set_value([(name, content, "text/csv")]).run()


def load_button(page: AppTest):
    [button] = [b for b in page.button if b.label == "Load"]
    return button


def test_preset_is_offered_and_not_used_before_one_says_so(page: AppTest) -> None:
    choose(page, "deals.csv", DEALS)
    assert not page.exception
    [offer] = page.checkbox
    assert "Looks like HubSpot" in offer.label
    assert offer.value is False
    assert load_button(page).disabled
    assert len(page.text_area) == 0


def test_mapping_of_the_preset_is_shown_edited_and_loads(page: AppTest, store: Store) -> None:
    choose(page, "deals.csv", DEALS)
    page.checkbox[0].check().run()
    [shown] = page.text_area
    assert "opportunity_id: Record ID" in shown.value
    edited = shown.value.replace("amount: Amount", "amount: Amount\n      currency: {value: EUR}")
    shown.set_value(edited).run()
    load_button(page).click().run()
    assert not page.exception
    assert [s.value for s in page.success if "Published as Data 1" in s.value]
    kept = query(open_view(store), "SELECT status, currency FROM opportunities ORDER BY status")
    assert kept.rows() == [("lost", "EUR"), ("won", "EUR")]
    # The files are let go, and with them the offer.
    assert len(page.checkbox) == 0


def test_mapping_of_one_s_own_goes_before_the_preset(page: AppTest) -> None:
    choose(page, "deals.csv", DEALS)
    own = b"tables: {opportunities: {columns: {opportunity_id: Record ID, status: {value: open}}}}"
    page.file_uploader[1].set_value(("own.yaml", own, "application/yaml")).run()
    assert len(page.checkbox) == 0
    assert not load_button(page).disabled


def test_files_no_preset_knows_need_a_mapping_and_a_broken_one_says_why(page: AppTest) -> None:
    choose(page, "notes.csv", b"note,day\na,b\n")
    assert [c.value for c in page.caption if "No preset knows these files" in c.value]
    choose(page, "torn.csv", b'note,day\n"a,b\n')
    assert [w.value for w in page.warning if "torn" in w.value]
    assert load_button(page).disabled
