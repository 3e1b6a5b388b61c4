"""Rows that an extract says are deleted where they came from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from icp_metrics.compare import View, compare, open_view
from icp_metrics.loading import LoadResult, Stated, load
from icp_metrics.store import Store
from tests.builders import ICP, YEAR, new_store, rows_of

MAPPING = """
name: crm
tables:
  opportunities:
    left_out: {IsDeleted: ["1"]}
    columns: {opportunity_id: Id, status: Status, closed_on: Closed, amount: Amount, type: Type}
"""


def export(store: Store, day: str, *rows: str) -> LoadResult:
    file = store.root.parent / f"deals_{day}.csv"
    lines = ["Id,Status,Closed,Amount,Type,IsDeleted", *rows]
    file.write_text("\n".join(lines), encoding="utf-8")
    return load(store, MAPPING, [file], stated=Stated(as_of=date.fromisoformat(day)))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = new_store(tmp_path, ICP)
    first = ("1,won,2025-03-01,1000000,new,", "2,won,2025-03-02,10,new,")
    assert export(store, "2025-04-01", *first).published
    return store


def size(view: View) -> tuple[int, float | None]:
    row = compare(view, "deal_size", YEAR)[0]
    return row.groups["all"].facts, row.groups["all"].estimate.value


def test_deal_deleted_in_a_later_extract_no_longer_counts(store: Store) -> None:
    rows = ("1,won,2025-03-01,1000000,new,1", "2,won,2025-03-02,10,new,")
    result = export(store, "2025-05-01", *rows)
    assert size(open_view(store)) == (1, 10.0)
    assert "opportunities: 1 rows loaded before are left out now: removed" in result.warnings


def test_deal_that_comes_back_counts_again(store: Store) -> None:
    export(store, "2025-05-01", "1,won,2025-03-01,1000000,new,1")
    export(store, "2025-06-01", "1,won,2025-03-01,30,new,")
    assert size(open_view(store)) == (2, 20.0)


def test_older_extract_loaded_later_brings_no_deleted_deal_back(store: Store) -> None:
    export(store, "2025-05-01", "1,won,2025-03-01,1000000,new,1")
    export(store, "2025-04-15", "1,won,2025-03-01,999,new,")
    assert size(open_view(store)) == (1, 10.0)


def test_deal_deleted_before_it_was_ever_loaded_changes_nothing(store: Store) -> None:
    result = export(store, "2025-05-01", "9,won,2025-03-01,7,new,1", "2,won,2025-03-02,10,new,")
    assert size(open_view(store))[0] == 2
    assert not [w for w in result.warnings if "removed" in w]
    assert rows_of(open_view(store), "SELECT COUNT(*) FROM opportunities") == [(2,)]
