"""What a load changed: new, changed and unchanged rows, those removed, and matches to accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

import polars as pl
from sqlglot import exp

from icp_metrics.engine.duckdb import DuckEngine
from icp_metrics.extracts.outcome import Extract
from icp_metrics.publish.follow import ENDS
from icp_metrics.publish.matching import of_rows
from icp_metrics.schema import Table
from icp_metrics.tables import TABLES


class Counts(TypedDict):
    """What became of the rows of one table of a load; `matched`: to an account.

    `matched_amount`: the share of the money (0 to 1) of the matched rows, where that is told.
    """

    rows: int
    new: int
    changed: int
    unchanged: int
    rejected: int
    matched: int | None
    matched_amount: float | None


def changes(
    name: str,
    loaded: pl.DataFrame,
    earlier: DuckEngine | None,
    after: DuckEngine,
    found: Extract,
) -> Counts:
    """How many rows of this load are new, changed or as they were, and matched to an account."""
    table = TABLES[name]
    keys = loaded.select(table.key)
    given = [c for c in loaded.columns if c not in table.key]
    now_rows = _digests(after, name, given, keys)
    if earlier is None:
        new, changed = keys.height, 0
    else:
        known = earlier.run(exp.select(*table.key).from_(name))
        new = keys.join(known, on=table.key, how="anti").height
        old = _digests(earlier, name, given, keys.join(known, on=table.key, how="semi"))
        both = now_rows.join(old, on=table.key, how="inner", suffix="_old")
        changed = both.filter(pl.col("digest") != pl.col("digest_old")).height
    match = of_rows(name, loaded, after) if table.links_accounts else None
    return {
        "rows": keys.height,
        "new": new,
        "changed": changed,
        "unchanged": keys.height - new - changed,
        "rejected": found.rejected[name],
        "matched": match.matched if match else None,
        "matched_amount": match.amount if match else None,
    }


def _digests(
    engine: DuckEngine, name: str, columns: Sequence[str], keys: pl.DataFrame
) -> pl.DataFrame:
    """A digest of the given columns per key; a column the version lacks counts as blank."""
    table = TABLES[name]
    # A row that is followed changes by ending where its next span begins.
    columns = list(dict.fromkeys([*columns, *([ENDS] if table.follows else [])]))
    one = engine.run(exp.select("*").from_(name).limit(0)).columns
    cells = [exp.column(c, quoted=True) if c in one else exp.null() for c in columns]
    row = exp.Anonymous(this="hash", expressions=[exp.Anonymous(this="row", expressions=cells)])
    digest = exp.cast(row, "varchar") if cells else exp.Literal.string("")
    rows = engine.run(exp.select(*table.key, exp.alias_(digest, "digest")).from_(name))
    if not table.follows:
        return keys.join(rows, on=table.key, how="inner")
    return _of_spans(rows, keys, table)


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
    return digests.agg(pl.col("digest").str.join(" "))


def removed(earlier: DuckEngine | None, found: Extract) -> list[str]:
    """What was loaded before and no longer counts, because the files say it is deleted."""
    said = []
    for table, keys in found.gone.items():
        if earlier is not None:
            known = earlier.run(exp.select(*TABLES[table].key).from_(table))
            count = keys.join(known, on=TABLES[table].key, how="semi").height
            if count:
                said.append(f"{table}: {count:,} rows loaded before are left out now: removed")
    return said
