"""The facts of a slice, keyed by period, segment and fit: what every answer is drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from sqlglot import exp

from icp_metrics.compare import windows
from icp_metrics.compare.listed import values_of
from icp_metrics.compare.question import CROSSED, MISSING, OTHER, Question
from icp_metrics.compare.slice import FitAsOf
from icp_metrics.compare.tree import named, nested
from icp_metrics.compare.view import View
from icp_metrics.dimensions import Dimension
from icp_metrics.engine.duckdb import BESIDE
from icp_metrics.engine.sql import literal
from icp_metrics.kpis import Kpi
from icp_metrics.profile.fit import UNKNOWN
from icp_metrics.statistics.jackknife import NOWHERE
from icp_metrics.tables import TABLES

ALIKE = ("alike_low", "alike_high")
"""Of what must be alike, a currency or a scale: the first and the last of several facts."""

ACCOUNT = ("today_span_id", "lone")
"""What tells accounts apart: the span of each at the end of the data, else the cluster itself."""


def keyed(view: View, q: Question) -> exp.Select:
    """The facts of the slice with `period, segment, fit, score, reason, filled_later` added.

    A fact counts once in each period it meets, and there once in each value of a list attribute
    broken down by; of a KPI that takes the latest, the last of them alone. One at risk also has its
    days: `entry_day, exit_day, left_by`.
    """
    query = exp.select(
        exp.alias_(windows.number(q), "period"),
        *_segment_and_fit(view, q),
        *(exp.column(c, table="f") for c in _columns(q.kpi)),
        *_account(),
        _bucket(),
        *windows.days(q),
        _judged_later(q.fit_as_of),
    )
    query = windows.meeting(_joined(query.from_(_facts(view, q)), view, q), q)
    return query if q.kpi.averaged_by is None else _averaged(query, q.kpi)


def _facts(view: View, q: Question) -> exp.Expr:
    """The facts `f`; of a KPI that takes the latest, those that are it in their period.

    Which is the latest does not hang on filters: else an answer that was taken back would count.
    """
    table = _table(view, q)
    if q.kpi.latest_by is None:
        return table.as_("f")
    latest_by = _f(q.kpi.latest_by)
    # Who said nothing of who they are is somebody else each time, and nobody who has that name.
    unsaid = exp.Is(this=latest_by.copy(), expression=exp.null())
    nobody = exp.Case(ifs=[exp.If(this=unsaid, true=_f("fact_id"))])
    last = exp.Window(
        this=exp.RowNumber(),
        partition_by=[windows.number(q), latest_by, nobody],
        order=exp.Order(
            expressions=[exp.Ordered(this=_f(c), desc=True) for c in ("counted_on", "fact_id")]
        ),
    )
    ranked = exp.select("f.*", named(last, "nth")).from_(table.as_("f"))
    first = windows.meeting(ranked, q).subquery("r")
    return exp.select("*").from_(first).where(exp.column("nth").eq(literal(1))).subquery("f")


def _table(view: View, q: Question) -> exp.Table | exp.Subquery:
    """The facts of the version; of a `shared` view those whose row is in the version beside too.

    Of a KPI that is told by accounts, those of an account that has facts there.
    """
    facts = exp.to_table(q.kpi.facts_table(q.variant))
    if not view.shared:
        return facts
    of_account = q.kpi.facts_of == "accounts"
    own = "cluster" if by_account(q.kpi) else "fact_id"
    key = own if of_account else TABLES[q.kpi.facts_of].key[0]
    there = facts.name if of_account else q.kpi.facts_of
    known = exp.select(key).from_(exp.to_table(f"{BESIDE}.{there}"))
    both = exp.In(this=exp.column(own), query=known.subquery())
    return exp.select("*").from_(facts).where(both).subquery()


def by_account(kpi: Kpi) -> bool:
    """Whether facts are told from those of another version by their accounts: each says what an
    account is at a time. A part of a cost, or a customer won, is a row of its own."""
    return kpi.facts_of == "accounts" and "spend" not in kpi.tables


def _averaged(query: exp.Select, kpi: Kpi) -> exp.Select:
    """The rows with what the estimator sums divided by how many rows of a period and segment
    share the value of `averaged_by`."""
    assert kpi.averaged_by is not None
    by = [exp.column(c) for c in ("period", "segment", kpi.averaged_by)]
    rows = exp.Window(this=exp.Count(this=exp.Star()), partition_by=by)
    summed = kpi.estimator.columns
    shares = [
        named(exp.Div(this=exp.cast(exp.column(c), "double"), expression=rows.copy()), c)
        for c in summed
    ]
    others = [exp.column(c) for c in query.named_selects if c not in summed]
    return nested(query, "a").select(*others, *shares)


def rolls_up(q: Question) -> bool:
    """Whether facts can be added up per account before they are judged, and become fewer."""
    if q.where or q.kpi.window != "event" or q.kpi.estimator.keyed_by is not None:
        # Filtered, few facts are left; of a month or a day, an account has one.
        return False
    if not q.kpi.adds_up:
        return False
    return all(d.of_span for d in (q.by, *q.strata) if d is not None)


def rolled(view: View, q: Question) -> exp.Select:
    """The facts of the slice added up per period, account and span, and keyed as in `keyed`.

    `facts`: how many; `judged_later`: how many of them; `alike_low`, `alike_high`.
    """
    summed = (*q.kpi.estimator.columns, *q.kpi.shares.values())
    alike = (q.kpi.alike,) if q.kpi.alike else ()
    span = _span(q)
    facts = exp.select(
        named(windows.number(q), "period"),
        *(_f(c) for c in ("span_id", *summed, *alike)),
        *_account(),
        _bucket(),
        _judged_later(q.fit_as_of),
        copy=False,
    ).from_(_table(view, q).as_("f"), copy=False)
    later = exp.If(this=exp.column("judged_later"), true=literal(1))
    added: dict[str, exp.Expr] = {c: exp.Sum(this=exp.column(c)) for c in summed}
    added |= {"facts": exp.Count(this=exp.Star())}
    added |= {"judged_later": exp.Sum(this=exp.Case(ifs=[later], default=literal(0)))}
    for column in alike:
        ends = zip(ALIKE, (exp.Min, exp.Max), strict=True)
        added |= {name: of(this=exp.column(column)) for name, of in ends}
    keys = list(dict.fromkeys(["period", span.name, "bucket", *ACCOUNT]))
    each = exp.select(*map(exp.column, keys), *(named(e, n) for n, e in added.items()), copy=False)
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
    judged = _unjudged if view.profile is None else _judged
    return [named(_segment(q), "segment"), *judged()]


def _segment(q: Question) -> exp.Expr:
    """The label of a fact's segment; where it is divided into strata, theirs and then its own."""
    segment: exp.Expr = _label(q, q.by) if q.by else exp.cast(exp.null(), "varchar")
    if not q.strata:
        return segment
    labels: list[exp.Expr] = [
        exp.Coalesce(this=label, expressions=[literal(MISSING)])
        for label in (*(_label(q, d) for d in q.strata), segment)
    ]
    return reduce(
        lambda a, b: exp.DPipe(this=exp.DPipe(this=a, expression=literal(CROSSED)), expression=b),
        labels,
    )


