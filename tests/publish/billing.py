"""Billing extracts for tests: tables as dictionaries, loaded as the files of one day."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from icp_metrics.compare import open_view
from icp_metrics.loading import LoadResult, Stated, load
from icp_metrics.store import Store
from tests.builders import mapping_of, rows_of, write_csv

Rows = list[dict[str, Any]]


def tell(store: Store, day: str, *, keyed: str = "", on: Any = "key", **tables: Rows) -> LoadResult:
    """Load tables as they stood on `day`, without a bad row.

    `keyed`: the system whose customers the column `account_id` names; `on`: how they are found.
    """
    mapping = yaml.safe_load(mapping_of(**tables))
    for name, described in mapping["tables"].items():
        if keyed and name in ("subscriptions", "invoice_lines"):
            columns = described["columns"]
            steps = {s: columns.pop(s) for s in ("domain", "name") if s in columns}
            columns["account_id"] = {
                "match": "accounts", "on": on, "system": keyed, "from": "account_id", **steps
            }  # fmt: skip
    with tempfile.TemporaryDirectory(dir=store.root.parent) as folder:
        files = [write_csv(Path(folder), t, rows) for t, rows in tables.items()]
        stated = Stated(as_of=date.fromisoformat(day))
        result = load(store, yaml.safe_dump(mapping), files, stated=stated)
    assert not result.errors, result.errors
    assert result.problems.is_empty(), result.problems
    return result


def sub(started_on: str, mrr: float | str, status: str = "active", **cells: Any) -> dict[str, Any]:
    """A row of subscriptions; `s` of the customer `c` unless told otherwise."""
    row = {"subscription_id": "s", "account_id": "c", "started_on": started_on}
    return {**row, "mrr": mrr, "status": status, **cells}


def table(store: Store, columns: str, name: str = "subscriptions") -> list[tuple[str | None, ...]]:
    """The published rows as texts, in order."""
    found = rows_of(open_view(store), f"SELECT {columns} FROM {name} ORDER BY ALL")
    return [tuple(None if v is None else str(v) for v in row) for row in found]
