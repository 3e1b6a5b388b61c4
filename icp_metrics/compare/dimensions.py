"""Dimensions: how an attribute becomes the label of a segment, in SQL.

A bare name is an attribute of accounts, taken from the span a fact is judged in;
`opportunities.source` is a property of the fact; `tier` is the tier of the profile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite

from sqlglot import exp

from icp_metrics.compare.view import Attribute, View
from icp_metrics.engine.sql import literal
from icp_metrics.errors import SliceError, did_you_mean
from icp_metrics.kpis import Kpi
from icp_metrics.schema import DATE, FLAG, INTEGER, LIST, MONEY, NUMBER, TEXT
from icp_metrics.tables import TABLES

TIER = Attribute("fit", "tier", "ICP tier", TEXT)
_NUMBERS = (INTEGER, NUMBER, MONEY)


@dataclass(frozen=True)
class Dimension:
    """A break-down: its attribute, and the upper bounds (included) a number is grouped by.

    `whole`: whether its bands are named as those of whole numbers.
    """

    attribute: Attribute
    bounds: tuple[float, ...] = ()
    whole: bool = True

    @property
    def name(self) -> str:
        """As it is asked for: `employees`, `opportunities.source`."""
        of_fact = self.attribute.table not in ("accounts", "fit")
        return f"{self.attribute.table}.{self.attribute.name}" if of_fact else self.attribute.name

    @property
    def is_list(self) -> bool:
        """A fact counts in each of its values."""
        return self.attribute.kind is LIST

    def labels(self) -> tuple[str, ...]:
        """The labels of the bands, in order; nothing for other kinds."""
        return tuple(band_labels(self.bounds, whole=self.whole)) if self.bounds else ()

    def label(self) -> exp.Expression:
        """SQL for the label of a fact's segment, NULL where the attribute is missing."""
        alias = {"accounts": "s", "fit": "g"}.get(self.attribute.table, "d")
        column = exp.column(self.attribute.name, table=alias, quoted=True)
        if self.is_list:
            return exp.column("value", table="v")
        if self.attribute.kind is FLAG:
            return exp.Case(
                ifs=[
                    exp.If(this=column, true=literal("true")),
                    exp.If(this=exp.Not(this=column.copy()), true=literal("false")),
                ]
            )
        if self.attribute.kind is DATE:
            year = exp.Extract(this=exp.var("YEAR"), expression=column)
            return exp.cast(year, "varchar")
        if self.attribute.kind in _NUMBERS:
            return self._band(column)
        return column

    def _band(self, column: exp.Expression) -> exp.Expression:
        labels = self.labels()
        ifs = [
            exp.If(this=exp.LTE(this=column.copy(), expression=literal(b)), true=literal(name))
            for b, name in zip(self.bounds, labels, strict=False)
        ]
        above = exp.Not(this=exp.Is(this=column.copy(), expression=exp.null()))
        return exp.Case(ifs=[*ifs, exp.If(this=above, true=literal(labels[-1]))])


def band_labels(bounds: Sequence[float], *, whole: bool) -> list[str]:
    """`1-200`, `201-1000`, `5001+` of whole numbers; else `up to 0.5`, `over 0.5 to 2`, `over 2`.

    `whole`: whether nothing lies between 200 and 201. Upper bounds are included.
    """
    if whole and bounds[0] >= 0 and all(float(b).is_integer() for b in bounds):
        counts = [int(b) for b in bounds]
        first = f"1-{counts[0]}" if counts[0] else "up to 0"
        between = [f"{a + 1}-{b}" for a, b in pairwise(counts)]
        return [first, *between, f"{counts[-1] + 1}+"]
    figures = [f"{b:,.10g}" for b in bounds]
    between = [f"over {a} to {b}" for a, b in pairwise(figures)]
    return [f"up to {figures[0]}", *between, f"over {figures[-1]}"]


def dimension(view: View, kpi: Kpi, asked: str) -> Dimension:
    """The dimension a name asks for. Raises SliceError with the nearest name there is."""
    name, _, given = asked.partition(":")
    attribute = _find(view, kpi, name)
    if given:
        if attribute.kind not in _NUMBERS:
            raise SliceError(f"{name} is a {attribute.kind.name}; only a number takes bounds.")
        return Dimension(attribute, _bounds(name, given))
    if attribute.kind not in _NUMBERS:
        return Dimension(attribute)
    table = TABLES.get(attribute.table)
    declared = table.column(attribute.name) if table is not None else None
    if declared is not None and declared.bands:
        return Dimension(attribute, declared.bands)
    return Dimension(attribute, _quartiles(view, attribute), whole=attribute.kind is INTEGER)


def available(view: View, kpi: Kpi) -> list[Attribute]:
    """Everything a KPI can be broken down by: account attributes, the fact's own, the tier."""
    own = [a for a in view.attributes if a.table in ("accounts", kpi.facts_of)]
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
