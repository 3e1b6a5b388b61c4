"""Rows whose account is not among the accounts."""

from collections.abc import Iterator

from icp_metrics.checks import Check, Loaded
from icp_metrics.checks.finding import Finding, rows_of
from icp_metrics.tables import TABLES


def _find(loaded: Loaded) -> Iterator[Finding]:
    for name, rows in loaded.tables.items():
        table = TABLES[name]
        if not table.links_accounts or loaded.told_later(name) or "account_id" not in rows.columns:
            continue
        linked = rows.select(list(dict.fromkeys((*table.key, "account_id")))).drop_nulls(
            "account_id"
        )
        orphans = linked.join(loaded.accounts, on="account_id", how="anti", maintain_order="left")
        if orphans.height:
            yield Finding(
                "orphans",
                "warn",
                f"{orphans.height:,} {rows_of(name)} have an account that is not among the "
                f"accounts, for example '{orphans['account_id'][0]}'; their fit is unknown",
                name,
                orphans,
            )


CHECK = Check("Account not known", _find)
