"""The query that adds facts up: by period, segment, fit and bucket, and by day or month.

One query gives the sums and the accounts: the facts are read once.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from icp_metrics.compare.ask import ACCOUNT, ALIKE, keyed, rolled, rolls_up
from icp_metrics.compare.question import Question
from icp_metrics.compare.tree import cast, if_, named, nested, one, together, total
from icp_metrics.compare.view import View
from icp_metrics.compare.windows import ENTRY, EXIT, LEFT_BY
from icp_metrics.engine.sql import literal, parse
from icp_metrics.profile.fit import FIT, NOT_FIT, UNKNOWN
from icp_metrics.statistics.jackknife import NOWHERE

CELL = ("period", "segment", "fit", "bucket")

COUNTS = ("facts", "judged_later", "filled_later")
"""How many facts a cell holds, and what is said beside them."""

WHOLE, NUMBER, TEXT = exp.DType.BIGINT, exp.DType.DOUBLE, exp.DType.VARCHAR

ACCOUNTS = ("accounts_fit", "accounts_not_fit", "accounts_unknown", "accounts_all")
"""Distinct accounts per period and segment, in the order of the groups; of all, each once."""


def columns(q: Question) -> dict[str, exp.DType]:
    """What an answer holds beside the period, segment and fit: name -> SQL type.

    A row has a bucket and its sums, or no bucket and ACCOUNTS. A key may come in several rows,
    which add up.
    """
    e = q.kpi.estimator
    names = {"bucket": WHOLE} | ({e.keyed_by: WHOLE} if e.keyed_by else {})
    names |= dict.fromkeys((*e.columns, *q.kpi.shares.values()), NUMBER)
    names |= dict.fromkeys(COUNTS, WHOLE)
    names |= dict.fromkeys(ALIKE, TEXT) if q.kpi.alike else {}
    return names | dict.fromkeys(ACCOUNTS, WHOLE)


def answered(view: View, q: Question) -> exp.Query:
    """The sums of a question from its facts: `columns` per period, segment and fit."""
    if q.kpi.window == "exposure":
        facts, parts = _at_risk(view, q), _life_table(q)
    else:
        facts, parts = _each(view, q), [sums_of(q, _from_each())]
    query = together([*parts, _accounts(q)])
    return query.with_("each_fact", as_=facts, copy=False)


def bins(view: View, q: Question, column: str, key: str) -> exp.Select:
    """Count and sum of a column per period, segment, fit and bin: what a median is read from."""
    inner = exp.select("*", exp.alias_(parse(key), "bin")).from_(keyed(view, q).subquery("b"))
    keys = ("period", "segment", "fit", "bin")
    added = [named(exp.Count(this=exp.Star()), "n"), total("total", NUMBER, exp.column(column))]
    query = _some_period(inner).select(*map(exp.column, keys), *added, copy=False)
    return query.group_by(*map(exp.column, keys), copy=False)


def sums_of(q: Question, rows: exp.Select) -> exp.Select:
    """Rows that hold sums (a SELECT without columns), added up per cell, bucket and key."""
    added = {name: total(name, kind) for name, kind in _summed(q).items()}
    if q.kpi.alike:
        low, high = ALIKE
        added[low] = named(exp.Min(this=exp.column(low)), low)
        added[high] = named(exp.Max(this=exp.column(high)), high)
    key = q.kpi.estimator.keyed_by
    return _told(q, rows, [exp.column(k) for k in (*CELL, *([key] if key else []))], added)


def accounts_of(q: Question, added: dict[str, exp.Expr], rows: exp.Select) -> exp.Select:
    """The rows of an answer that hold ACCOUNTS, from a SELECT without columns."""
    cell = ("period", "segment")
    no_fit = named(cast(exp.null(), TEXT), "fit")
    query = rows.select(*map(exp.column, cell), no_fit, *_padded(q, added), copy=False)
    return query.group_by(*map(exp.column, cell), copy=False)


def _each(view: View, q: Question) -> exp.Select:
    """The facts, or where these can be told apart no further, those of an account added up."""
    e = q.kpi.estimator
    key = [e.keyed_by] if e.keyed_by else []
    kept = [exp.column(c) for c in (*CELL, *ACCOUNT, *key, *e.columns, *q.kpi.shares.values())]
    if rolls_up(q):
        rows = _some_period(rolled(view, q))
        flags: list[exp.Expr] = [exp.column(c) for c in COUNTS[:2]]
        filled = if_(exp.column("filled_later"), exp.column("facts"))
        alike: list[exp.Expr] = [exp.column(c) for c in ALIKE]
    else:
        rows = _some_period(keyed(view, q))
        flags = [
            named(literal(1), "facts"),
            named(one(exp.column("judged_later")), "judged_later"),
        ]
        filled = one(exp.column("filled_later"))
        alike = [named(exp.column(q.kpi.alike), c) for c in ALIKE] if q.kpi.alike else []
    told = [*kept, *flags, named(filled, "filled_later"), *(alike if q.kpi.alike else [])]
    return rows.select(*told, copy=False)


def _accounts(q: Question) -> exp.Select:
    within = [
        named(exp.Max(this=one(exp.column("fit").eq(literal(fit)))), name)
        for fit, name in zip((FIT, NOT_FIT, UNKNOWN), ACCOUNTS, strict=False)
    ]
    keys = ("period", "segment", *ACCOUNT)
    # Who nobody can be charged for is no account.
    someone = exp.NEQ(this=exp.column("bucket"), expression=literal(NOWHERE))
    each = (
        _from_each().where(someone, copy=False).select(*map(exp.column, keys), *within, copy=False)
    )
    each = each.group_by(*map(exp.column, keys), copy=False)
    added = {name: total(name, WHOLE) for name in ACCOUNTS[:3]}
    added[ACCOUNTS[3]] = named(exp.Count(this=exp.Star()), ACCOUNTS[3])
    return accounts_of(q, added, nested(each, "e"))


def _at_risk(view: View, q: Question) -> exp.Select:
    names = (*CELL, *ACCOUNT, ENTRY, EXIT, LEFT_BY, *COUNTS[1:])
    return _some_period(keyed(view, q)).select(*(exp.column(c) for c in names), copy=False)


def _life_table(q: Question) -> list[exp.Query]:
    """Facts by the day they enter, and by the day they leave by an event or are last seen."""
    key, (entered, *events, censored) = q.kpi.estimator.keyed_by, q.kpi.estimator.columns
    assert key is not None
    enter = {c: total(c, WHOLE, one(exp.column(c))) for c in COUNTS[1:]}
    for name, kind in ((entered, NUMBER), ("facts", WHOLE)):
        enter[name] = named(cast(exp.Count(this=exp.Star()), kind), name)
    leave = {e: one(exp.column(LEFT_BY).eq(literal(e))) for e in events}
    leave[censored] = one(exp.Is(this=exp.column(LEFT_BY), expression=exp.null()))
    leaving = {name: total(name, NUMBER, one) for name, one in leave.items()}
    nothing = {n: named(cast(literal(0), k), n) for n, k in _summed(q).items()}
    cell = [exp.column(c) for c in CELL]
    return [
        _told(q, _from_each(), [*cell, exp.column(ENTRY)], nothing | enter),
        _told(q, _from_each(), [*(c.copy() for c in cell), exp.column(EXIT)], nothing | leaving),
    ]


def _summed(q: Question) -> dict[str, exp.DType]:
    own = {*q.kpi.estimator.columns, *q.kpi.shares.values(), *COUNTS}
    return {n: k for n, k in columns(q).items() if n in own}


def _padded(q: Question, parts: dict[str, exp.Expr]) -> list[exp.Expr]:
    """The columns of an answer, NULL where a part does not tell them."""
    nothing = {n: named(cast(exp.null(), kind), n) for n, kind in columns(q).items()}
    return list((nothing | parts).values())


def _told(
    q: Question, rows: exp.Select, keys: Sequence[exp.Expr], added: dict[str, exp.Expr]
) -> exp.Select:
    """Rows added up per key: period, segment, fit, bucket and, if any, that of the estimator."""
    period, segment, fit, bucket, *key = keys
    own = {"bucket": bucket}
    if q.kpi.estimator.keyed_by:
        own[q.kpi.estimator.keyed_by] = named(key[0], q.kpi.estimator.keyed_by)
    query = rows.select(period, segment, fit, *_padded(q, {**own, **added}), copy=False)
    return query.group_by(*(k.copy() for k in keys), copy=False)


def _from_each() -> exp.Select:
    return exp.Select().from_(exp.to_table("each_fact"), copy=False)


def _some_period(facts: exp.Select) -> exp.Select:
    test = exp.Not(this=exp.Is(this=exp.column("period"), expression=exp.null()))
    return nested(facts, "k").where(test, copy=False)
