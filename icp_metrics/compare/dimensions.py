"""Which dimension a name asks for.

A bare name is an attribute of accounts, taken from the span a fact is judged in;
`opportunities.source` is a property of the fact; `tier` is the tier of the profile.
"""

from __future__ import annotations

from math import isfinite

from sqlglot import exp

from icp_metrics.compare.view import View
from icp_metrics.dimensions import TIER, Attribute, Dimension, carried
from icp_metrics.errors import SliceError, did_you_mean
from icp_metrics.kpis import Kpi
from icp_metrics.schema import INTEGER
from icp_metrics.tables import TABLES


def dimension(view: View, kpi: Kpi, asked: str) -> Dimension:
    """The dimension a name asks for. Raises SliceError with the nearest name there is."""
    name, _, given = asked.partition(":")
    attribute = _find(view, kpi, name)
    plain = Dimension(attribute)
    if given:
        if not plain.is_number:
            raise SliceError(f"{name} is a {attribute.kind.name}; only a number takes bounds.")
        return Dimension(attribute, _bounds(name, given), stated=True)
    if not plain.is_number:
        return plain
    table = TABLES.get(attribute.table)
    declared = table.column(attribute.name) if table is not None else None
    if declared is not None and declared.bands:
        return Dimension(attribute, declared.bands)
    return Dimension(attribute, _quartiles(view, attribute), whole=attribute.kind is INTEGER)


def available(view: View, kpi: Kpi) -> list[Attribute]:
    """Everything a KPI can be broken down by: account attributes, the fact's own, the tier."""
    of_facts = carried(kpi.dimensions)
    names = {Dimension(a).name for a in of_facts}
    declared = [a for a in view.attributes if a.table in ("accounts", kpi.facts_of)]
    own = [*(a for a in declared if Dimension(a).name not in names), *of_facts]
    return [*own, TIER] if view.profile is not None else own


def _find(view: View, kpi: Kpi, name: str) -> Attribute:
    known = {Dimension(a).name: a for a in available(view, kpi)}
    if name not in known:
        raise SliceError(
            f"'{name}' is nothing {kpi.title.lower()} can be broken down or filtered by."
            f"{did_you_mean(name, known)}"
        )
    return known[name]


def _bounds(name: str, given: str) -> tuple[float, ...]:
    try:
        bounds = tuple(float(b) for b in given.split(","))
    except ValueError:
        raise SliceError(f"{name}:{given}: bounds are numbers, such as {name}:200,1000.") from None
    if not all(map(isfinite, bounds)) or list(bounds) != sorted(set(bounds)):
        raise SliceError(f"{name}:{given}: bounds are figures that rise, such as {name}:200,1000.")
    return bounds


def _quartiles(view: View, attribute: Attribute) -> tuple[float, ...]:
    column = exp.column(attribute.name, quoted=True)
    query = (
        exp.select(exp.alias_(exp.cast(column, "double"), "value"))
        .from_(attribute.table)
        .where(exp.Not(this=exp.Is(this=column.copy(), expression=exp.null())))
    )
    values = view.engine.run(query)["value"]
    if values.is_empty():
        return (0.0,)
    cuts = [values.quantile(q, interpolation="lower") for q in (0.25, 0.5, 0.75)]
    return tuple(dict.fromkeys(float(c) for c in cuts if c is not None))
