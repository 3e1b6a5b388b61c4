"""Books of customers for tests: rows in memory, made into MRR by the real SQL.

view = book(subscriptions=[subscription("S", "A", "2025-01-01", 100)])
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl
from sqlglot import exp

from icp_metrics.compare import View
from icp_metrics.engine.sql import parse, render
from icp_metrics.projections import ddl
from icp_metrics.publish import money
from icp_metrics.settings import Settings
from icp_metrics.store import Version
from icp_metrics.store.build import Build
from icp_metrics.tables import TABLES

Rows = Iterable[Mapping[str, Any]]

END = date(2025, 12, 31)


class InMemory:
    """An engine over a connection that was never written to a file."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def run(self, query: exp.Expression) -> pl.DataFrame:
        """The rows of a query."""
        frame: pl.DataFrame = self._connection.sql(render(query)).pl()
        return frame


def subscription(name: str, account: str | None, starts: str, mrr: Any, **cells: Any) -> Any:
    """A span of a subscription: active and running unless told otherwise."""
    return {
        "subscription_id": name,
        "account_id": account,
        "started_on": starts,
        "mrr": mrr,
        "currency": "EUR",
        "status": "active",
        **cells,
    }


def line(account: str | None, starts: str | None, ends: str | None, amount: Any, **c: Any) -> Any:
    """A recurring paid line, issued when its service starts unless told otherwise."""
    named = f"{account} {starts} {ends} {amount} {sorted(c.items())}"
    return {
        "line_id": named,
        "invoice_id": None,
        "account_id": account,
        "issued_on": starts,
        "service_starts_on": starts,
        "service_ends_on": ends,
        "amount": amount,
        "currency": "EUR",
        "kind": "recurring",
        "status": "paid",
        **c,
    }


def won(name: str, account: str | None, closed: str, months: int | None, **cells: Any) -> Any:
    """A won deal with a term."""
    return {
        "opportunity_id": name,
        "account_id": account,
        "status": "won",
        "closed_on": closed,
        "term_months": months,
        "currency": "EUR",
        **cells,
    }


def rate(currency: str, month: str, value: float) -> Any:
    """An exchange rate."""
    return {"currency": currency, "month_on": month, "rate": value}


def book(
    *,
    through: date = END,
    settings: Mapping[str, Any] | None = None,
    data_through: Mapping[str, date] | None = None,
    **tables: Rows,
) -> View:
    """A view of the MRR of these rows. `data_through`: of each table, else `through` for all."""
    connection = duckdb.connect()
    build = Build(connection)
    for table in TABLES.values():
        build.run(ddl(table, {}))
    for name, rows in tables.items():
        for row in rows:
            cells = {**row, "bucket": 0}
            values = ", ".join(f"${c}" for c in cells)
            build.run(f"INSERT INTO {name} ({', '.join(cells)}) VALUES ({values})", cells)
    chosen = Settings().with_values(settings or {}, version=1)
    reach = dict(data_through or dict.fromkeys(tables, through))
    rows_made = money.fill(build, chosen, reach)
    version = Version(
        number=1,
        recipe="",
        before=None,
        loads=(),
        settings=1,
        profiles={},
        data_through=reach,
        rows=rows_made,
        published_at="",
        sha256="",
        size=0,
    )
    return View(InMemory(connection), version, chosen, None, None, ())


def pieces(view: View) -> list[tuple[Any, ...]]:
    """(started_on, ended_on, mrr) of every piece, as text, in order."""
    return _texts(view, "SELECT started_on, ended_on, mrr FROM mrr_pieces ORDER BY ALL")


def spans(view: View, account: str = "A") -> list[tuple[Any, ...]]:
    """(started_on, ended_on, mrr) of an account's spans, as text, in order."""
    return _texts(
        view,
        "SELECT started_on, ended_on, mrr FROM mrr_spans "
        f"WHERE account_id = '{account}' ORDER BY started_on",
    )


def rows(view: View, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    return view.engine.run(parse(sql)).rows()


def _texts(view: View, sql: str) -> list[tuple[Any, ...]]:
    return [
        (str(a), None if b is None else str(b), str(Decimal(m).normalize().__format__("f")))
        for a, b, m in rows(view, sql)
    ]
