"""The values of list attributes: a fact counts in each of them."""

from __future__ import annotations

from sqlglot import exp

from icp_metrics.dimensions import Dimension
from icp_metrics.engine.sql import literal


def values_of(of: Dimension) -> tuple[exp.Select, str]:
    """The values of a list attribute, one row each, and the key they hang on."""
    name = exp.column("attribute").eq(literal(of.attribute.name))
    if of.attribute.table == "accounts":
        return exp.select("span_id", "value").from_("span_values").where(name), "span_id"
    table = exp.column("table", quoted=True).eq(literal(of.attribute.table))
    return exp.select("fact_id", "value").from_("fact_values").where(name, table), "fact_id"
