"""The rows behind what moved a figure: those that each part brought in, took out or altered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from math import isclose
from typing import Any

import polars as pl
from sqlglot import exp

from icp_metrics.compare.both import Both, Part
from icp_metrics.compare.members import members
from icp_metrics.compare.moved import within
from icp_metrics.compare.question import question
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.view import View
from icp_metrics.compare.windows import EXIT, LEFT_BY
from icp_metrics.engine.sql import literal
from icp_metrics.kpis import Kpi
from icp_metrics.tables import TABLES

CELL = pl.Struct({"column": pl.String, "before": pl.String, "after": pl.String})
"""What differs in a row: the column and its two values as text; null where it is blank."""

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "part": pl.String,
    "way": pl.String,
    "fact_id": pl.String,
    "fact_name": pl.String,
    "account_id": pl.String,
    "account_name": pl.String,
    "fit": pl.String,
    "counted_on": pl.Date,
    "differs": pl.List(CELL),
}

_MOST_LOOKED_UP = 2_000
"""Changed rows whose own columns are compared too; of more, what is counted of them."""

_NO_NEWS = ("bucket", "at", "is_new_business", "new_business_by")


def moved_rows(both: Both, kpi: Kpi, asked: Slice) -> pl.DataFrame:
    """The facts that each part moved: columns as SCHEMA, part by part, newest first.

    `way`: `in`, `out`, or `differs` where the fact counts before and after, but not alike. A deal
    that was open and is won now came in by the part `changed`: its row was there. A row may be
    there twice: a new one that the other definition judges otherwise. `differs`: of a changed row
    the columns of its table that differ, else what is counted of it. Raises SliceError for a KPI
    that is made of others.
    """
    same = within(both, kpi, asked)
    view, here = both.before, _facts(both.before, kpi, same)
    found: list[dict[str, Any]] = []
    for part, after in both.steps:
        there = _facts(after, kpi, same)
        rows = list(_differences(part, here, there))
        if part == "changed":
            _look_up(rows, view, after, question(after, kpi, same).kpi)
        found += rows
        view, here = after, there
    frame = pl.DataFrame(found, schema=SCHEMA, orient="row")
    order = pl.col("part").cast(pl.Enum(list(dict.fromkeys(p for p, _ in both.steps))))
    return frame.sort(
        order, "counted_on", "fact_id", descending=[False, True, False], nulls_last=True
    )


def counted(rows: pl.DataFrame) -> dict[str, int]:
    """How many rows each part moved, of those that moved any."""
    return dict(rows.group_by("part", maintain_order=True).len().rows())


def _facts(view: View, kpi: Kpi, asked: Slice) -> dict[str, dict[str, Any]]:
    """The facts by their id, with what is counted of each."""
    found = members(view, kpi.id, asked)
    if LEFT_BY in found.columns:
        # Who is still there was only followed longer.
        stays = pl.col(LEFT_BY).is_null()
        found = found.with_columns(
            pl.when(stays).then(None).otherwise(pl.col(EXIT)).alias(EXIT),
        )
    return {row["fact_id"]: row for row in found.iter_rows(named=True)}


def _differences(
    part: Part, before: Mapping[str, dict[str, Any]], after: Mapping[str, dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    for name, row in before.items():
        now = after.get(name)
        if now is None:
            yield _row(part, "out", row, [])
        elif cells := _cells(row, now, _counted_columns(row)):
            yield _row(part, "differs", now, cells)
    for name, row in after.items():
        if name not in before:
            yield _row(part, "in", row, [])


def _row(part: Part, way: str, row: Mapping[str, Any], cells: list[Any]) -> dict[str, Any]:
    kept = {name: row[name] for name in SCHEMA if name in row}
    return {**kept, "part": part, "way": way, "differs": cells}


def _counted_columns(row: Mapping[str, Any]) -> list[str]:
    """The columns by which a fact moves a figure: its group, its day, and what is summed."""
    names = list(row)
    summed = names[names.index("filled_later") + 1 :]
    # Who is followed is dated at the end of the data while it stays.
    dated = [] if LEFT_BY in names else ["counted_on"]
    return ["account_id", "fit", *dated, *summed]


def _cells(
    before: Mapping[str, Any], after: Mapping[str, Any], columns: Sequence[str]
) -> list[dict[str, str | None]]:
    return [
        {"column": c, "before": _text(before.get(c)), "after": _text(after.get(c))}
        for c in columns
        if not _alike(before.get(c), after.get(c))
    ]


def _alike(a: Any, b: Any) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return isclose(a, b, rel_tol=1e-9)
    return bool(a == b)


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, bool):
        return str(value).lower()
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _look_up(rows: list[dict[str, Any]], before: View, after: View, kpi: Kpi) -> None:
    """Put the columns of its own table that differ into each changed row, where it has one."""
    key = TABLES[kpi.facts_of].key
    if kpi.facts_of == "accounts" or len(key) > 1 or not 0 < len(rows) <= _MOST_LOOKED_UP:
        return
    ids = [row["fact_id"] for row in rows]
    was, now = (_own(view, kpi.facts_of, key[0], ids) for view in (before, after))
    for row in rows:
        one, other = was.get(row["fact_id"], {}), now.get(row["fact_id"], {})
        columns = [c for c in {**one, **other} if c not in (key[0], *_NO_NEWS)]
        of_fit = [cell for cell in row["differs"] if cell["column"] == "fit"]
        row["differs"] = [*of_fit, *_cells(one, other, columns)] or row["differs"]


def _own(view: View, table: str, key: str, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    named = exp.In(this=exp.column(key), expressions=[literal(i) for i in ids])
    found = view.engine.run(exp.select("*").from_(table).where(named))
    return {row[key]: row for row in found.iter_rows(named=True)}
