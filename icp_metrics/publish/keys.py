"""Who a customer of another system is: account_keys decide, and `system:id` becomes the account.

A row by hand (`matched_by` blank or `hand`) goes before one that a load found by domain or name,
whatever their order. Ids that no key names stay as they are.
"""

from __future__ import annotations

from icp_metrics.schema import Table
from icp_metrics.store.build import Build

TABLE = "account_keys"
_BY_HAND = "COALESCE(matched_by.v, 'hand') = 'hand'"


def rule(build: Build, rows: str) -> None:
    """Keep in the stack `rows` of account_keys what holds: rows by hand, else the first found."""
    build.run(f"""
        DELETE FROM {rows} WHERE NOT ({_BY_HAND}) AND (
            (system, source_id) IN (SELECT (system, source_id) FROM {rows} WHERE {_BY_HAND})
            OR (system, source_id, _order) NOT IN (
                SELECT (system, source_id, MIN(_order)) FROM {rows} GROUP BY system, source_id))
    """)


def resolved(table: Table, rows: str) -> str:
    """SQL for the rows of a merged table with the account in place of `system:id`."""
    if not table.links_accounts or table.name == TABLE:
        return f"SELECT * FROM {rows}"
    return f"""
        SELECT r.* REPLACE (COALESCE(k.account_id, r.account_id) AS account_id)
        FROM {rows} AS r LEFT JOIN {TABLE} AS k
          ON k.system || ':' || k.source_id = r.account_id
    """


def comes_after(table: Table) -> tuple[bool, bool]:
    """Sorts account_keys before the tables resolved through it, account_history before accounts."""
    return table.name != TABLE, table.name != "account_history"
