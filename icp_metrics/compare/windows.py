"""Windows: in which periods a fact counts, and as what.

event: in the period that holds its `counted_on`. snapshot: in the period whose last complete
month-end it is dated at. exposure: in every period it is at risk in, from the day it enters to the
day it leaves or is last seen; its days count from its origin. now: in the last period asked for.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import reduce

from sqlglot import exp

from icp_metrics.compare.periods import Period
from icp_metrics.compare.question import Question
from icp_metrics.engine.sql import literal

ENTRY, EXIT, LEFT_BY = "entry_day", "exit_day", "left_by"
"""Of a fact at risk: days since its origin when it enters and is last at risk; its event if any."""

_DAY = timedelta(days=1)


def number(q: Question) -> exp.Expr:
    """SQL for the number of the period a fact `f` counts in; NULL for none."""
    if q.kpi.window == "exposure":
        return exp.column("period", table="p")
    if q.kpi.window == "now":
        return literal(len(q.periods) - 1)
    tests = {"event": _within, "snapshot": _dated}[q.kpi.window]
    ifs = [
        exp.If(this=test, true=literal(i))
        for i, p in enumerate(q.periods)
        if (test := tests(p, q.data_through)) is not None
    ]
    return exp.Case(ifs=ifs) if ifs else exp.cast(exp.null(), "int")


def meeting(query: exp.Select, q: Question) -> exp.Select:
    """The query over facts `f`, cut to those that meet a period."""
    if q.kpi.window == "exposure":
        origin, left = exp.column("origin_on", table="f"), exp.column("left_on", table="f")
        starts, stops = exp.column("starts", table="p"), exp.column("stops", table="p")
        stayed = exp.Is(this=left, expression=exp.null())
        at_risk = exp.and_(
            exp.LT(this=origin, expression=stops),
            exp.paren(exp.or_(stayed, exp.GTE(this=left.copy(), expression=starts))),
            # Of a period that begins after the data nothing was seen.
            exp.LT(this=starts.copy(), expression=stops.copy()),
        )
        return query.join(_periods(q).subquery("p"), on=at_risk, join_type="inner", copy=False)
    if q.kpi.window == "now":
        return query
    day = exp.column("counted_on", table="f")
    first, last = min(p.starts for p in q.periods), max(p.ends for p in q.periods)
    return query.where(
        exp.GTE(this=day, expression=literal(first)),
        exp.LT(this=day.copy(), expression=literal(last)),
        copy=False,
    )


def days(q: Question) -> list[exp.Expr]:
    """Of an exposure, the columns ENTRY, EXIT and LEFT_BY of each fact in each period."""
    if q.kpi.window != "exposure":
        return []
    origin, left = exp.column("origin_on", table="f"), exp.column("left_on", table="f")
    starts, stops = exp.column("starts", table="p"), exp.column("stops", table="p")
    gone = exp.LT(this=left, expression=stops)

    def since_origin(day: exp.Expr) -> exp.Expr:
        return exp.DateDiff(this=day, expression=origin.copy(), unit=exp.var("DAY"))

    late = exp.If(this=exp.LT(this=origin, expression=starts), true=since_origin(starts.copy()))
    # One who stays is last seen the day before the period, or the data, stops.
    last_seen = exp.Sub(this=since_origin(stops.copy()), expression=literal(1))
    exit_day = exp.Case(ifs=[exp.If(this=gone, true=since_origin(left.copy()))], default=last_seen)
    left_by = exp.Case(ifs=[exp.If(this=gone.copy(), true=exp.column("event", table="f"))])
    return [
        exp.alias_(exp.Case(ifs=[late], default=literal(0)), ENTRY),
        exp.alias_(exit_day, EXIT),
        exp.alias_(left_by, LEFT_BY),
    ]


def snapshot_on(p: Period, data_through: date) -> date | None:
    """The last month-end in a period that the data reaches; None if there is none."""
    after = min(p.ends, data_through + _DAY)
    last = after.replace(day=1) - _DAY
    return last if last >= p.starts else None


def _within(p: Period, _: date) -> exp.Expr:
    day = exp.column("counted_on", table="f")
    return exp.and_(
        exp.GTE(this=day, expression=literal(p.starts)),
        exp.LT(this=day.copy(), expression=literal(p.ends)),
    )


def _dated(p: Period, data_through: date) -> exp.Expr | None:
    on = snapshot_on(p, data_through)
    return None if on is None else exp.column("counted_on", table="f").eq(literal(on))


def _periods(q: Question) -> exp.Select:
    """The periods as a table: period, starts, and stops, the first day not seen."""
    rows: list[exp.Query] = [
        exp.select(
            exp.alias_(literal(i), "period"),
            exp.alias_(literal(p.starts), "starts"),
            exp.alias_(literal(min(p.ends, q.data_through + _DAY)), "stops"),
        )
        for i, p in enumerate(q.periods)
    ]
    every = reduce(lambda a, b: exp.union(a, b, distinct=False), rows)
    return exp.select("*").from_(every.subquery("every_period"))
