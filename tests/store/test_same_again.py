"""When files that were loaded before are news, and when they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from icp_metrics.loading import LoadResult, load
from icp_metrics.store import Store
from tests.builders import account, crowd, deal, files_of, joined, load_rows, new_store

DAY = {"as_of": "2025-12-31"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return new_store(tmp_path)


def undated(store: Store, folder: Path, amount: int) -> LoadResult:
    """An export of one deal, loaded without stating when it was true."""
    mapping, files = files_of(folder, deals=[deal("1", None, "won", "2025-03-01", amount=amount)])
    return load(store, mapping, files)


def test_export_that_went_back_to_an_earlier_state_is_news(store: Store, tmp_path: Path) -> None:
    undated(store, tmp_path / "a", 100)
    undated(store, tmp_path / "b", 5)
    assert undated(store, tmp_path / "c", 100).published


def test_same_export_twice_in_a_row_is_not(store: Store, tmp_path: Path) -> None:
    undated(store, tmp_path / "a", 100)
    again = undated(store, tmp_path / "b", 100)
    assert (again.published, again.version) == (False, 1)


def test_dated_export_that_was_loaded_before_is_not_though_others_came_since(store: Store) -> None:
    first = {"accounts": [account("A", industry="x")]}
    load_rows(store, **first, **DAY)
    load_rows(store, accounts=[account("A", industry="y")], as_of="2026-01-31")
    assert not load_rows(store, **first, **DAY).published


def test_same_files_are_news_once_the_timezone_is_another(store: Store) -> None:
    company = joined(crowd("s", 2, 1, industry="software"))
    load_rows(store, **company, **DAY)
    zone = store.settings().with_values({"timezone": "Europe/Paris"}, version=1)
    store.save_settings(zone, author="", reason="")
    assert load_rows(store, **company, **DAY).published
