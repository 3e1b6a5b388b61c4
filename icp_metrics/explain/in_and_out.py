"""Rows in and out: from all records of a kind to the facts of a number, each reason with its rows.

First the records that are no facts, as the KPI declares them; then the facts outside the period,
those set aside by a later answer, those the filters leave out, and those of the other groups. Each
step is asked with the queries that answers are made of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from sqlglot import exp

from icp_metrics import wording
from icp_metrics.compare.ask import keyed
from icp_metrics.compare.question import Question
from icp_metrics.compare.tree import named, nested
from icp_metrics.compare.view import View
from icp_metrics.compare.windows import snapshot_on
from icp_metrics.engine.sql import bind, literal
from icp_metrics.explain.explanation import Line, RowsInAndOut
from icp_metrics.profile.fit import ALL, FIT, NOT_FIT, UNKNOWN
from icp_metrics.records import Records
from icp_metrics.tables import TABLES

UNTOLD = "for another reason"
"""Records that are no facts and of which no declared reason holds: there should be none."""


@dataclass(frozen=True, eq=False)
class _Step:
    """Those left out between one step and the next. `out`: SELECT reason, record_id."""

    reasons: tuple[str, ...]
    out: exp.Select


def parameters(view: View, q: Question) -> dict[str, Any]:
    """What the `$names` in the SQL of a KPI stand for."""
    days = {f"{t}_through": view.version.data_through.get(t) for t in TABLES}
    values = {**view.settings.values, **days, "data_through": q.data_through}
    if "$mature_days" in q.kpi.variants.get(q.variant, ""):
        values["mature_days"] = view.engine.run(exp.select("days").from_("maturity"))["days"][0]
    return values


def rows_in_and_out(view: View, q: Question, group: str) -> tuple[RowsInAndOut, ...]:
    """The lines of each step in which the facts of a question of one period are made."""
    made: list[RowsInAndOut] = []
    for records in q.kpi.records[:-1]:
        count, steps = _of_records(view, q, records, None)
        lines = _lines(view, records.nouns, count, steps, "that count")
        made.append(RowsInAndOut(records.nouns, lines, records.becomes))
    noun = q.kpi.fact_noun
    if q.kpi.records:
        last = q.kpi.records[-1]
        count, steps = _of_records(view, q, last, q.kpi.facts_table(q.variant))
        noun = last.nouns
    else:
        count, steps = _count(view, _every_fact(q)), []
    lines = _lines(view, noun, count, [*steps, *_of_facts(view, q, group)])
    return (*made, RowsInAndOut(noun, lines))


def left_out(view: View, q: Question, group: str) -> pl.DataFrame:
    """`reason, record_id` of every record and fact that is not behind the number, in order."""
    steps = _of_facts(view, q, group)
    if q.kpi.records:
        steps = [*_of_records(view, q, q.kpi.records[-1], q.kpi.facts_table(q.variant))[1], *steps]
    frames = [_ordered(view.engine.run(step.out), step) for step in steps]
    empty = pl.DataFrame(schema={"reason": pl.String, "record_id": pl.String})
    return pl.concat([empty, *frames])


def _ordered(found: pl.DataFrame, step: _Step) -> pl.DataFrame:
    order = pl.col("reason").replace_strict(
        {r: i for i, r in enumerate(step.reasons)}, default=len(step.reasons)
    )
    return found.sort(order, "record_id").with_columns(
        pl.col("reason", "record_id").cast(pl.String)
    )


def _lines(
    view: View, nouns: str, count: int, steps: Sequence[_Step], end: str = "behind this number"
) -> tuple[Line, ...]:
    lines, left = [Line(f"{nouns} in all", count, total=True)], count
    for step in steps:
        query = nested(step.out, "x").select("reason", named(exp.Count(this=exp.Star()), "n"))
        found = dict(view.engine.run(query.group_by("reason")).rows())
        for reason in (*step.reasons, *(r for r in found if r not in step.reasons)):
            if n := int(found.get(reason, 0)):
                lines.append(Line(reason, -n))
                left -= n
    return (*lines, Line(end, left, total=True))


def _of_records(
    view: View, q: Question, records: Records, facts: str | None
) -> tuple[int, list[_Step]]:
    """How many records there are, and those that are no facts."""
    values = parameters(view, q)
    source = bind(records.sql, values)
    ifs = [
        exp.If(this=_bound(reason.sql, values), true=literal(reason.words))
        for reason in records.left_out
    ]
    if not ifs:
        return _count(view, nested(source, "x").select("record_id")), []
    rest = None if facts is None else literal(UNTOLD)
    reason = exp.Case(ifs=ifs, default=rest)
    out = nested(source, "o").select(named(reason, "reason"), exp.column("record_id", table="o"))
    if facts is not None:
        on = exp.column("fact_id", table="f").eq(exp.column("record_id", table="o"))
        out = out.join(f"{facts} AS f", on=on, join_type="left")
        out = out.where(exp.Is(this=exp.column("fact_id", table="f"), expression=exp.null()))
    else:
        out = nested(out, "x").select("*").where("reason IS NOT NULL")
    count = _count(view, nested(source.copy(), "x").select("record_id"))
    return count, [_Step(tuple(r.words for r in records.left_out), out)]


def _bound(condition: str, values: Mapping[str, Any]) -> exp.Expression:
    bound = bind(f"SELECT {condition} AS held", values)
    alias = bound.expressions[0]
    held: exp.Expression = alias.this
    return exp.paren(held)


def _of_facts(view: View, q: Question, group: str) -> list[_Step]:
    """Those left out of the facts of the whole data, step by step."""
    plain = replace(q, by=None, where=())
    once = replace(plain, kpi=replace(q.kpi, latest_by=None))
    steps: list[_Step] = []
    here = _in_period(view, once)
    if q.kpi.window != "now":
        steps.append(_outside(q, here))
    if q.kpi.latest_by is not None:
        latest = _in_period(view, plain)
        of = q.kpi.latest_by
        steps.append(_gone(here, latest, f"not the latest of the same {of} in the period"))
        here = latest
    for i, (dimension, values) in enumerate(q.where, start=1):
        filtered = _in_period(view, replace(plain, where=q.where[:i]))
        said = " or ".join(v or wording.MISSING for v in values)
        steps.append(_gone(here, filtered, f"{wording.attribute(dimension.name)} is not {said}"))
        here = filtered
    if group != ALL:
        steps.append(_of_others(here, group))
    return steps


def _every_fact(q: Question) -> exp.Select:
    return exp.select("fact_id").from_(exp.to_table(q.kpi.facts_table(q.variant)))


def _in_period(view: View, q: Question) -> exp.Select:
    """SELECT fact_id, fit of the facts that count in the period."""
    some = exp.Not(this=exp.Is(this=exp.column("period"), expression=exp.null()))
    return nested(keyed(view, q), "k").select("fact_id", "fit").where(some)


def _gone(before: exp.Select, after: exp.Select, reason: str) -> _Step:
    """Those that were there before and are not after."""
    return _Step((reason,), _without(before.copy(), after.copy(), literal(reason)))


def _without(before: exp.Select, after: exp.Select, reason: exp.Expr) -> exp.Select:
    on = exp.column("fact_id", table="n").eq(exp.column("fact_id", table="p"))
    return (
        nested(before, "p")
        .select(named(reason, "reason"), named(exp.column("fact_id", table="p"), "record_id"))
        .join(after.subquery("n"), on=on, join_type="left")
        .where(exp.Is(this=exp.column("fact_id", table="n"), expression=exp.null()))
    )


def _outside(q: Question, here: exp.Select) -> _Step:
    """Facts that do not count in the period, by when they do."""
    (period,) = q.periods
    starts, ends = literal(period.starts), literal(period.ends)
    if q.kpi.window == "exposure":
        before, after = "over before the period", "begun after the period"
        early = exp.LT(this=exp.column("left_on", table="p"), expression=starts)
    else:
        before, after = "before the period", "after the period"
        early = exp.LT(this=exp.column("counted_on", table="p"), expression=starts)
    date = "origin_on" if q.kpi.window == "exposure" else "counted_on"
    late = exp.GTE(this=exp.column(date, table="p"), expression=ends)
    rest = "outside the period"
    if q.kpi.window == "snapshot":
        on = snapshot_on(period, q.data_through)
        rest = "at another month-end" + ("" if on is None else f" than {wording.day(on)}")
    reason = exp.Case(
        ifs=[exp.If(this=early, true=literal(before)), exp.If(this=late, true=literal(after))],
        default=literal(rest),
    )
    facts = exp.select("*").from_(exp.to_table(q.kpi.facts_table(q.variant)))
    return _Step((before, after, rest), _without(facts, here.copy(), reason))


def _of_others(here: exp.Select, group: str) -> _Step:
    words = {g: wording.GROUP_WORDS[g] for g in (FIT, NOT_FIT, UNKNOWN) if g != group}
    reason = exp.Case(
        ifs=[
            exp.If(this=exp.column("fit", table="p").eq(literal(g)), true=literal(said))
            for g, said in words.items()
        ]
    )
    out = (
        nested(here.copy(), "p")
        .select(named(reason, "reason"), named(exp.column("fact_id", table="p"), "record_id"))
        .where(exp.NEQ(this=exp.column("fit", table="p"), expression=literal(group)))
    )
    return _Step(tuple(words.values()), out)


def _count(view: View, rows: exp.Select) -> int:
    query = nested(rows, "x").select(named(exp.Count(this=exp.Star()), "n"))
    return int(view.engine.run(query)["n"][0])
