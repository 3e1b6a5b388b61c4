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

ACCOUNT = ("today_span_id", "lone")
"""What tells accounts apart: the span of each at the end of the data, else the cluster itself."""


def keyed(view: View, q: Question) -> exp.Select:
    """The facts of the slice with `period, segment, fit, score, reason, filled_later` added.

    A fact counts once in each period it meets, and there once in each value of a list attribute
    broken down by. One at risk also has its days: `entry_day, exit_day, left_by`.
    """
    query = exp.select(
        exp.alias_(windows.number(q), "period"),
        *_segment_and_fit(view, q),
        *(exp.column(c, table="f") for c in _columns(q.kpi)),
        *_account(),
        *windows.days(q),
        _judged_later(q.fit_as_of),
    ).from_(exp.to_table(q.kpi.facts_table(q.variant)).as_("f"))
    return windows.meeting(_joined(query, view, q), q)


def rolls_up(q: Question) -> bool:
    """Whether facts can be added up per account before they are judged, and become fewer."""
    if q.where or q.kpi.window != "event" or q.kpi.estimator.keyed_by is not None:
        # Filtered, few facts are left; of a month or a day, an account has one.
        return False
    return q.by is None or q.by.attribute.table != q.kpi.facts_of


def rolled(view: View, q: Question) -> exp.Select:
    """The facts of the slice added up per period, account and span, and keyed as in `keyed`.

    `facts`: how many; `judged_later`: how many of them; `currency_low`, `currency_high`.
    """
    summed = (*q.kpi.estimator.columns, *q.kpi.shares.values())
    money = ("currency",) if q.kpi.of_money else ()
    span = _span(q)
    facts = exp.select(
        _named(windows.number(q), "period"),
        *(exp.column(c, table="f") for c in ("span_id", "bucket", *summed, *money)),
        *_account(),
        _judged_later(q.fit_as_of),
        copy=False,
    ).from_(exp.to_table(q.kpi.facts_table(q.variant)).as_("f"), copy=False)
    later = exp.If(this=exp.column("judged_later"), true=literal(1))
    added: dict[str, exp.Expr] = {c: exp.Sum(this=exp.column(c)) for c in summed}
    added |= {"facts": exp.Count(this=exp.Star())}
    added |= {"judged_later": exp.Sum(this=exp.Case(ifs=[later], default=literal(0)))}
    for name, of in (("currency_low", exp.Min), ("currency_high", exp.Max)):
        added |= {name: of(this=exp.column("currency"))} if money else {}
    keys = list(dict.fromkeys(["period", span.name, "bucket", *ACCOUNT]))
    each = exp.select(*map(exp.column, keys), *(_named(e, n) for n, e in added.items()), copy=False)
    each = each.from_(windows.meeting(facts, q).subquery("r", copy=False), copy=False)
    each = each.group_by(*map(exp.column, keys), copy=False)
    query = exp.select(
        exp.column("period", table="f"),
        *_segment_and_fit(view, q),
        *(exp.column(c, table="f") for c in ("bucket", *ACCOUNT, *added)),
        copy=False,
    )
    return _joined(query.from_(each.subquery("f", copy=False), copy=False), view, q)


def _segment_and_fit(view: View, q: Question) -> list[exp.Expr]:
    segment = q.by.label() if q.by else exp.cast(exp.null(), "varchar")
    judged = _unjudged if view.profile is None else _judged
    return [_named(segment, "segment"), *judged()]


def _account() -> list[exp.Expr]:
    """ACCOUNT of a fact `f`."""
    own = exp.column(ACCOUNT[0], table="f")
    alone = exp.If(
        this=exp.Is(this=own.copy(), expression=exp.null()), true=exp.column("cluster", table="f")
    )
    return [own, _named(exp.Case(ifs=[alone]), ACCOUNT[1])]


def _span(q: Question) -> exp.Column:
    """The span a fact `f` is judged in."""
    return exp.column("span_id" if q.fit_as_of == "sold" else "today_span_id", table="f")


def _joined(query: exp.Select, view: View, q: Question) -> exp.Select:
    """The query over facts `f` with what they are judged, labelled and filtered by."""
    f_span = _span(q)
    fit = view.fit()
    if fit is not None:
        query = query.join(
            fit.subquery("g", copy=False),
            on=exp.column("span_id", table="g").eq(f_span.copy()),
            join_type="left",
            copy=False,
        )
    used = [d for d in (q.by, *(d for d, _ in q.where)) if d is not None]
    tables = {d.attribute.table for d in used if not d.is_list}
    if "accounts" in tables:
        query = query.join(
            "account_spans AS s",
            on=exp.column("span_id", table="s").eq(f_span.copy()),
            join_type="left",
            copy=False,
        )
    if q.kpi.facts_of in tables - {"accounts"}:
        query = query.join(
            f"{q.kpi.facts_of} AS d",
            on=exp.column(TABLES[q.kpi.facts_of].key[0], table="d").eq(
                exp.column("fact_id", table="f")
            ),
            join_type="left",
            copy=False,
        )
    if q.by is not None and q.by.is_list:
        listed, key = values_of(q.by)
        of_fact = f_span if key == "span_id" else exp.column(key, table="f")
        on = exp.column(key, table="v").eq(of_fact)
        query = query.join(listed.subquery("v"), on=on, join_type="left", copy=False)
    for dimension, values in q.where:
        query = query.where(_has(dimension, values, f_span), copy=False)
    return query


def _named(expression: exp.Expr, name: str) -> exp.Expr:
    return exp.Alias(this=expression, alias=exp.to_identifier(name))


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
