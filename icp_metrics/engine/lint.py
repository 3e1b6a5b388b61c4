"""The portable subset of SQL that facts queries are written in, checked node by node.

sqlglot passes through what it cannot translate, so an engine of another dialect would fail, or
answer something else, at run time. The lint is an allow-list: what it does not know, it refuses.

Allowed: SELECT, JOIN, UNION ALL and WITH; SUM, COUNT, MIN, MAX; CASE, COALESCE, NULLIF, CAST;
DATE_TRUNC to month, quarter or year; EXTRACT of a year or month; DATE_DIFF('DAY', ...); intervals
of months; ROW_NUMBER, LAG, LEAD; UPPER; ||; LN and FLOOR (bins of a median); named GROUP BY keys;
ORDER BY with explicit nulls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokens import Tokenizer

from icp_metrics.engine.sql import DIALECT, parse

ALLOWED: frozenset[type[exp.Expr]] = frozenset(
    {
        # Shape of a query.
        exp.Select,
        exp.From,
        exp.Table,
        exp.TableAlias,
        exp.Subquery,
        exp.Join,
        exp.With,
        exp.CTE,
        exp.Union,
        exp.Where,
        exp.Group,
        exp.Having,
        exp.Order,
        exp.Ordered,
        exp.Distinct,
        # Names and values.
        exp.Alias,
        exp.Column,
        exp.Identifier,
        exp.Star,
        exp.Literal,
        exp.Boolean,
        exp.Null,
        exp.Placeholder,
        exp.Parameter,
        exp.Paren,
        exp.Var,
        exp.Upper,
        exp.DPipe,
        # Conditions and arithmetic.
        exp.And,
        exp.Or,
        exp.Not,
        exp.EQ,
        exp.NEQ,
        exp.GT,
        exp.GTE,
        exp.LT,
        exp.LTE,
        exp.Is,
        exp.In,
        exp.Between,
        exp.Exists,
        exp.Add,
        exp.Sub,
        exp.Mul,
        exp.Div,
        exp.Neg,
        # Functions.
        exp.Sum,
        exp.Count,
        exp.Min,
        exp.Max,
        exp.Case,
        exp.If,
        exp.Coalesce,
        exp.Nullif,
        exp.Cast,
        exp.DataType,
        exp.DataTypeParam,
        exp.DateTrunc,
        exp.TimestampTrunc,
        exp.DateDiff,
        exp.Interval,
        exp.Extract,
        exp.Ln,
        exp.Floor,
        exp.Window,
        exp.WindowSpec,
        exp.RowNumber,
        exp.Lag,
        exp.Lead,
    }
)

_TRUNCATED_TO = ("MONTH", "QUARTER", "YEAR")
_TYPES = ("BIGINT", "INT", "SMALLINT", "DOUBLE", "DECIMAL", "DATE", "TEXT", "VARCHAR", "BOOLEAN")
_SIDES = ("", "LEFT", "RIGHT", "FULL")


def lint(sql: str) -> list[str]:
    """What in a facts query is not portable: one sentence each, in order; nothing when all is."""
    try:
        tree = parse(sql)
    except SqlglotError as error:
        return [f"not one statement that can be read: {str(error).splitlines()[0]}"]
    found = [says for node in tree.walk() for says in _problems(node)]
    return found + _implicit_nulls(sql, tree)


def _problems(node: exp.Expr) -> Iterator[str]:
    if type(node) not in ALLOWED:
        yield f"{_named(node)} is not in the portable subset"
        return
    rule = _RULES.get(type(node))
    says = rule(node) if rule is not None else None
    if says is not None:
        yield f"{_named(node)}: {says}"


def _named(node: exp.Expr) -> str:
    text = " ".join(node.sql(dialect=DIALECT).split())
    return f"{type(node).__name__} `{text[:60]}`"


def _select(node: exp.Expr) -> str | None:
    for clause in ("qualify", "limit", "offset", "sample", "windows", "laterals", "pivots"):
        if node.args.get(clause):
            return f"{clause.upper()} is not portable"
    return None


def _join(node: exp.Expr) -> str | None:
    if node.args.get("method"):
        return f"{node.args['method']} joins are not portable"
    if node.args.get("side", "") not in _SIDES or node.args.get("kind") in ("SEMI", "ANTI"):
        return "write it as an inner or outer join"
    if node.args.get("using"):
        return "say ON; USING merges columns differently elsewhere"
    return None


def _group(node: exp.Expr) -> str | None:
    if node.args.get("all") or any(isinstance(k, exp.Literal) for k in node.expressions):
        return "name the keys"
    if any(node.args.get(k) for k in ("cube", "rollup", "grouping_sets", "totals")):
        return "one set of keys only"
    return None


def _distinct(node: exp.Expr) -> str | None:
    return "DISTINCT ON is not portable" if node.args.get("on") else None


def _union(node: exp.Expr) -> str | None:
    if node.args.get("distinct") is not False or node.args.get("by_name"):
        return "only UNION ALL, by position"
    return None


def _star(node: exp.Expr) -> str | None:
    changed = any(node.args.get(k) for k in ("except_", "replace", "rename"))
    return "EXCLUDE, REPLACE and RENAME are not portable" if changed else None


def _table(node: exp.Expr) -> str | None:
    return None if isinstance(node.this, exp.Identifier) else "only tables by name"


def _unit(node: exp.Expr) -> str:
    unit = node.args.get("unit")
    return unit.name.upper() if isinstance(unit, exp.Expr) else ""


def _trunc(node: exp.Expr) -> str | None:
    return None if _unit(node) in _TRUNCATED_TO else "truncate to month, quarter or year"


def _date_diff(node: exp.Expr) -> str | None:
    return None if _unit(node) == "DAY" else "count in days: DATE_DIFF('DAY', from, to)"


def _interval(node: exp.Expr) -> str | None:
    return None if _unit(node) in ("MONTH", "MONTHS") else "intervals are whole months"


def _extract(node: exp.Expr) -> str | None:
    return None if node.name.upper() in ("YEAR", "MONTH") else "extract a year or a month"


def _cast(node: exp.Expr) -> str | None:
    to = node.args["to"]
    name = to.this.name if isinstance(to, exp.DataType) and not to.args.get("nested") else "nested"
    return None if name in _TYPES else f"cast to one of {', '.join(_TYPES)}"


def _sub(node: exp.Expr) -> str | None:
    sides = [s.unnest() for s in (node.this, node.args["expression"])]
    if all(_is_date(s) for s in sides):
        return "a date minus a date is an integer here and an interval there: DATE_DIFF('DAY', ...)"
    return None


def _is_date(node: exp.Expr) -> bool:
    """Whether a node looks like a date: dates are called `*_on`, or `at` in facts."""
    if isinstance(node, exp.Column):
        return node.name.endswith("_on") or node.name == "at"
    if isinstance(node, exp.Cast):
        return node.to.is_type("date", "timestamp")
    return isinstance(node, exp.DateTrunc | exp.TimestampTrunc)


_RULES: dict[type[exp.Expr], Callable[[exp.Expr], str | None]] = {
    exp.Select: _select,
    exp.Join: _join,
    exp.Group: _group,
    exp.Distinct: _distinct,
    exp.Union: _union,
    exp.Star: _star,
    exp.Table: _table,
    exp.DateTrunc: _trunc,
    exp.TimestampTrunc: _trunc,
    exp.DateDiff: _date_diff,
    exp.Interval: _interval,
    exp.Extract: _extract,
    exp.Cast: _cast,
    exp.Sub: _sub,
}


def _implicit_nulls(sql: str, tree: exp.Expr) -> list[str]:
    """Dialects disagree where nulls go: every ORDER BY term must say it. The tree does not keep it,
    so the words are counted."""
    terms = sum(1 for _ in tree.find_all(exp.Ordered))
    said = sum(1 for t in Tokenizer(dialect=DIALECT).tokenize(sql) if t.text.upper() == "NULLS")
    if said < terms:
        return [f"ORDER BY: {terms - said} of {terms} terms do not say NULLS FIRST or NULLS LAST"]
    return []
