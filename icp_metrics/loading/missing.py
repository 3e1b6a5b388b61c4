"""Rows that an extract should hold by its scope, and that are not in it."""

from __future__ import annotations

import polars as pl
from sqlglot import exp

from icp_metrics.engine.duckdb import DuckEngine
from icp_metrics.extracts.outcome import Extract
from icp_metrics.loading.stated import Scope
from icp_metrics.publish.changes import columns_of
from icp_metrics.schema import DATE, Table
from icp_metrics.store import Load, Store, Version
from icp_metrics.tables import TABLES


def missing(
    store: Store,
    manifest: Load,
    found: Extract,
    scope: Scope,
    before: Version | None,
    earlier: DuckEngine | None,
) -> dict[str, pl.DataFrame]:
    """Per table the keys that loads of the same mapping brought, and that this one lacks.

    Only rows in force and within the scope: `full` all of them, a window those whose date lies
    between the first and the last of the extract; of an extract of changes nothing is missing.
    Rows that the files reject, or say are deleted, are not missing.
    """
    if scope.kind == "changed" or before is None or earlier is None:
        return {}
    same = [load for load in store.loads_of(before) if load.name == manifest.name]
    lacking = {}
    for name, rows in found.tables.items():
        table = TABLES[name]
        brought = [
            pl.read_parquet(store.load_folder(load) / f"{name}.parquet", columns=list(table.key))
            for load in same
            if name in load.tables
        ]
        should = _within(earlier, table, scope, rows)
        if not brought or should is None:
            continue
        expected = should.join(pl.concat(brought).unique(), on=table.key, how="semi")
        for there in (rows, found.rejected_keys.get(name), found.gone.get(name)):
            if there is not None:
                expected = expected.join(there.select(table.key), on=table.key, how="anti")
        lacking[name] = expected.sort(table.key)
    return lacking


def _within(
    earlier: DuckEngine, table: Table, scope: Scope, rows: pl.DataFrame
) -> pl.DataFrame | None:
    """The keys in force that lie in the scope; None where the table has no such date."""
    query = exp.select(*table.key).from_(table.name)
    if scope.kind == "full":
        return earlier.run(query)
    if scope.column not in rows.columns or rows.schema[scope.column] != DATE.polars:
        return None
    if scope.column not in columns_of(earlier, table.name):
        return None
    dates = earlier.run(query.select(scope.column))
    first, last = rows[scope.column].min(), rows[scope.column].max()
    return dates.filter(pl.col(scope.column).is_between(first, last)).select(table.key)
