"""The money in each row behind a figure: by it rows are sorted, the heaviest first.

It is the row's part in the figure: the revenue a customer took away, what a deal brings, a cost.
Where a figure counts deals alone, it is the amount of the deal, in the reporting currency.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from icp_metrics.engine.sql import DIALECT
from icp_metrics.kpis import Kpi

_OF_DEAL = "CAST(d.amount * COALESCE(r.rate, 1) AS DOUBLE)"


@dataclass(frozen=True, eq=False)
class Money:
    """`words`: what it is. `amount`, `currency`: SQL over a row `b`, its fact `w`, its row in its
    own table `d` and the rate `r` of its currency. Only amounts above 0 have a part."""

    words: str
    amount: exp.Expr
    currency: exp.Expr


def money(kpi: Kpi) -> Money | None:
    """The money in the rows of a KPI, as it is in its variant; None where there is none."""
    told = _of_sums(kpi) if kpi.alike == "currency" else None
    if told is not None:
        words, amount = told
        return Money(words, _sql(f"CAST({amount} AS DOUBLE)"), _sql("w.currency"))
    if kpi.facts_of == "opportunities":
        return Money("Amount", _sql(_OF_DEAL), _sql("COALESCE(r.reporting, UPPER(d.currency))"))
    return None


def _of_sums(kpi: Kpi) -> tuple[str, str] | None:
    """What it is and SQL for it, by what the estimator sums."""
    summed = kpi.estimator.columns
    if "churn" in summed:
        return "MRR lost", "-(b.contraction + b.churn)"
    for column in ("cost", "margin"):
        if column in summed:
            return column.capitalize(), f"b.{column}"
    if summed == ("y", "x") and kpi.unit == "share":
        if kpi.facts_of == "opportunities":
            return "Amount", "b.x"
        return ("MRR lost", "b.x - b.y") if kpi.summed.get("x", "").startswith("MRR") else None
    if summed[:1] == ("y",):
        said = kpi.summed.get("y", "")
        return ("ARR" if "ARR" in said else "Cost" if "cost" in said else "Amount"), "b.y"
    return None


def _sql(text: str) -> exp.Expr:
    return exp.maybe_parse(text, dialect=DIALECT)
