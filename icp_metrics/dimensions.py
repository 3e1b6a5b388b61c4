"""Dimensions: how an attribute becomes the label of a segment, in SQL.

In a query the facts go by `f`, the spans of accounts by `s`, judged fit by `g`, the rows of a
fact's own table by `d` and the values of a list by `v`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlglot import exp

from icp_metrics.engine.sql import literal
from icp_metrics.schema import DATE, FLAG, INTEGER, LIST, MONEY, NUMBER, TEXT, Kind

_NUMBERS = (INTEGER, NUMBER, MONEY)


@dataclass(frozen=True)
class Attribute:
    """An attribute of accounts, or a property of a fact's table, that one can break down by.

    `carried`: the column of the facts that holds it, where their own table does not.
    """

    table: str
    name: str
    label: str
    kind: Kind
    carried: str | None = None


TIER = Attribute("fit", "tier", "ICP tier", TEXT)


@dataclass(frozen=True)
class Dimension:
    """A break-down: its attribute, and the upper bounds (included) a number is grouped by.

    `whole`: whether its bands are named as those of whole numbers. `stated`: the bounds were
    given in the question.
    """

    attribute: Attribute
    bounds: tuple[float, ...] = ()
    whole: bool = True
    stated: bool = False

    @property
    def name(self) -> str:
        """As it is asked for: `employees`, `opportunities.source`."""
        a = self.attribute
        return a.name if self.of_span else f"{a.table}.{a.name}"

    @property
    def of_span(self) -> bool:
        """Whether it is of an account at a time, and not of the fact."""
        return self.attribute.table in ("accounts", TIER.table)

    @property
    def is_list(self) -> bool:
        """A fact counts in each of its values."""
        return self.attribute.kind is LIST

    @property
    def is_number(self) -> bool:
        """Grouped into bands."""
        return self.attribute.kind in _NUMBERS

    def labels(self) -> tuple[str, ...]:
        """The labels of the bands, in order; nothing for other kinds."""
        return tuple(band_labels(self.bounds, whole=self.whole)) if self.bounds else ()

    def label(self) -> exp.Expression:
        """SQL for the label of a fact's segment, NULL where the attribute is missing."""
        alias = {"accounts": "s", "fit": "g"}.get(self.attribute.table, "d")
        column = exp.column(self.attribute.name, table=alias, quoted=True)
        if self.attribute.carried is not None:
            column = exp.column(self.attribute.carried, table="f")
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


def carried(by_name: Mapping[str, str]) -> list[Attribute]:
    """The attributes that facts carry in columns of their own: `spend.channel` -> column."""
    found = []
    for name, column in by_name.items():
        table, _, own = name.partition(".")
        words = own.replace("_", " ")
        found.append(Attribute(table, own, words[:1].upper() + words[1:], TEXT, column))
    return found


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
