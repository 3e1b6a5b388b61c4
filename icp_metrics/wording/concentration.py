"""How much of a sum one account holds, as a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from icp_metrics.catalog import KPIS
from icp_metrics.compare.row import Row
from icp_metrics.wording.numbers import value

_SUMS = {
    "cost": "spend",
    "margin": "margin",
    "opening": "MRR at the start",
}
_GROUPS = {"fit": "in ICP", "not_fit": "outside ICP"}


def concentration(row: Row) -> list[str]:
    """`Acme is 41.0% of the MRR then in ICP.`, for each group that hangs on few accounts."""
    return [_said(row, name, told) for name, told in row.extras.get("largest", {}).items()]


def _said(row: Row, group: str, told: Mapping[str, Any]) -> str:
    column = told["column"]
    of = _SUMS.get(column) or KPIS[told["kpi"]].of(row.variant).summed.get(column, "sum")
    if column == "margin" and "no_margin" in row.flags:
        of = "revenue"
    who = told["name"] or told["account_id"]
    return f"One account, {who}, is {value(told['share'], 'share')} of the {of} {_GROUPS[group]}."
