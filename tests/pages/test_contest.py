"""ICP definitions against one another, on the page of the ICP."""

from __future__ import annotations

from pathlib import Path

import pytest

from icp_metrics.store import Store
from tests.builders import ICP, crowd, joined, load_rows, new_store
from tests.pages.test_pages import Opened, all_text, opened

__all__ = ["opened"]

ROWS = joined(
    crowd("s", 40, 20, industry="software"),
    crowd("b", 12, 9, industry="banking"),
    crowd("r", 40, 10, industry="retail"),
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Software alone, then banking too: 12 accounts change side."""
    store = new_store(tmp_path, ICP)
    load_rows(store, **ROWS)
    store.save_profile("core", ICP.replace("[software]", "[software, banking]"))
    return store


def test_page_of_the_icp_compares_definitions_and_lists_who_changes_side(
    opened: Opened, store: Store
) -> None:
    app = opened(store, "profile", contest="true", period="2025")
    assert not app.error
    entries, pairs, sides = (t.value for t in app.dataframe[1:4])
    told = entries[entries["KPI"] == "Win rate"]
    assert list(told["ICP definition"]) == ["core v2", "core v1"]
    assert list(told["In ICP"]) == ["55.8%", "50.0%"]
    pair = pairs[pairs["KPI"] == "Win rate"].iloc[0]
    assert pair["Change side"] == "12 accounts"
    # (29/52 - 10/40) - (20/40 - 19/52), newest first.
    assert pair["First minus second"] == "+17.3 pp"
    assert list(sides["Account"]) == [f"b{i:03d}" for i in range(12)]
    assert set(sides["By core v2"]) == {"In ICP"}
    assert set(sides["By core v1"]) == {"Outside ICP"}
    # They were saved today, after the deals of 2025.
    said = all_text(app).replace("\\", "")
    assert "Most of what core v2 and core v1 are judged by here was decided before" in said


def test_definitions_are_compared_only_when_asked(opened: Opened, store: Store) -> None:
    assert len(opened(store, "profile").dataframe) == 2


def test_one_definition_has_nobody_to_be_compared_with(opened: Opened, tmp_path: Path) -> None:
    store = new_store(tmp_path, ICP)
    load_rows(store, **ROWS)
    assert "save another to compare" in all_text(opened(store, "profile", contest="true"))
