"""What a load says about rows it takes: nothing is wrong with them, but a reader should know."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import polars as pl

from icp_metrics.tables import TABLES

BILLED = {"subscriptions": ("mrr", "MRR"), "invoice_lines": ("amount", "the amount")}
"""The tables whose accounts are told in money too, when published: its column, and its name."""


def notices(
    tables: Mapping[str, pl.DataFrame],
    accounts: pl.DataFrame,
    *,
    as_of: date,
    keyed: Collection[str] = (),
) -> tuple[str, ...]:
    """Sentences with counts; `accounts` has the `account_id` of every account we know.

    `keyed`: tables whose accounts are only known, and told, when the load is published; those of
    `BILLED` are too.
    """
    found: list[str] = []
    for name, rows in tables.items():
        if TABLES[name].links_accounts and rows.height and name not in {*keyed, *BILLED}:
            found += _about_accounts(name, rows, accounts)
    found += _about_ends(tables.get("subscriptions"))
    deals = tables.get("opportunities")
    if deals is not None and deals.height:
        found += _about_dates(deals, as_of)
    return tuple(found)


def _about_accounts(table: str, rows: pl.DataFrame, accounts: pl.DataFrame) -> list[str]:
    what = _rows_of(table)
    if "account_id" not in rows.columns:
        return [f"none of the {rows.height:,} {what} has an account: the mapping gives none"]
    found = []
    blank = rows["account_id"].null_count()
    if blank:
        found.append(f"{blank:,} {what} have no account; they count in 'all', their fit is unknown")
    ids = rows.select("account_id").drop_nulls()
    orphans = ids.join(accounts, on="account_id", how="anti", maintain_order="left")
    if orphans.height:
        found.append(
            f"{orphans.height:,} {what} have an account that is not among the accounts, "
            f"for example '{orphans['account_id'][0]}'; their fit is unknown"
        )
    return found


def _about_ends(rows: pl.DataFrame | None) -> list[str]:
    if rows is None:
        return []
    endless = rows.filter(pl.col("status") == "canceled")
    if "ended_on" in rows.columns:
        endless = endless.filter(pl.col("ended_on").is_null())
    if not endless.height:
        return []
    return [
        f"{endless.height:,} subscriptions are canceled and say no ended_on, for example "
        f"'{endless['subscription_id'][0]}'; they bring no MRR: state when they ended"
    ]


def _about_dates(deals: pl.DataFrame, as_of: date) -> list[str]:
    found = []
    blank = deals["created_on"].null_count() if "created_on" in deals.columns else deals.height
    if blank:
        found.append(f"{blank:,} deals have no created_on; they are out of cycle length")
    if "closed_on" not in deals.columns:
        return found
    closed = deals.filter(pl.col("status").is_in(["won", "lost"]))
    for rows, says in (
        (
            closed.filter(pl.col("closed_on") > as_of),
            f"are closed after {as_of}, when the data is from",
        ),
        (_closed_early(deals), "are closed before they were created"),
    ):
        if rows.height:
            example = rows["opportunity_id"][0]
            found.append(f"{rows.height:,} won or lost deals {says}, for example '{example}'")
    return found


def _closed_early(deals: pl.DataFrame) -> pl.DataFrame:
    if "created_on" not in deals.columns:
        return deals.clear()
    early = pl.col("closed_on") < pl.col("created_on")
    return deals.filter(early & pl.col("status").is_in(["won", "lost"]))


def _rows_of(table: str) -> str:
    return "deals" if table == "opportunities" else f"rows of {table}"
