"""The queries that add facts up: by period, segment, fit and bucket, and by day or month.

Trees are built in place (`copy=False`): copying them would cost more than many an answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from icp_metrics.compare.ask import keyed
from icp_metrics.compare.question import Question
from icp_metrics.compare.view import View
from icp_metrics.compare.windows import ENTRY, EXIT, LEFT_BY
from icp_metrics.engine.sql import literal, parse
from icp_metrics.profile.fit import FIT, NOT_FIT, UNKNOWN
from icp_metrics.statistics.estimate import Estimator

CELL = ("period", "segment", "fit", "bucket")

COUNTS = ("facts", "judged_later", "filled_later")
"""How many facts a cell holds, and what is said beside them."""

ACCOUNTS = ("accounts_fit", "accounts_not_fit", "accounts_unknown", "accounts_all")
"""Columns of `clusters`, in the order of the groups."""


def counted(view: View, q: Question) -> exp.Query:
    """The sums of the estimator per cell, bucket and, where it has one, key; the shares; COUNTS.

    Of money also `currency_low` and `currency_high`. A key may come in two rows, which add up.
    """
    e = q.kpi.estimator
    facts = keyed(view, q)
    if q.kpi.window == "exposure":
        return _life_table(facts, e)
    keys = [*CELL, *([e.keyed_by] if e.keyed_by else [])]
    added = [total(exp.column(c), c) for c in (*e.columns, *q.kpi.shares.values())]
    added += [_count("facts"), *(_how_many(c) for c in COUNTS[1:])]
    if q.kpi.of_money:
        added.append(named(exp.Min(this=exp.column("currency")), "currency_low"))
        added.append(named(exp.Max(this=exp.column("currency")), "currency_high"))
    return grouped(keys, added, _some_period(facts))


def clusters(view: View, q: Question) -> exp.Select:
    """Distinct accounts per period and segment: ACCOUNTS; the last has each once."""
    groups = ("in_fit", "in_not_fit", "in_unknown")
    within = [
        named(exp.Max(this=one(exp.column("fit").eq(literal(fit)))), name)
        for fit, name in zip((FIT, NOT_FIT, UNKNOWN), groups, strict=True)
    ]
    each = grouped(["period", "segment", "cluster"], within, _some_period(keyed(view, q)))
    added = [total(exp.column(n), a, "bigint") for n, a in zip(groups, ACCOUNTS[:3], strict=True)]
    return grouped(["period", "segment"], [*added, _count(ACCOUNTS[3])], nested(each, "e"))


def bins(view: View, q: Question, column: str, key: str) -> exp.Select:
    """Count and sum of a column per period, segment, fit and bin: what a median is read from."""
    inner = exp.select("*", exp.alias_(parse(key), "bin")).from_(keyed(view, q).subquery("b"))
    added = [_count("n"), total(exp.column(column), "total")]
    return grouped(["period", "segment", "fit", "bin"], added, _some_period(inner))


def grouped(keys: Sequence[str], added: Sequence[exp.Expr], rows: exp.Select) -> exp.Select:
    """The query over `rows` (a SELECT without columns) that adds up per key."""
    columns = [exp.column(k) for k in keys]
    query = rows.select(*columns, *added, append=False, copy=False)
    return query.group_by(*(exp.column(k) for k in keys), copy=False)


def nested(query: exp.Query, alias: str) -> exp.Select:
    """A SELECT without columns from a query."""
    return exp.Select().from_(query.subquery(alias, copy=False), copy=False)


def total(expression: exp.Expr, name: str, kind: str = "double") -> exp.Expr:
    """A sum as one type, whatever it is a sum of."""
    return named(exp.cast(exp.Sum(this=expression), kind, copy=False), name)


def named(expression: exp.Expr, name: str) -> exp.Expr:
    """A column of a query."""
    return exp.Alias(this=expression, alias=exp.to_identifier(name))


def one(condition: exp.Expr) -> exp.Expr:
    """1 where the condition holds, else 0."""
    return exp.Case(ifs=[exp.If(this=condition, true=literal(1))], default=literal(0))


def _some_period(facts: exp.Select) -> exp.Select:
    test = exp.Not(this=exp.Is(this=exp.column("period"), expression=exp.null()))
    return nested(facts, "k").where(test, copy=False)


def _life_table(facts: exp.Select, e: Estimator) -> exp.Query:
    """Facts by the day they enter, and by the day they leave by an event or are last seen."""
    _, *events, _ = e.columns
    assert e.keyed_by is not None
    by_event = [one(exp.column(LEFT_BY).eq(literal(event))) for event in events]
    stayed = one(exp.Is(this=exp.column(LEFT_BY), expression=exp.null()))
    nothing = [literal(0)] * len(e.columns)
    entering = _ends(e, ENTRY, [literal(1), *nothing[1:]], counts=True)
    leaving = _ends(e, EXIT, [literal(0), *by_event, stayed], counts=False)
    days = [exp.column(c) for c in (*CELL, ENTRY, EXIT, LEFT_BY, *COUNTS[1:])]
    at_risk = _some_period(facts).select(*days, copy=False)
    both = exp.union(entering, leaving, distinct=False, copy=False)
    return both.with_("facts_at_risk", as_=at_risk, copy=False)


def _ends(e: Estimator, day: str, each: Sequence[exp.Expr], *, counts: bool) -> exp.Select:
    """One end of the facts, added up; only one end counts them."""
    assert e.keyed_by is not None
    columns = [total(x.copy(), c) for x, c in zip(each, e.columns, strict=True)]
    if counts:
        columns += [_count("facts"), *(_how_many(c) for c in COUNTS[1:])]
    else:
        columns += [named(exp.cast(literal(0), "bigint"), c) for c in COUNTS]
    keys = [*(exp.column(k) for k in CELL), named(exp.column(day), e.keyed_by)]
    query = exp.Select().from_("facts_at_risk", copy=False).select(*keys, *columns, copy=False)
    return query.group_by(*(exp.column(k) for k in (*CELL, day)), copy=False)


def _count(name: str) -> exp.Expr:
    return named(exp.Count(this=exp.Star()), name)


def _how_many(flag: str) -> exp.Expr:
    return total(one(exp.column(flag)), flag, "bigint")
