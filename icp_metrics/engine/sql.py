"""SQL as a tree: parameters and values become typed literals, never pasted text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlglot import exp, parse_one

DIALECT = "duckdb"
"""The dialect facts are written in; its portable subset is what the lint allows."""


def literal(value: object) -> exp.Expression:
    """A Python value as a typed SQL literal."""
    if value is None:
        return exp.null()
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, date):
        # Built, not read from "date": a question holds dozens.
        day = exp.DataType(this=exp.DType.DATE)
        return exp.Cast(this=exp.Literal.string(value.isoformat()), to=day)
    if isinstance(value, int | float | Decimal):
        return exp.Literal.number(str(value))
    return exp.Literal.string(str(value))


def parse(sql: str) -> exp.Expression:
    """The tree of one statement."""
    tree = parse_one(sql, dialect=DIALECT)
    if not isinstance(tree, exp.Expression):
        raise TypeError(f"not a statement: {sql[:60]}")
    return tree


def bind(sql: str, parameters: Mapping[str, Any]) -> exp.Select:
    """A query with each `$name` replaced by its value. Raises KeyError for one without value."""

    def replace(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Parameter | exp.Placeholder):
            return literal(parameters[node.name])
        return node

    bound = parse(sql).transform(replace)
    if not isinstance(bound, exp.Select):
        raise TypeError(f"a facts query is one SELECT, not {type(bound).__name__}")
    return bound


def render(tree: exp.Expression, dialect: str = DIALECT) -> str:
    """The tree as text of a dialect. The tree is used up: to copy it first takes a third longer."""
    return tree.sql(dialect=dialect, copy=False)
