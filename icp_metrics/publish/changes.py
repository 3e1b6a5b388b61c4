"""What a load changed: new, changed and unchanged rows, those removed, and matches to accounts."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from sqlglot import exp

from icp_metrics.engine.duckdb import DuckEngine
from icp_metrics.extracts.outcome import Extract
from icp_metrics.tables import TABLES


def changes(
    name: str,
    loaded: pl.DataFrame,
    earlier: DuckEngine | None,
    after: DuckEngine,
    found: Extract,
) -> dict[str, int | None]:
    """How many rows of this load are new, changed or as they were, and matched to an account."""
    table = TABLES[name]
    keys = loaded.select(table.key)
    given = [c for c in loaded.columns if c not in table.key]
    now_rows = keys.join(_digests(after, name, given), on=table.key, how="left")
    old = None if earlier is None else _digests(earlier, name, given)
    if old is None:
        new, changed = keys.height, 0
    else:
        both = now_rows.join(old, on=table.key, how="inner", suffix="_old")
        new = keys.height - both.height
        changed = both.filter(pl.col("digest") != pl.col("digest_old")).height
    return {
        "rows": keys.height,
        "new": new,
        "changed": changed,
        "unchanged": keys.height - new - changed,
        "rejected": found.rejected[name],
        "matched": _matched(loaded, after) if table.links_accounts else None,
    }


def _digests(engine: DuckEngine, name: str, columns: Sequence[str]) -> pl.DataFrame:
    """A digest of the given columns per key; a column the version lacks counts as blank."""
    one = engine.run(exp.select("*").from_(name).limit(0)).columns
    cells = [exp.column(c, quoted=True) if c in one else exp.null() for c in columns]
    row = exp.Anonymous(this="hash", expressions=[exp.Anonymous(this="row", expressions=cells)])
    digest = exp.cast(row, "varchar") if cells else exp.Literal.string("")
    return engine.run(exp.select(*TABLES[name].key, exp.alias_(digest, "digest")).from_(name))


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


def _matched(loaded: pl.DataFrame, after: DuckEngine) -> int:
    if "account_id" not in loaded.columns:
        return 0
    accounts = after.run(exp.select("account_id").from_("accounts"))
    return loaded.join(accounts, on="account_id", how="semi").height
