"""Figures and dates of a page are those of its reader's region, and of nobody else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from icp_metrics.store import Store
from tests.pages.test_pages import APP, all_text

Read = Callable[..., AppTest]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, demo_store: Store) -> Read:
    """Opens a page of the demo company as the browser of a language tag does."""

    def run(tag: str | None, page: str, **parameters: str) -> AppTest:
        monkeypatch.setenv("ICP_METRICS_STORE", str(demo_store.root))
        app = AppTest.from_file(APP, default_timeout=60)
        if tag is not None:
            app.context["locale"] = tag
        app.query_params.update({**parameters, "goto": page})
        app.run()
        assert not app.exception
        return app

    return run


def said(app: AppTest) -> str:
    return all_text(app).replace("\\", "").replace("\u200b", "")


def test_two_readers_of_one_page_see_one_figure_each_in_their_own_way(read: Read) -> None:
    texts = {tag: said(read(tag, "kpi", kpi="Deal size")) for tag in (None, "de-DE", "en-US")}
    assert "Data through 30 Sep 2026" in texts[None]
    assert "Deal size is $28.1k in ICP" in texts[None]
    assert "Data through 30 Sep 2026" in texts["de-DE"]
    assert "Deal size is 28,1k\u00a0US$ in ICP" in texts["de-DE"]
    assert "Data through Sep 30, 2026" in texts["en-US"]
    assert "Deal size is $28.1k in ICP" in texts["en-US"]


def test_what_is_remembered_for_one_reader_is_not_shown_to_another(read: Read) -> None:
    # How a number is made is kept in words.
    german, other = (read(tag, "kpi", kpi="Win rate", made="true") for tag in ("de-DE", None))
    assert "In ICP: 34,0\u00a0% (likely 30,0\u00a0% to 38,1\u00a0%)" in said(german)
    assert "In ICP: 34.0% (likely 30.0% to 38.1%)" in said(other)


def test_addresses_are_the_same_for_every_reader(read: Read) -> None:
    before = [
        next(s for s in read(tag, "kpi", kpi="Win rate", moved="true").selectbox
             if s.label == "Compared with").options
        for tag in ("en-US", "de-DE")
    ]  # fmt: skip
    assert before[0] == before[1]
