"""Rows that say no account."""

from collections.abc import Iterator

import polars as pl

from icp_metrics.checks import Check, Loaded
from icp_metrics.checks.finding import Finding, rows_of
from icp_metrics.tables import TABLES


def _find(loaded: Loaded) -> Iterator[Finding]:
    for name, rows in loaded.tables.items():
        table = TABLES[name]
        if not table.links_accounts or loaded.told_later(name) or not rows.height:
            continue
        what = rows_of(name)
        if "account_id" not in rows.columns:
            says = f"none of the {rows.height:,} {what} has an account: the mapping gives none"
            yield Finding("no_account", "warn", says, name)
            continue
        blank = rows.filter(pl.col("account_id").is_null()).select(table.key)
        if blank.height:
            yield Finding(
                "no_account",
                "warn",
                f"{blank.height:,} {what} have no account; they count in 'all', "
                "their fit is unknown",
                name,
                blank,
            )


CHECK = Check("Without account", _find)
