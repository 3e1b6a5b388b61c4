"""Tiny companies for tests: rows become CSV files that go through the real loader.

store = new_store(tmp_path, ICP)
load_rows(store, accounts=[account("A", industry="software")],
          deals=[deal("D1", "A", "won", "2025-03-05", amount=100)])
"""

from __future__ import annotations

import csv
import itertools
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from icp_metrics.compare import Row, Slice, View, compare, open_view
from icp_metrics.engine.sql import parse as parse_sql
from icp_metrics.loading import LoadResult, Stated, load
from icp_metrics.store import Store

Rows = Iterable[Mapping[str, Any]]

ICP = """
name: core
criteria:
  - {attribute: industry, op: in, value: [software], mode: required}
"""
"""Software fits, any other industry does not, a blank one cannot be told."""

YEAR = Slice(starts=date(2025, 1, 1), ends=date(2026, 1, 1))


def account(account_id: str, **cells: Any) -> dict[str, Any]:
    """An account's row; only the columns named are in the file."""
    return {"account_id": account_id, **cells}


def deal(
    opportunity_id: str, account_id: str | None, status: str, closed_on: str | None, **cells: Any
) -> dict[str, Any]:
    """A deal's row: new business, created on the day it closed unless told otherwise."""
    return {
        "opportunity_id": opportunity_id,
        "account_id": account_id,
        "status": status,
        "type": "new",
        "created_on": closed_on,
        "closed_on": closed_on,
        **cells,
    }


def crowd(
    prefix: str, count: int, won: int, *, closed_on: str = "2025-06-15", **cells: Any
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """`count` accounts with one deal each, the first `won` of them won: (accounts, deals).

    `cells` go to the accounts, except `amount` and `currency`, which go to the deals.
    """
    of_deal = {k: cells.pop(k) for k in ("amount", "currency") if k in cells}
    names = [f"{prefix}{i:03d}" for i in range(count)]
    accounts = [account(n, **cells) for n in names]
    deals = [
        deal(f"d-{n}", n, "won" if i < won else "lost", closed_on, **of_deal)
        for i, n in enumerate(names)
    ]
    return accounts, deals


def pays(
    account_id: str, mrr: float, started_on: str, ended_on: str | None = None, **cells: Any
) -> dict[str, Any]:
    """A subscription's row: active, or canceled where it ends."""
    return {
        "subscription_id": f"s-{account_id}",
        "account_id": account_id,
        "mrr": mrr,
        "currency": "USD",
        "started_on": started_on,
        "ended_on": ended_on,
        "status": "active" if ended_on is None else "canceled",
        **cells,
    }


def joined(*parts: tuple[list[Any], list[Any]]) -> dict[str, list[Any]]:
    """Several crowds as the `accounts` and `deals` of `load_rows`."""
    return {
        "accounts": list(itertools.chain(*(a for a, _ in parts))),
        "deals": list(itertools.chain(*(d for _, d in parts))),
    }


def new_store(folder: Path, *profiles: str) -> Store:
    """An empty store with these profiles saved, the first being the default."""
    store = Store(folder / "store")
    for text in profiles:
        store.save_profile(yaml.safe_load(text)["name"], text)
    return store


def write_csv(folder: Path, name: str, rows: Rows) -> Path:
    """Rows as CSV: a column is in the file if any row has it."""
    rows = list(rows)
    header = list(dict.fromkeys(k for row in rows for k in row))
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([_cell(row.get(k)) for k in header] for row in rows)
    return path


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return ";".join(value)
    return "" if value is None else str(value)


def mapping_of(*, attributes: Mapping[str, Mapping[str, str]] | None = None, **tables: Rows) -> str:
    """A mapping that takes each column under its own name; `attributes`: table -> name -> kind."""
    own = attributes or {}
    described: dict[str, Any] = {}
    for table, rows in tables.items():
        kinds = own.get(table, {})
        header = dict.fromkeys(k for row in rows for k in row)
        described[table] = {
            "from": table,
            "columns": {k: k for k in header if k not in kinds},
        }
        if kinds:
            taken = {k: {"from": k, "kind": kind} for k, kind in kinds.items()}
            described[table]["attributes"] = taken
    sources = {t: {"file": f"{t}.csv"} for t in tables}
    return yaml.safe_dump({"name": "test", "sources": sources, "tables": described})


def files_of(
    folder: Path,
    *,
    accounts: Rows = (),
    deals: Rows = (),
    attributes: Mapping[str, Mapping[str, str]] | None = None,
    **others: Rows,
) -> tuple[str, list[Path]]:
    """A mapping and the files it reads, written into `folder`; `others` by the name of a table."""
    given = {"accounts": list(accounts), "opportunities": list(deals)}
    given |= {table: list(rows) for table, rows in others.items()}
    tables = {t: rows for t, rows in given.items() if rows}
    folder.mkdir(parents=True, exist_ok=True)
    files = [write_csv(folder, t, rows) for t, rows in tables.items()]
    return mapping_of(attributes=attributes, **tables), files


def try_rows(
    store: Store,
    *,
    as_of: str = "2025-12-31",
    data_through: str | None = None,
    max_rejected: float | None = None,
    **rows: Any,
) -> LoadResult:
    """Load rows; what cannot be published comes back in `errors`."""
    stated = Stated(
        as_of=date.fromisoformat(as_of),
        data_through=None if data_through is None else date.fromisoformat(data_through),
        max_rejected=max_rejected,
    )
    with tempfile.TemporaryDirectory(dir=store.root.parent) as folder:
        mapping, files = files_of(Path(folder), **rows)
        return load(store, mapping, files, stated=stated)


def load_rows(store: Store, **given: Any) -> LoadResult:
    """Load rows that must be accepted without a bad one."""
    result = try_rows(store, **given)
    assert not result.errors, result.errors
    assert result.problems.is_empty(), result.problems
    return result


def small_company(folder: Path, *, profiles: Sequence[str] = (ICP,), **rows: Any) -> View:
    """A view of a new store that holds these rows."""
    store = new_store(folder, *profiles)
    load_rows(store, **rows)
    return open_view(store)


def total(view: View, kpi: str = "win_rate", asked: Slice = YEAR) -> Row:
    """The row of the whole."""
    return compare(view, kpi, asked)[0]


def rows_of(view: View, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query on the published version."""
    return query(view, sql).rows()


def query(view: View, sql: str) -> pl.DataFrame:
    """The frame of a query on the published version."""
    return view.engine.run(parse_sql(sql))


def counts(row: Row) -> dict[str, int]:
    """Facts per group."""
    return {name: g.facts for name, g in row.groups.items()}


def values(row: Row) -> dict[str, float | None]:
    """The value of each group."""
    return {name: g.estimate.value for name, g in row.groups.items()}