def _label(q: Question, of: Dimension) -> exp.Expr:
    """The label of a fact in an attribute, OTHER where it is folded; of a list it is already."""
    label: exp.Expr = of.label()
    kept = q.kept_of(of)
    return label if kept is None or of.is_list else _folded(label, kept)


def _folded(label: exp.Expr, kept: Sequence[str]) -> exp.Expr:
    """A label where it is kept or missing, else OTHER."""
    stands = exp.or_(
        exp.Is(this=exp.paren(label), expression=exp.null()),
        exp.In(this=exp.paren(label.copy()), expressions=[literal(v) for v in kept]),
    )
    return exp.Case(ifs=[exp.If(this=stands, true=label.copy())], default=literal(OTHER))


def _values(q: Question, of: Dimension) -> tuple[exp.Select, str]:
    """As `values_of`; what is folded once for each fact, however many of its values are."""
    listed, key = values_of(of)
    kept = q.kept_of(of)
    if kept is None:
        return listed, key
    folded = named(_folded(exp.column("value"), kept), "value")
    return exp.select(key, folded).distinct().from_(listed.subquery("l")), key


def _account() -> list[exp.Expr]:
    """ACCOUNT of a fact `f`."""
    own = exp.column(ACCOUNT[0], table="f")
    alone = exp.If(
        this=exp.Is(this=own.copy(), expression=exp.null()), true=exp.column("cluster", table="f")
    )
    return [own, named(exp.Case(ifs=[alone]), ACCOUNT[1])]


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
    used = [d for d in (q.by, *q.strata, *(d for d, _ in q.where)) if d is not None]
    tables = {d.attribute.table for d in used if not d.is_list and d.attribute.carried is None}
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
        listed, key = _values(q, q.by)
        of_fact = f_span if key == "span_id" else exp.column(key, table="f")
        on = exp.column(key, table="v").eq(of_fact)
        query = query.join(listed.subquery("v"), on=on, join_type="left", copy=False)
    for dimension, values in q.where:
        query = query.where(_has(dimension, values, f_span), copy=False)
    return query


def _f(column: str) -> exp.Column:
    return exp.column(column, table="f")


def _bucket() -> exp.Expr:
    """The bucket of a fact, NOWHERE of one that belongs to no account."""
    return named(exp.Coalesce(this=_f("bucket"), expressions=[literal(NOWHERE)]), "bucket")


def _columns(kpi: Kpi) -> list[str]:
    """The columns of the facts that answers are made of."""
    summed = [] if kpi.window == "exposure" else list(kpi.estimator.columns)
    key = kpi.estimator.keyed_by if summed else None
    own = [*([key] if key else []), *summed, *kpi.shares.values(), *kpi.dimensions.values()]
    alike = [kpi.alike] if kpi.alike else []
    always = ["fact_id", "account_id", "cluster", "at", "counted_on"]
    return list(dict.fromkeys([*always, *own, *alike]))


def _judged_later(fit_as_of: FitAsOf) -> exp.Expr:
    """Whether a fact is older than what is known of its account; as today none is."""
    column = exp.column("judged_later", table="f") if fit_as_of == "sold" else exp.false()
    return exp.alias_(column, "judged_later")


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
