"""How complete the data is: of each column of each table, how many rows have it filled."""

from __future__ import annotations

import polars as pl
from sqlglot import exp

from icp_metrics.compare.view import Engine
from icp_metrics.tables import TABLES

_OURS = ("bucket", "is_new_business", "new_business_by")
"""Columns that publishing adds: they are always filled."""

_SCHEMA = {"table": pl.String, "column": pl.String, "filled": pl.Int64, "rows": pl.Int64}


def completeness(engine: Engine) -> pl.DataFrame:
    """`table, column, filled, rows` of every column of the tables that hold rows."""
    parts = [pl.DataFrame(schema=_SCHEMA)]
    for name in TABLES:
        columns = engine.run(exp.select("*").from_(name).limit(0)).columns
        asked = [c for c in columns if c not in _OURS]
        counts = [
            exp.alias_(exp.Count(this=exp.column(c, quoted=True)), c, quoted=True) for c in asked
        ]
        every = exp.alias_(exp.Count(this=exp.Star()), "rows_")
        (row,) = engine.run(exp.select(*counts, every).from_(name)).to_dicts()
        rows = row.pop("rows_")
        if rows:
            told = [(name, column, filled, rows) for column, filled in row.items()]
            parts.append(pl.DataFrame(told, schema=_SCHEMA, orient="row"))
    return pl.concat(parts)
