"""What a load changes in a table: which rows are new, changed or as they were."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypedDict

import polars as pl
from sqlglot import exp

from icp_metrics.engine.duckdb import BESIDE, DuckEngine
from icp_metrics.extracts.outcome import Extract
from icp_metrics.publish.follow import ENDS
from icp_metrics.publish.matching import of_rows
from icp_metrics.schema import Table
from icp_metrics.tables import TABLES


class Counts(TypedDict):
    """What became of the rows of one table of a load; `matched`: to an account.

    `missing`: rows that the scope of the extract should hold and that it lacks.
    `matched_amount`: the share of the money (0 to 1) of the matched rows, where that is told.
    """

    rows: int
    new: int
    changed: int
    unchanged: int
    missing: int
    rejected: int
    matched: int | None
    matched_amount: float | None


@dataclass(frozen=True, eq=False)
class Changed:
    """The counts, and the keys of the rows that are `new` and `changed`."""

    counts: Counts
    new: pl.DataFrame
    changed: pl.DataFrame


def changed(
    name: str,
    loaded: pl.DataFrame,
    after: DuckEngine,
    *,
    news: bool,
    rejected: int,
    missing: int,
) -> Changed:
    """What the rows of a load became in the version `after`, which has the one before it beside it.

    `news`: there was no version before, so that every row is new.
    """
    table = TABLES[name]
    keys = loaded.select(table.key)
    given = [c for c in loaded.columns if c not in table.key]
    if news:
        new, differ = keys, keys.clear()
    elif table.follows:
        new, differ = _followed(after, table, given, keys)
    else:
        new = keys.join(_only_here(after, table), on=table.key, how="semi")
        differ = keys.join(_differing(after, table, given), on=table.key, how="semi")
    match = of_rows(name, loaded, after) if table.links_accounts else None
    counts: Counts = {
        "rows": keys.height,
        "new": new.height,
        "changed": differ.height,
        "unchanged": keys.height - new.height - differ.height,
        "missing": missing,
        "rejected": rejected,
        "matched": match.matched if match else None,
        "matched_amount": match.amount if match else None,
    }
    return Changed(counts, new, differ)


def columns_of(engine: DuckEngine, table: str, *, beside: bool = False) -> list[str]:
    """The columns that a table of a version has, or of the version beside it."""
    return engine.run(exp.select("*").from_(_of(table, beside=beside)).limit(0)).columns


def _of(table: str, *, beside: bool) -> exp.Table:
    return exp.to_table(f"{BESIDE}.{table}" if beside else table)


def _only_here(engine: DuckEngine, table: Table) -> pl.DataFrame:
    """The keys that the version beside lacks."""
    query = exp.select(*table.key).from_(_of(table.name, beside=False).as_("h"))
    there = _of(table.name, beside=True).as_("b")
    return engine.run(query.join(there, using=list(table.key), join_type="anti"))


def _differing(engine: DuckEngine, table: Table, columns: Sequence[str]) -> pl.DataFrame:
    """The keys of both versions whose rows differ in one of the columns."""
    both = [_rows(engine, table, columns, beside=beside) for beside in (False, True)]
    query = exp.select(*(f"h.{k}" for k in table.key)).from_(both[0].subquery("h"))
    query = query.join(both[1].subquery("b"), using=list(table.key))
    differ = exp.NEQ(this=exp.column("row_", table="h"), expression=exp.column("row_", table="b"))
    return engine.run(query.where(differ))


def _rows(
    engine: DuckEngine, table: Table, columns: Collection[str], *, beside: bool
) -> exp.Select:
    """Keys and a digest of the given columns; a column the version lacks counts as blank."""
    has = columns_of(engine, table.name, beside=beside)
    cells = [exp.column(c, quoted=True) if c in has else exp.null() for c in columns]
    row = exp.Anonymous(this="hash", expressions=[exp.Anonymous(this="row", expressions=cells)])
    digest = exp.cast(row, "varchar") if cells else exp.Literal.string("")
    return exp.select(*table.key, exp.alias_(digest, "row_")).from_(_of(table.name, beside=beside))


def _followed(
    engine: DuckEngine, table: Table, columns: Sequence[str], keys: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The new and the changed keys of a table whose rows are followed.

    A row that is followed changes by ending where its next span begins.
    """
    columns = list(dict.fromkeys([*columns, ENDS]))
    now, was = (
        engine.run(_rows(engine, table, columns, beside=beside)) for beside in (False, True)
    )
    new = keys.join(was.select(table.key), on=table.key, how="anti")
    old = _of_spans(was, keys.join(was, on=table.key, how="semi"), table)
    both = _of_spans(now, keys, table).join(old, on=table.key, how="inner", suffix="old")
    return new, both.filter(pl.col("row_") != pl.col("row_old")).select(table.key)


def _of_spans(rows: pl.DataFrame, keys: pl.DataFrame, table: Table) -> pl.DataFrame:
    """A digest per key of all spans that began from that key, up to the next key."""
    *whose, starts = table.key
    began = keys.sort(starts).with_columns(_began=starts)
    spans = rows.sort(starts).join_asof(
        began, on=starts, by=whose, strategy="backward", check_sortedness=False
    )
    digests = spans.drop_nulls("_began").group_by(
        *whose, pl.col("_began").alias(starts), maintain_order=True
    )
    return digests.agg(pl.col("row_").str.join(" "))


def removed(earlier: DuckEngine | None, found: Extract) -> dict[str, pl.DataFrame]:
    """Per table the keys of what was loaded before and no longer counts, because the files say
    it is deleted."""
    if earlier is None:
        return {}
    gone = {}
    for table, keys in found.gone.items():
        known = earlier.run(exp.select(*TABLES[table].key).from_(table))
        gone[table] = keys.join(known, on=TABLES[table].key, how="semi")
    return {table: keys for table, keys in gone.items() if keys.height}
