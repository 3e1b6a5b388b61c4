"""What can be chosen: the values of each attribute that a filter may name."""

from __future__ import annotations

from datetime import date

from sqlglot import exp

from icp_metrics.compare.dimensions import Dimension, available, dimension
from icp_metrics.compare.view import View
from icp_metrics.kpis import Kpi
from icp_metrics.schema import TEXT

MOST_VALUES = 40
"""An attribute with more values than this is searched for, not offered."""


def values(view: View, kpi: Kpi) -> dict[str, list[str]]:
    """Per attribute, its labels in order; attributes with one value or very many are left out."""
    found = {}
    for attribute in available(view, kpi):
        name = Dimension(attribute).name
        resolved = dimension(view, kpi, name)
        labels = list(resolved.labels()) or _distinct(view, resolved)
        if 1 < len(labels) <= MOST_VALUES:
            found[name] = labels
    return found


def first_day(view: View, kpi: Kpi) -> date | None:
    """The day of the KPI's earliest fact; None without facts."""
    facts = kpi.facts_table(kpi.default_variant)
    day = exp.Min(this=exp.column("counted_on"))
    found: date | None = view.engine.run(exp.select(exp.alias_(day, "day")).from_(facts))["day"][0]
    return found


def _distinct(view: View, of: Dimension) -> list[str]:
    if of.attribute.table == "fit":
        return [tier for tier, _ in view.profile.tiers] if view.profile else []
    label = exp.alias_(of.label(), "label")
    if of.is_list:
        query = exp.select(label).from_("span_values AS v")
        query = query.where(
            exp.column("attribute", table="v").eq(exp.Literal.string(of.attribute.name))
        )
    elif of.attribute.table == "accounts":
        query = exp.select(label).from_("account_spans AS s")
    else:
        query = exp.select(label).from_(f"{of.attribute.table} AS d")
    most = query.distinct().limit(MOST_VALUES + 2)
    labels = view.engine.run(most)["label"].drop_nulls().to_list()
    return sorted(labels) if of.attribute.kind is not TEXT else sorted(labels, key=str.casefold)
