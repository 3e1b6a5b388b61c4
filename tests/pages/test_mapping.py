"""The mapping of files no preset knows, as a person meets it: asked, answered, assigned, kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from icp_metrics.store import Store

DEALS = (
    b"Deal,Client,Opened,Closed,Result,Value\n"
    b"D-1,Norvex,03/04/2025,05/06/2025,Won,100\nD-2,Talmir,02/05/2025,01/07/2025,Blorb,200\n"
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def _page(root: str) -> None:
    from pathlib import Path

    import streamlit as st

    from icp_metrics.store import Store
    from icp_metrics.ui.mapping import draw_mapping

    files = st.file_uploader("Extracts", accept_multiple_files=True)
    if files:
        st.session_state["returned"] = draw_mapping(Store(Path(root)), files, None, 0)


@pytest.fixture
def page(store: Store) -> AppTest:
    """A page with nothing but the uploader and the mapping."""
    return AppTest.from_function(_page, default_timeout=60, args=(str(store.root),)).run()


def choose(page: AppTest, name: str, content: bytes) -> AppTest:
    page.file_uploader[0].set_value([(name, content, "text/csv")]).run()
    assert not page.exception
    return page


def labelled(elements, words: str):
    [found] = [e for e in elements if words in e.label.replace("\\", "")]
    return found


def test_questions_are_answered_and_the_text_says_so(page: AppTest) -> None:
    choose(page, "deals.csv", DEALS)
    assert "2 questions and 1 value wait" in page.info[0].value
    asked = labelled(page.radio, "Is '03/04/2025' 3 April 2025 or 4 March 2025?")
    asked.set_value("day_first").run()
    assert "created_on: {from: Opened, dates: day_first}" in page.session_state["returned"]
    assert "1 question and 1 value wait" in page.info[0].value


def test_new_value_is_assigned_on_the_spot(page: AppTest) -> None:
    choose(page, "deals.csv", DEALS)
    assert "200.00" in [t.value for t in page.text]
    labelled(page.selectbox, "Our word for Blorb").set_value("lost").run()
    assert "Blorb: lost" in page.session_state["returned"]
    assert not [s for s in page.selectbox if "Blorb" in s.label]


def test_column_is_chosen_and_its_values_follow(page: AppTest) -> None:
    choose(page, "deals.csv", DEALS)
    box = labelled(page.selectbox, "Column of the file for opportunities.product")
    box.set_value("Client").run()
    assert "product: Client" in page.session_state["returned"]
    again = labelled(page.selectbox, "Column of the file for opportunities.product")
    assert again.value == "Client"
    again.set_value("").run()
    assert "product:" not in page.session_state["returned"]


def test_text_can_be_edited_and_a_mistake_is_said(page: AppTest) -> None:
    choose(page, "deals.csv", DEALS)
    text = page.session_state["returned"]
    page.text_area[0].set_value(text + "      nonsense\n").run()
    assert not page.exception
    assert "not YAML" in page.error[0].value.replace("\\", "")
    page.text_area[0].set_value(text).run()
    assert len(page.error) == 0


def test_mapping_is_kept_and_offered_for_the_next_files(page: AppTest, store: Store) -> None:
    choose(page, "deals.csv", DEALS)
    labelled(page.radio, "Is '03/04/2025'").set_value("day_first").run()
    labelled(page.button, "Keep it").click().run()
    assert "Kept as deals, version 1" in page.success[0].value
    assert "dates: day_first" in store.mapping("deals").text
    choose(page, "deals.csv", DEALS.replace(b"D-2", b"D-3"))
    assert labelled(page.selectbox, "Read these files as").value == "kept: deals"
    assert "created_on: {from: Opened, dates: day_first}" in page.session_state["returned"]
    labelled(page.selectbox, "Read these files as").set_value("suggested").run()
    assert "created_on: Opened" in page.session_state["returned"]


def test_files_are_read_once(page: AppTest) -> None:
    choose(page, "deals.csv", DEALS)
    first = page.session_state["mapping_state"].readings
    labelled(page.radio, "Is '03/04/2025'").set_value("day_first").run()
    assert page.session_state["mapping_state"].readings is first


def test_text_of_data_is_never_markup(page: AppTest) -> None:
    bad = b"![x](http://evil.example/p.png)"
    choose(page, "deals.csv", DEALS.replace(b"Blorb", bad).replace(b"Result", b"Result *x* <b>"))
    shown = [m.value for m in (*page.markdown, *page.caption, *page.warning, *page.info)]
    assert not [m for m in shown if "](http" in m or "<b>" in m]
    assert not [r.label for r in page.radio if "](http" in r.label]


def test_files_that_cannot_be_read_or_are_no_table_say_why(page: AppTest) -> None:
    choose(page, "torn.csv", b'a,b\n"1,2\n')
    assert "E_QUOTE" in page.warning[0].value.replace("\\", "")
    assert page.session_state["returned"] is None
    choose(page, "notes.csv", b"note,text\n1,hello\n2,world\n")
    assert "none of our tables" in page.warning[0].value


def test_price_that_is_held_back_is_taken_once_it_is_said_what_it_is_for(page: AppTest) -> None:
    rows = b"S-1,C-1,2026-01-01,2500,active\nS-2,C-2,2026-01-05,600,canceled\n"
    choose(page, "subs.csv", b"Subscription ID,Customer ID,Start Date,Price,Status\n" + rows)
    asked = labelled(page.radio, "subscriptions.mrr is likely 'Price'")
    assert asked.options[-1].replace("\\", "") == "in cents, per year"
    asked.set_value(len(asked.options) - 1).run()
    text = page.session_state["returned"]
    assert "mrr: {from: Price, divide: 100, per: {value: year}}" in text
    assert "DECIDE" not in text and "# mrr" not in text
