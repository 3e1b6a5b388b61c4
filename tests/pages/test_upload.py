"""Loading on the page Data: the preset that knows the files is offered and shown."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

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


def button(page: AppTest, label: str) -> Any:
    [found] = [b for b in page.button if b.label == label]
    return found


def previewed(page: AppTest) -> AppTest:
    """The page once the preview that was asked for is there."""
    button(page, "Preview").click().run()
    until = time.monotonic() + 60
    while any(b.label == "Cancel" for b in page.button):
        assert time.monotonic() < until
        time.sleep(0.2)
        page.run()
    assert not page.exception
    return page


def read_as(page: AppTest) -> Any:
    [found] = [s for s in page.selectbox if s.label == "Read these files as"]
    return found


def test_preset_is_offered_and_not_used_before_one_says_so(page: AppTest) -> None:
    choose(page, "deals.csv", DEALS)
    assert not page.exception
    offer = read_as(page)
    assert offer.value is None
    assert offer.options[0].startswith("HubSpot")
    assert button(page, "Preview").disabled
    assert len(page.text_area) == 0


def test_mapping_of_the_preset_is_shown_edited_and_loads(page: AppTest, store: Store) -> None:
    choose(page, "deals.csv", DEALS)
    read_as(page).set_value("preset").run()
    [shown] = page.text_area
    assert "opportunity_id: Record ID" in shown.value
    edited = shown.value.replace("amount: Amount", "amount: Amount\n      currency: {value: EUR}")
    shown.set_value(edited).run()
    previewed(page)
    assert store.current() is None
    button(page, "Publish").click().run()
    assert not page.exception
    assert [s.value for s in page.success if "Published as Data 1" in s.value]
    kept = query(open_view(store), "SELECT status, currency FROM opportunities ORDER BY status")
    assert kept.rows() == [("lost", "EUR"), ("won", "EUR")]
    # The files are let go, and with them the offer.
    assert not [s for s in page.selectbox if s.label == "Read these files as"]


def test_mapping_that_was_kept_is_applied_next_time(page: AppTest, store: Store) -> None:
    choose(page, "deals.csv", DEALS)
    read_as(page).set_value("preset").run()
    button(page, "Keep it").click().run()
    choose(page, "deals.csv", DEALS.replace(b",10,", b",11,"))
    assert read_as(page).value == "kept: hubspot"
    assert not button(page, "Preview").disabled


def test_mapping_of_one_s_own_goes_before_the_preset(page: AppTest) -> None:
    choose(page, "deals.csv", DEALS)
    own = b"tables: {opportunities: {columns: {opportunity_id: Record ID, status: {value: open}}}}"
    page.file_uploader[1].set_value(("own.yaml", own, "application/yaml")).run()
    assert not [s for s in page.selectbox if s.label == "Read these files as"]
    [shown] = page.text_area
    assert shown.value == own.decode()
    assert not button(page, "Preview").disabled


def test_files_no_preset_knows_need_a_mapping_and_a_broken_one_says_why(page: AppTest) -> None:
    choose(page, "notes.csv", b"note,day\na,b\n")
    assert button(page, "Preview").disabled
    assert [w.value for w in page.warning if "E_MAPPING" in w.value.replace("\\", "")]
    choose(page, "torn.csv", b'note,day\n"a,b\n')
    assert [w.value for w in page.warning if "torn" in w.value]
    assert button(page, "Preview").disabled
