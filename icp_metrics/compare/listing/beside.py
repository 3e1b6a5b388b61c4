"""What a row behind a figure can show beside what is counted: of its account, and its own.

An account is shown as it was in the span the row is judged in, as filters and break-downs take it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from icp_metrics.compare.view import View
from icp_metrics.kpis import Kpi
from icp_metrics.schema import LIST, MONEY, Kind
from icp_metrics.tables import TABLES


@dataclass(frozen=True, eq=False)
class Beside:
    """`name`: table and column, `accounts.region` or `opportunities.lost_reason`. `value`: SQL over
    the span `s`, the account `a` and the row in its own table `d`; a list as one text, an amount
    as a plain number."""

    name: str
    value: exp.Expr


def beside(view: View, kpi: Kpi) -> dict[str, Beside]:
    """All of a KPI, as it is in its variant, by name."""
    of_account = [a for a in view.attributes if a.table == "accounts"]
    found = [_of("s", a.name, f"accounts.{a.name}", a.kind) for a in of_account]
    found.append(Beside("accounts.domain", exp.column("domain", table="a")))
    if kpi.facts_of != "accounts":
        table = TABLES[kpi.facts_of]
        left_out = (*table.key, "account_id", "name")
        kinds = {c.name: c.kind for c in table.columns if c.name not in left_out}
        kinds |= {a.name: a.kind for a in view.attributes if a.table == table.name}
        found += [_of("d", name, f"{table.name}.{name}", kind) for name, kind in kinds.items()]
    return {b.name: b for b in found if b.name not in kpi.dimensions}


def _of(alias: str, column: str, name: str, kind: Kind) -> Beside:
    value: exp.Expr = exp.column(column, table=alias, quoted=True)
    if kind is LIST:
        value = exp.ArrayToString(this=value, expression=exp.Literal.string(", "))
    if kind is MONEY:
        value = exp.cast(value, "double")
    return Beside(name, value)
