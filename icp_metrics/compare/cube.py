"""Answers from cubes: the same sums as from facts, at a cost that does not grow with them."""

from __future__ import annotations

from datetime import date

from sqlglot import exp

from icp_metrics.compare.periods import Period
from icp_metrics.compare.question import Question
from icp_metrics.compare.sums import ACCOUNTS, WHOLE, accounts_of, sums_of
from icp_metrics.compare.tree import named, nested, together, total
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
    if view.shared or q.strata or q.kept:
        return False
    if q.by is not None and q.by.stated:
        return False
    attribute = "" if q.by is None else q.by.name
    return (q.kpi.id, q.variant, attribute) in view.cubes


def answered(view: View, q: Question) -> exp.Query:
    """As `sums.answered`."""
    cells = _cells(view, q, q.kpi.cube_table(q.variant))
    return together([sums_of(q, cells), _accounts(view, q)])


def _accounts(view: View, q: Question) -> exp.Select:
    """The accounts of a period are those whose fact before lies before it."""
    before = exp.column("before_on")
    first = _case([(_in_period(i), literal(_months(p, q)[0])) for i, p in enumerate(q.periods)])
    once = exp.or_(
        exp.Is(this=before, expression=exp.null()),
        exp.LT(this=before.copy(), expression=first),
        copy=False,
    )
    counts = [_case([(exp.column("fit").eq(literal(g)), exp.column("accounts"))]) for g in _GROUPS]
    added = {name: total(name, WHOLE, n) for n, name in zip(counts, ACCOUNTS, strict=True)}
    cells = _cells(view, q, f"{q.kpi.cube_table(q.variant)}_accounts")
    return accounts_of(q, added, cells.where(once, copy=False))


def _cells(view: View, q: Question, table: str) -> exp.Select:
    """A SELECT without columns from the cells of a question, with the number of their period."""
    assert view.profile is not None
    spans = [_months(p, q) for p in q.periods]
    period = _case([(_within(span), literal(i)) for i, span in enumerate(spans)])
    reach = (min(starts for starts, _ in spans), max(ends for _, ends in spans))
    cube = {
        "profile": view.profile.name,
        "profile_version": view.profile_version,
        "attribute": "" if q.by is None else q.by.name,
    }
    months = exp.Select().select(exp.Star(), named(period, "period"), copy=False)
    cells = months.from_(exp.to_table(table), copy=False).where(
        *(exp.column(name).eq(literal(value)) for name, value in cube.items()),
        _within(reach),
        copy=False,
    )
    some_period = exp.Not(this=exp.Is(this=exp.column("period"), expression=exp.null()))
    return nested(cells, "k").where(some_period, copy=False)


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
