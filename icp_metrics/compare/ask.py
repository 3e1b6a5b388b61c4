"""The facts of a slice, keyed by period, segment and fit: what every answer is drawn from."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from icp_metrics.compare import windows
from icp_metrics.compare.question import Question
from icp_metrics.compare.slice import FitAsOf
from icp_metrics.compare.view import View
from icp_metrics.dimensions import Dimension
from icp_metrics.engine.sql import literal
from icp_metrics.kpis import Kpi
from icp_metrics.profile.fit import UNKNOWN
from icp_metrics.tables import TABLES


def keyed(view: View, q: Question) -> exp.Select:
    """The facts of the slice with `period, segment, fit, score, reason, filled_later` added.

    A fact counts once in each period it meets, and there once in each value of a list attribute
    broken down by. One at risk also has its days: `entry_day, exit_day, left_by`.
    """
    span = "span_id" if q.fit_as_of == "sold" else "today_span_id"
    f_span = exp.column(span, table="f")
    fit = view.fit()
    judged = _judged if fit is not None else _unjudged
    query = exp.select(
        exp.alias_(windows.number(q), "period"),
        exp.alias_(q.by.label() if q.by else exp.cast(exp.null(), "varchar"), "segment"),
        *judged(),
        *(exp.column(c, table="f") for c in _columns(q.kpi)),
        *windows.days(q),
        _judged_later(q.fit_as_of),
    ).from_(exp.to_table(q.kpi.facts_table(q.variant)).as_("f"))
    if fit is not None:
        query = query.join(
            fit.subquery("g"), on=exp.column("span_id", table="g").eq(f_span), join_type="left"
        )
    used = [d for d in (q.by, *(d for d, _ in q.where)) if d is not None]
    tables = {d.attribute.table for d in used if not d.is_list}
    if "accounts" in tables:
        query = query.join(
            "account_spans AS s", on=exp.column("span_id", table="s").eq(f_span), join_type="left"
        )
    if q.kpi.facts_of in tables - {"accounts"}:
        query = query.join(
            f"{q.kpi.facts_of} AS d",
            on=exp.column(TABLES[q.kpi.facts_of].key[0], table="d").eq(
                exp.column("fact_id", table="f")
            ),
            join_type="left",
        )
    if q.by is not None and q.by.is_list:
        listed, key = values_of(q.by)
        of_fact = f_span if key == "span_id" else exp.column(key, table="f")
        on = exp.column(key, table="v").eq(of_fact)
        query = query.join(listed.subquery("v"), on=on, join_type="left")
    query = windows.meeting(query, q)
    for dimension, values in q.where:
        query = query.where(_has(dimension, values, f_span))
    return query


def _columns(kpi: Kpi) -> list[str]:
    """The columns of the facts that answers are made of."""
    summed = [] if kpi.window == "exposure" else list(kpi.estimator.columns)
    key = kpi.estimator.keyed_by if summed else None
    own = [*([key] if key else []), *summed, *kpi.shares.values()]
    money = ["currency"] if kpi.of_money else []
    return ["fact_id", "account_id", "cluster", "bucket", "at", "counted_on", *own, *money]


def _judged_later(fit_as_of: FitAsOf) -> exp.Expr:
    """Whether a fact is older than what is known of its account; as today none is."""
    column = exp.column("judged_later", table="f") if fit_as_of == "sold" else exp.false()
    return exp.alias_(column, "judged_later")


def values_of(of: Dimension) -> tuple[exp.Select, str]:
    """The values of a list attribute, one row each, and the key they hang on."""
    name = exp.column("attribute").eq(literal(of.attribute.name))
    if of.attribute.table == "accounts":
        return exp.select("span_id", "value").from_("span_values").where(name), "span_id"
    table = exp.column("table", quoted=True).eq(literal(of.attribute.table))
    return exp.select("fact_id", "value").from_("fact_values").where(name, table), "fact_id"


def _judged() -> list[exp.Expr]:
    fit = exp.Coalesce(this=exp.column("fit", table="g"), expressions=[literal(UNKNOWN)])
    filled = exp.Coalesce(this=exp.column("filled_later", table="g"), expressions=[exp.false()])
    return [
        exp.alias_(fit, "fit"),
        exp.column("score", table="g"),
        exp.column("reason", table="g"),
        exp.alias_(filled, "filled_later"),
    ]


def _unjudged() -> list[exp.Expr]:
    return [
        exp.alias_(literal(UNKNOWN), "fit"),
        exp.alias_(exp.cast(exp.null(), "double"), "score"),
        exp.alias_(literal("no ICP definition"), "reason"),
        exp.alias_(exp.false(), "filled_later"),
    ]


def _has(dimension: Dimension, values: Sequence[str], span: exp.Expression) -> exp.Expr:
    """The filter's condition: one of the values, "" being a missing value."""
    named = [literal(v) for v in values if v != ""]
    if dimension.is_list:
        return _list_has(dimension, named, span, missing="" in values)
    label = dimension.label()
    either: list[exp.Expr] = []
    if named:
        either.append(exp.In(this=exp.paren(label), expressions=named))
    if "" in values:
        either.append(exp.Is(this=exp.paren(label.copy()), expression=exp.null()))
    return exp.paren(exp.or_(*either))


def _list_has(
    dimension: Dimension, named: Sequence[exp.Expression], span: exp.Expression, *, missing: bool
) -> exp.Expr:
    values, key = values_of(dimension)
    of_fact = span if key == "span_id" else exp.column(key, table="f")
    either: list[exp.Expr] = []
    if named:
        having = values.where(exp.In(this=exp.column("value"), expressions=list(named)))
        either.append(exp.In(this=of_fact.copy(), query=_keys(having, key)))
    if missing:
        within = exp.In(this=of_fact.copy(), query=_keys(values, key))
        either.append(exp.Not(this=exp.Coalesce(this=within, expressions=[exp.false()])))
    return exp.paren(exp.or_(*either))


def _keys(values: exp.Select, key: str) -> exp.Subquery:
    return values.select(key, append=False).subquery()
