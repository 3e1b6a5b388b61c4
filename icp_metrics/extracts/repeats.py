"""Rows of one key: the same again, in contradiction, or one account told in many rows."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def comparable(rows: pl.DataFrame, separator: str = "\x1f") -> pl.DataFrame:
    """The rows with lists as one text, so that rows can be compared, counted and written."""
    lists = [n for n, t in rows.schema.items() if isinstance(t, pl.List)]
    return rows.with_columns(pl.col(n).list.join(separator) for n in lists)


def conflicts(rows: pl.DataFrame, key: Sequence[str], at: pl.DataFrame) -> pl.DataFrame:
    """The rows whose key also has other content: `_record` and `_other`, where that content is.

    `rows` has `_record`, the key and the columns; `at`: `_record` and `_at`, where it is, as text.
    """
    content = [c for c in rows.columns if c != "_record"]
    same = comparable(rows).join(at, on="_record", how="left", maintain_order="left")
    distinct = same.unique(content, keep="first", maintain_order=True)
    several = (
        distinct.group_by(key, maintain_order=True)
        .agg(_first=pl.col("_at").first(), _second=pl.col("_at").get(1, null_on_oob=True))
        .drop_nulls("_second")
    )
    first_of = distinct.select(*content, _own="_at")
    located = same.join(
        first_of, on=content, how="left", nulls_equal=True, maintain_order="left"
    ).join(several, on=list(key), how="inner", maintain_order="left")
    is_first = pl.col("_own") == pl.col("_first")
    return located.select("_record", _other=pl.when(is_first).then("_second").otherwise("_first"))


def repeated(rows: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """The keys that several rows have: of most files none, and this is soon told."""
    keys = rows.select(key)
    # Keys with as many digests as rows are all different; digests take far less memory to count.
    if keys.hash_rows().n_unique() == keys.height:
        return keys.clear()
    return keys.group_by(key).len().filter(pl.col("len") > 1).select(key)


def without_repeats(rows: pl.DataFrame, key: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that say something new, and the `_record`s of those that repeat one before."""
    content = [c for c in rows.columns if c != "_record"]
    if repeated(rows, key).is_empty():
        return rows, rows.clear().select("_record")
    first = comparable(rows).select(pl.struct(content).is_first_distinct()).to_series()
    return rows.filter(first), rows.filter(~first).select("_record")


def merged(
    rows: pl.DataFrame, key: Sequence[str], table: str
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """One row per key: per column the last value that is filled; and where rows contradict."""
    columns = [c for c in rows.columns if c != "_record" and c not in key]
    one = rows.group_by(key, maintain_order=True).agg(
        pl.col(c).drop_nulls().last() for c in columns
    )
    if not columns:
        return one.select(key), ()
    counts = (
        comparable(rows)
        .group_by(key, maintain_order=True)
        .agg(pl.col(c).drop_nulls().n_unique() for c in columns)
    )
    warnings = []
    for column in columns:
        torn = counts.filter(pl.col(column) > 1)
        if torn.height:
            example = torn.select(key).row(0)[0]
            values = comparable(rows).filter(pl.col(key[0]) == example)[column].drop_nulls()
            told = " and ".join(f"'{v}'" for v in values.unique(maintain_order=True).to_list()[:2])
            warnings.append(
                f"{table}.{column}: {torn.height:,} {table} have several values and keep the last, "
                f"for example {example}: {told}"
            )
    return one.select(*key, *columns), tuple(warnings)
