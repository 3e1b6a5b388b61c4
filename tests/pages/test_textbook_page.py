"""The textbook tests on the page of a KPI: made when they are opened, and not before."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from icp_metrics.catalog import KPIS
from icp_metrics.store import Store
from icp_metrics.wording.textbook import TEXTBOOK, TEXTBOOK_WHY
from tests.builders import ICP, crowd, joined, load_rows, new_store
from tests.pages.test_pages import APP, Opened, all_text, opened

__all__ = ["opened"]


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """24 deals that were decided."""
    store = new_store(tmp_path_factory.mktemp("sold"), ICP)
    rows = joined(
        crowd("fit", 12, 8, closed_on="2025-06-30", industry="software"),
        crowd("not", 12, 4, closed_on="2025-06-30", industry="retail"),
    )
    load_rows(store, **rows, as_of="2025-06-30", data_through="2025-06-30")
    return store


def test_figures_are_made_only_once_they_are_opened(
    opened: Opened, sold: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"kpi": KPIS["win_rate"].title, "period": "2025 Q2"}
    closed = opened(sold, "kpi", **asked)
    assert TEXTBOOK in [e.label for e in closed.expander]
    why = TEXTBOOK_WHY.split(".")[0]
    assert why not in all_text(closed)
    monkeypatch.setenv("ICP_METRICS_STORE", str(sold.root))
    app = AppTest.from_file(APP, default_timeout=60)
    app.context["theme"] = "light"
    app.session_state["textbook"] = True
    app.query_params.update({**asked, "goto": "kpi"})
    app.run()
    assert not app.exception
    assert why in all_text(app)
    assert len(app.dataframe) == len(closed.dataframe) + 1
    shown = app.dataframe[-1].value
    assert list(shown["Figure"])[:3] == [
        "Share with Wilson limits",
        "Share with Wilson limits",
        "Difference with Newcombe limits",
    ]
    assert list(shown["Value"])[:3] == ["66.7%", "33.3%", "+33.3 pp"]


def test_mix_has_no_textbook(opened: Opened, sold: Store) -> None:
    app = opened(sold, "kpi", kpi=KPIS["open_pipeline"].title)
    assert TEXTBOOK not in [e.label for e in app.expander]
