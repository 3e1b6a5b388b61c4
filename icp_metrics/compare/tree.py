"""Small trees of SQL: named columns, casts, sums and nested queries.

Trees are built in place (`copy=False`): to copy them would take longer than many an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from sqlglot import exp

from icp_metrics.engine.sql import literal


def named(expression: exp.Expr, name: str) -> exp.Expr:
    """A column of a query."""
    return exp.Alias(this=expression, alias=exp.to_identifier(name))


def cast(expression: exp.Expr, kind: exp.DType) -> exp.Expr:
    """A value as a type."""
    return exp.Cast(this=expression, to=exp.DataType(this=kind))


def total(name: str, kind: exp.DType, expression: exp.Expr | None = None) -> exp.Expr:
    """A sum, by default of the column of its name, as one type."""
    summed = exp.column(name) if expression is None else expression
    return named(cast(exp.Sum(this=summed), kind), name)


def nested(query: exp.Query, alias: str) -> exp.Select:
    """A SELECT without columns from a query."""
    return exp.Select().from_(query.subquery(alias, copy=False), copy=False)


def together(parts: Sequence[exp.Query]) -> exp.Query:
    """The rows of several queries."""
    return reduce(lambda a, b: exp.union(a, b, distinct=False, copy=False), parts)


def if_(condition: exp.Expr, value: exp.Expr) -> exp.Expr:
    """A value where a condition holds, else 0."""
    return exp.Case(ifs=[exp.If(this=condition, true=value)], default=literal(0))


def one(condition: exp.Expr) -> exp.Expr:
    """1 where a condition holds, else 0."""
    return if_(condition, literal(1))
