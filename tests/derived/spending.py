"""Spend of tests: rows in memory, shared by the real SQL.

found = spending(spend=[cost("2025-01-10", 100)], opportunities=[worked("D", "A", "2025-01-20")])
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

import duckdb

from icp_metrics.projections import ddl
from icp_metrics.publish import merge, money, spend
from icp_metrics.settings import Settings
from icp_metrics.store.build import Build
from icp_metrics.tables import TABLES

Rows = Iterable[Mapping[str, Any]]

END = date(2025, 12, 31)
_number = count(1)


def cost(spent_on: str, amount: Any, category: str = "overhead", **cells: Any) -> dict[str, Any]:
    """A cost of winning customers: in EUR, overhead unless told otherwise."""
    return {
        "spend_id": f"s{next(_number)}",
        "spent_on": spent_on,
        "amount": amount,
        "category": category,
        "currency": "EUR",
        **cells,
    }


def worked(name: str, account: str | None, created: str | None, **cells: Any) -> dict[str, Any]:
    """A deal of new business: lost a month after it was created unless told otherwise."""
    return {
        "opportunity_id": name,
        "account_id": account,
        "type": "new",
        "status": "lost",
        "created_on": created,
        "closed_on": created,
        "currency": "EUR",
        **cells,
    }


def lead(name: str, created: str, **cells: Any) -> dict[str, Any]:
    """A lead."""
    return {"lead_id": name, "created_on": created, **cells}


def campaign(name: str, channel: str | None) -> dict[str, Any]:
    """A campaign of January."""
    return {
        "campaign_id": name,
        "name": name,
        "channel": channel,
        "started_on": "2025-01-01",
    }


def rate(currency: str, month: str, value: float) -> dict[str, Any]:
    """An exchange rate."""
    return {"currency": currency, "month_on": month, "rate": value}


class Spending:
    """The tables of spend of some rows."""

    def __init__(self, build: Build) -> None:
        self._build = build

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self._build.frame(sql).rows()

    def of(self, allocation: str, column: str = "account_id") -> dict[Any, float]:
        """Cost by account, or by another column; None is what nobody bears."""
        found = self.rows(
            f"SELECT {column}, SUM(cost) FROM spend_parts WHERE allocation = '{allocation}' "
            f"GROUP BY {column}"
        )
        return {name: float(total) for name, total in found}

    def total(self, allocation: str) -> dict[str | None, Decimal]:
        """Cost by currency."""
        return dict(
            self.rows(
                f"SELECT currency, SUM(cost) FROM spend_parts WHERE allocation = '{allocation}' "
                "GROUP BY currency"
            )
        )


def spending(
    *, through: date = END, settings: Mapping[str, Any] | None = None, **tables: Rows
) -> Spending:
    """The tables of spend of these rows; all deals of type `new` are new business."""
    build = Build(duckdb.connect())
    for table in TABLES.values():
        build.run(ddl(table, {}))
    for name, rows in tables.items():
        for row in rows:
            cells = {**row, "bucket": 0}
            values = ", ".join(f"${c}" for c in cells)
            build.run(f"INSERT INTO {name} ({', '.join(cells)}) VALUES ({values})", cells)
    owned = merge.bucket("COALESCE(account_id, opportunity_id)")
    build.run(f"UPDATE opportunities SET bucket = {owned}")
    reach = dict.fromkeys(tables, through)
    chosen = Settings().with_values(settings or {}, version=1)
    money.fill(build, chosen, reach)
    build.run("ALTER TABLE opportunities ADD COLUMN is_new_business BOOLEAN")
    build.run("UPDATE opportunities SET is_new_business = (type = 'new')")
    spend.fill(build, chosen, reach)
    return Spending(build)
