"""Which attributes have values, and how many: what is blank everywhere divides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from icp_metrics.compare.dimensions import available
from icp_metrics.compare.tree import named
from icp_metrics.compare.view import View
from icp_metrics.dimensions import TIER, Attribute, Dimension
from icp_metrics.kpis import Kpi


def filled(view: View, kpi: Kpi) -> dict[str, float]:
    """Name of each attribute a KPI, as it is in its variant, can be broken down by -> the share of
    accounts, or of its own rows, that have it. Those of accounts come first; what none has is left
    out."""
    every = sorted(available(view, kpi), key=lambda a: not Dimension(a).of_span)
    found: dict[str, float] = {}
    for table in dict.fromkeys(_table(a, kpi) for a in every if a.table != TIER.table):
        of_table = [a for a in every if a.table != TIER.table and _table(a, kpi) == table]
        found |= _shares(view, table, of_table)
    fit = view.fit()
    if fit is not None:
        found |= _shares(view, fit.subquery("g"), [TIER])
    return {name: found[name] for a in every if found.get(name := Dimension(a).name)}


def _table(of: Attribute, kpi: Kpi) -> str:
    if of.carried is not None:
        variant = next(v for v in kpi.variants if Dimension(of).name in kpi.of(v).dimensions)
        return kpi.facts_table(variant)
    return "account_spans" if of.table == "accounts" else of.table


def _shares(view: View, table: str | exp.Subquery, of: Sequence[Attribute]) -> dict[str, float]:
    counts = [
        named(exp.Count(this=exp.column(a.carried or a.name, quoted=True)), f"n{i}")
        for i, a in enumerate(of)
    ]
    every = named(exp.Count(this=exp.Star()), "every_row")
    rows, *counted = view.engine.run(exp.select(every, *counts).from_(table)).row(0)
    return {Dimension(a).name: n / rows if rows else 0.0 for a, n in zip(of, counted, strict=True)}
