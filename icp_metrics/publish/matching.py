"""How much of what is billed belongs to accounts we know, in rows and in money."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from sqlglot import exp

from icp_metrics.engine.duckdb import DuckEngine
from icp_metrics.publish import keys
from icp_metrics.tables import TABLES

_PARTS = ("account_id", "currency", "mrr", "amount")


@dataclass(frozen=True)
class Matching:
    """Of `rows`, how many are `matched` to an account.

    `amount`: their share of the money, sizes without sign, 0 to 1; None where the table holds
    none, there is no money at all, or its currencies cannot be added up.
    """

    rows: int
    matched: int
    amount: float | None


def share(amount: float | None) -> str | None:
    """A share of the money as people read it: `96.9 %`."""
    return None if amount is None else f"{100 * amount:.1f} %"


def of_rows(table: str, rows: pl.DataFrame, engine: DuckEngine) -> Matching:
    """How rows as they were loaded match the accounts of a version, by its account_keys."""
    given = rows.select(c for c in _PARTS if c in rows.columns)
    if "account_id" not in given.columns:
        given = given.with_columns(account_id=pl.lit(None, pl.String))
    known = engine.run(
        exp.select("system", "source_id", exp.alias_("account_id", "_account")).from_(keys.TABLE)
    ).select(pl.format("{}:{}", "system", "source_id").alias("account_id"), "_account")
    found = given.join(known, on="account_id", how="left", maintain_order="left")
    accounts = pl.coalesce("_account", "account_id")
    return _matching(table, found.with_columns(account_id=accounts), engine)


def of_version(table: str, engine: DuckEngine) -> Matching | None:
    """How a whole table of a version matches its accounts; None where rows have no account."""
    declared = TABLES[table]
    if not declared.links_accounts:
        return None
    columns = [c for c in _PARTS if declared.column(c) is not None]
    return _matching(table, engine.run(exp.select(*columns).from_(table)), engine)


def unmatched(
    table: str, rows: int, matched: int | None, amount: float | None, *, keyed: bool
) -> str | None:
    """The warning that some rows of a load belong to nobody we know, or None.

    `keyed`: the mapping names them by the key of another system, so account_keys can help.
    """
    billed = TABLES[table].billed
    if matched is None or matched == rows or not (keyed or billed):
        return None
    money = "" if amount is None or not billed else f" ({share(1 - amount)} of {billed[1]})"
    cure = (
        "Load account_keys to say which accounts they are."
        if keyed
        else "Load those accounts, or say in the mapping how customers match accounts."
    )
    return (
        f"{table}: {rows - matched:,} of {rows:,} rows{money} belong to customers that fit no "
        f"account; they count under 'All' and their fit can't be told. {cure}"
    )


def _matching(table: str, rows: pl.DataFrame, engine: DuckEngine) -> Matching:
    accounts = engine.run(exp.select("account_id").from_("accounts"))
    known = pl.col("account_id").is_in(accounts["account_id"].implode())
    rows = rows.with_columns(_known=known.fill_null(value=False))
    return Matching(rows.height, int(rows["_known"].sum()), _share(table, rows, engine))


def _share(table: str, rows: pl.DataFrame, engine: DuckEngine) -> float | None:
    column = (TABLES[table].billed or ("",))[0]
    if column not in rows.columns:
        return None
    currency = pl.col("currency") if "currency" in rows.columns else pl.lit(None, pl.String)
    sizes = rows.group_by(currency.str.to_uppercase().alias("currency"), "_known").agg(
        size=pl.col(column).abs().cast(pl.Float64).sum()
    )
    sizes = sizes.filter(pl.col("size") > 0)
    if sizes["currency"].n_unique() > 1:
        rates = engine.run(exp.select("currency", "rate").from_("rates"))
        rate = pl.when(pl.col("currency").is_null()).then(1.0).otherwise("rate")
        sizes = sizes.join(rates, on="currency", how="left").with_columns(pl.col("size") * rate)
        if sizes["size"].null_count():
            return None
    whole = float(sizes["size"].sum())
    return float(sizes.filter("_known")["size"].sum()) / whole if whole else None
