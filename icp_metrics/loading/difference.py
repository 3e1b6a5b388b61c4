"""What changed in a row, cell by cell: what a person checks before a data update is published."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from sqlglot import exp

from icp_metrics.engine.duckdb import BESIDE, DuckEngine
from icp_metrics.extracts.repeats import comparable
from icp_metrics.publish.changes import columns_of
from icp_metrics.publish.follow import ENDS
from icp_metrics.schema import Table


def differences(
    after: DuckEngine, table: Table, columns: Sequence[str], keys: pl.DataFrame
) -> pl.DataFrame:
    """The key of each changed row, `column`, `before` and `after` as text: a line per cell.

    `after` has the version before beside it; `columns`: those that the load gives. Of a table that
    is followed all spans of the keys are compared: one that opens has no `before`.
    """
    ends = [ENDS] if table.follows else []
    given = [c for c in dict.fromkeys([*columns, *ends]) if c not in table.key]
    both = [
        _texts(after, table, given, keys, name, beside=beside)
        for name, beside in (("before", True), ("after", False))
    ]
    lines = both[0].join(both[1], on=[*table.key, "column"], how="full", coalesce=True)
    differ = pl.col("before").ne_missing(pl.col("after"))
    return lines.filter(differ).sort(*table.key, "column")


def _texts(
    engine: DuckEngine,
    table: Table,
    columns: Sequence[str],
    keys: pl.DataFrame,
    name: str,
    *,
    beside: bool,
) -> pl.DataFrame:
    has = columns_of(engine, table.name, beside=beside)
    source = f"{BESIDE}.{table.name}" if beside else table.name
    query = exp.select(
        *(exp.column(k) for k in table.key),
        *(exp.column(c, quoted=True) for c in columns if c in has),
    ).from_(source)
    whose = list(table.key[:-1] if table.follows else table.key)
    rows = comparable(engine.run(query).join(keys, on=whose, how="semi"), ";")
    texts = rows.with_columns(pl.exclude(table.key).cast(pl.String))
    return texts.unpivot(index=list(table.key), variable_name="column", value_name=name)
