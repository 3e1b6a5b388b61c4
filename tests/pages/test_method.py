"""How a number is made, under its KPI: worked out when it is opened, and not before."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from icp_metrics.store import Store
from tests.pages.test_pages import Opened, all_text, opened

__all__ = ["opened"]

TABS = ["In short", "Rows in and out", "Formula", "Likely range", "Settings", "SQL"]


def tables(app: AppTest) -> dict[str, str]:
    """The small tables of the page: words and what is said of them, without marks of Markdown."""
    pairs = [row for table in app.table for row in table.value.itertuples(index=False)]
    return {str(a).strip("*"): str(b).replace("\\", "").strip("*") for a, b in pairs}


def test_nothing_is_worked_out_before_it_is_opened(opened: Opened, demo_store: Store) -> None:
    app = opened(demo_store, "kpi", kpi="Win rate")
    assert not app.tabs
    assert "Download workbook" not in all_text(app)


def test_opened_it_says_how_the_number_was_made(opened: Opened, demo_store: Store) -> None:
    app = opened(demo_store, "kpi", kpi="Win rate", made="true")
    assert not app.error
    assert [tab.label for tab in app.tabs][-len(TABS) :] == TABS
    assert any("won / (won + lost)" in code.value for code in app.code)
    said = tables(app)
    assert {"Group", "Period", "ICP definition", "deals in all", "behind this number"} <= set(said)
    assert said["Group"] == "In ICP"


def test_another_group_is_another_number(opened: Opened, demo_store: Store) -> None:
    groups = ("In ICP", "Outside ICP", "All")
    said = [
        tables(opened(demo_store, "kpi", kpi="Win rate", made="true", made_of=group))
        for group in groups
    ]
    assert tuple(t["Group"] for t in said) == groups
    assert len({t["behind this number"] for t in said}) == len(groups)


@pytest.mark.parametrize("title", ["Time to win", "LTV to CAC", "NPS", "Focus", "Open pipeline"])
def test_it_opens_under_kpis_of_every_kind(opened: Opened, demo_store: Store, title: str) -> None:
    app = opened(demo_store, "kpi", kpi=title, made="true")
    assert not app.error
    assert "behind this number" in tables(app)
