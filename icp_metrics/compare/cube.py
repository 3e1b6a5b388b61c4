"""Answers from cubes: the same sums as from facts, at a cost that does not grow with them."""

from __future__ import annotations

from datetime import date

from sqlglot import exp

from icp_metrics.compare.periods import Period
from icp_metrics.compare.question import Question
from icp_metrics.compare.sums import ACCOUNTS, CELL, COUNTS, grouped, named, nested, total
from icp_metrics.compare.view import View
from icp_metrics.compare.windows import snapshot_on
from icp_metrics.engine.sql import literal
from icp_metrics.profile.fit import ALL, FIT, NOT_FIT, UNKNOWN

_GROUPS = (FIT, NOT_FIT, UNKNOWN, ALL)


def answers(view: View, q: Question) -> bool:
    """Whether a cube holds the answer: whole months, judged as sold by a saved profile, at most
    one attribute with bands as declared, and no filter."""
    whole_months = all(p.starts.day == 1 and p.ends.day == 1 for p in q.periods)
    if not (whole_months and q.fit_as_of == "sold" and not q.where and view.judged):
        return False
    if q.by is not None and q.by.stated:
        return False
    attribute = "" if q.by is None else q.by.name
    return (q.kpi.id, q.variant, attribute) in view.cubes


def counted(view: View, q: Question) -> exp.Select:
    """As `sums.counted`."""
    e = q.kpi.estimator
    keys = [*CELL, *([e.keyed_by] if e.keyed_by else [])]
    added = [total(exp.column(c), c) for c in (*e.columns, *q.kpi.shares.values())]
    added += [total(exp.column(c), c, "bigint") for c in COUNTS]
    if q.kpi.of_money:
        added.append(named(exp.Min(this=exp.column("currency_low")), "currency_low"))
        added.append(named(exp.Max(this=exp.column("currency_high")), "currency_high"))
    cells = _cells(view, q, q.kpi.cube_table(q.variant))
    return grouped(keys, added, nested(cells, "k"))


def clusters(view: View, q: Question) -> exp.Select:
    """As `sums.clusters`: the accounts of a period are those whose fact before lies before it."""
    before = exp.column("before_on")
    first = _case([(_in_period(i), literal(_months(p, q)[0])) for i, p in enumerate(q.periods)])
    once = exp.or_(
        exp.Is(this=before, expression=exp.null()),
        exp.LT(this=before.copy(), expression=first),
        copy=False,
    )
    accounts = [
        _case([(exp.column("fit").eq(literal(g)), exp.column("accounts"))]) for g in _GROUPS
    ]
    added = [total(n, name, "bigint") for n, name in zip(accounts, ACCOUNTS, strict=True)]
    cells = _cells(view, q, f"{q.kpi.cube_table(q.variant)}_accounts")
    return grouped(["period", "segment"], added, nested(cells, "k").where(once, copy=False))


def _cells(view: View, q: Question, table: str) -> exp.Select:
    """The cells of a question with the number of their period."""
    assert view.profile is not None
    spans = [_months(p, q) for p in q.periods]
    period = _case([(_within(span), literal(i)) for i, span in enumerate(spans)])
    cube = {
        "profile": view.profile.name,
        "profile_version": view.profile_version,
        "attribute": "" if q.by is None else q.by.name,
    }
    return (
        exp.Select()
        .select(exp.Star(), named(period, "period"), copy=False)
        .from_(exp.to_table(table), copy=False)
        .where(
            *(exp.column(name).eq(literal(value)) for name, value in cube.items()),
            exp.or_(*(_within(span) for span in spans), copy=False),
            copy=False,
        )
    )


def _case(branches: list[tuple[exp.Expr, exp.Expr]]) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=test, true=value) for test, value in branches])


def _in_period(number: int) -> exp.Expr:
    return exp.column("period").eq(literal(number))


def _within(months: tuple[date, date]) -> exp.Expr:
    """Whether a cell's month lies in a half-open span of months."""
    return exp.and_(
        exp.GTE(this=exp.column("month_on"), expression=literal(months[0])),
        exp.LT(this=exp.column("month_on"), expression=literal(months[1])),
        copy=False,
    )


def _months(p: Period, q: Question) -> tuple[date, date]:
    """The months of a period, half-open; of a snapshot, the one its last month-end is in."""
    if q.kpi.window != "snapshot":
        return p.starts, p.ends
    on = snapshot_on(p, q.data_through)
    if on is None:
        return p.starts, p.starts
    return on.replace(day=1), p.ends
