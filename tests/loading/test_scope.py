"""The scope of an extract says which rows it should hold; what it lacks of them is missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from icp_metrics.errors import LoadRefused
from icp_metrics.loading import CHANGED, FULL, LoadResult, Scope, Stated, load
from icp_metrics.store import Store
from tests.builders import ICP, account, deal, files_of, new_store

DEALS = [
    deal("d1", "A", "won", "2025-01-10"),
    deal("d2", "A", "won", "2025-02-10"),
    deal("d3", "A", "lost", "2025-03-10"),
    deal("d4", "A", "lost", "2025-04-10"),
]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = new_store(tmp_path, ICP)
    loaded(store, tmp_path / "first", DEALS, as_of=date(2025, 6, 1))
    return store


def loaded(
    store: Store,
    folder: Path,
    deals: list[dict[str, Any]],
    *,
    scope: Scope = CHANGED,
    as_of: date = date(2025, 7, 1),
    name: str = "test",
) -> LoadResult:
    text, files = files_of(folder, accounts=[account("A", industry="software")], deals=deals)
    text = text.replace("name: test", f"name: {name}")
    return load(store, text, files, stated=Stated(as_of=as_of, scope=scope))


def missing(result: LoadResult) -> int:
    assert not result.errors
    return result.tables["opportunities"]["missing"]


@pytest.mark.parametrize(
    ("scope", "expected"), [(FULL, 3), (CHANGED, 0), (Scope("window", "closed_on"), 1)]
)
def test_rows_outside_the_scope_are_never_missing(
    store: Store, tmp_path: Path, scope: Scope, expected: int
) -> None:
    # d1 and d3 are in the file: the window of closed_on reaches from January to March.
    kept = [DEALS[0], {**DEALS[2], "status": "won"}]
    extra = [] if expected == 1 else kept[:1]
    result = loaded(store, tmp_path / "next", kept if expected == 1 else extra, scope=scope)
    assert missing(result) == expected


def test_missing_rows_stay_and_are_said(store: Store, tmp_path: Path) -> None:
    result = loaded(store, tmp_path / "next", DEALS[:3], scope=FULL)
    assert missing(result) == 1
    [said] = [w for w in result.warnings if "not in this extract" in w]
    assert "1 rows loaded before" in said and "'d4'" in said
    version = store.current()
    assert version is not None and version.rows["opportunities"] == 4


def test_rows_of_another_source_are_not_missing(store: Store, tmp_path: Path) -> None:
    other = [deal("h1", "A", "won", "2025-03-01")]
    assert missing(loaded(store, tmp_path / "next", other, scope=FULL, name="other")) == 0


def test_rejected_rows_are_not_missing(store: Store, tmp_path: Path) -> None:
    torn = [*DEALS[:3], {**DEALS[3], "status": "maybe"}]
    result = loaded(store, tmp_path / "next", torn, scope=FULL)
    assert result.tables["opportunities"]["rejected"] == 1
    assert missing(result) == 0


def test_window_of_a_column_that_a_table_lacks_says_nothing_of_it(
    store: Store, tmp_path: Path
) -> None:
    scope = Scope("window", "answered_on")
    assert missing(loaded(store, tmp_path / "next", DEALS[:1], scope=scope)) == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("window", "a window names its column"),
        ("all", "the scope is full, changed or 'window COLUMN'"),
        ("full closed_on", "the scope is full"),
    ],
)
def test_scope_that_is_none_is_refused_with_the_cure(text: str, says: str) -> None:
    with pytest.raises(LoadRefused, match=says) as refused:
        Scope.parse(text)
    assert refused.value.code == "E_SCOPE"


def test_scope_is_kept_with_the_load(store: Store, tmp_path: Path) -> None:
    loaded(store, tmp_path / "next", DEALS[:3], scope=Scope.parse("window  closed_on"))
    assert [load.scope for load in store.loads().values()] == ["changed", "window closed_on"]
