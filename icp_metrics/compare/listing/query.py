"""The query of the rows behind a figure, with what became of each, its money and more beside."""

from __future__ import annotations

from functools import reduce

from sqlglot import exp

from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare.cells import GROUPS
from icp_metrics.compare.listing.beside import beside
from icp_metrics.compare.listing.money import money
from icp_metrics.compare.listing.outcomes import outcome
from icp_metrics.compare.listing.wanted import Wanted
from icp_metrics.compare.members import behind
from icp_metrics.compare.question import Question, question
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.tree import named, nested
from icp_metrics.compare.view import View
from icp_metrics.engine.sql import literal
from icp_metrics.errors import SliceError, did_you_mean
from icp_metrics.tables import TABLES

_SEARCHED = ("account_name", "account_id", "fact_name", "fact_id", "reason")


def listed(
    view: View, kpi: str, asked: Slice, group: str, wanted: Wanted
) -> tuple[Question, exp.Select]:
    """The rows with what became of each, its money, what stands beside, and whether it is found."""
    if group not in GROUPS:
        raise SliceError(f"There is no group '{group}'.{did_you_mean(group, GROUPS)}")
    q = question(view, kpi_named(kpi), asked)
    if q.kpi.parts:
        parts = " and ".join(q.kpi.parts)
        raise SliceError(f"{q.kpi.title} has no rows of its own: ask for those of {parts}.")
    known = beside(view, q.kpi)
    unknown = [c for c in wanted.columns if c not in known]
    if unknown:
        raise SliceError(f"There is no column '{unknown[0]}'.{did_you_mean(unknown[0], known)}")
    of = money(q.kpi)
    nothing = exp.cast(exp.null(), "double"), exp.cast(exp.null(), "varchar")
    amount, currency = nothing if of is None else (of.amount, of.currency)
    query = (
        _joined(view, q, group)
        .select(
            named(outcome(q.kpi), "outcome"), named(amount, "amount"), named(currency, "currency")
        )
        .select(*(named(known[c].value, c) for c in wanted.columns))
    )
    every = exp.Select(expressions=[exp.Star()]).from_(query.subquery("t"))
    return q, every.select(named(_found(q, wanted), "found"))


def _joined(view: View, q: Question, group: str) -> exp.Select:
    rows = behind(view, q, group)
    rows.set("order", None)
    key = exp.column("fact_id", table="b")
    span = "span_id" if q.fit_as_of == "sold" else "today_span_id"
    facts = exp.to_table(q.kpi.facts_table(q.variant)).as_("w")
    query = (
        exp.Select(expressions=[exp.Column(this=exp.Star(), table=exp.to_identifier("b"))])
        .from_(rows.subquery("b"))
        .join(facts, on=exp.column("fact_id", table="w").eq(key), join_type="left")
        .join(
            "account_spans AS s",
            on=exp.column("span_id", table="s").eq(exp.column(span, table="w")),
            join_type="left",
        )
        .join("accounts AS a", on="a.account_id = b.account_id", join_type="left")
    )
    if q.kpi.facts_of == "accounts":
        return query
    own = exp.column(TABLES[q.kpi.facts_of].key[0], table="d")
    query = query.join(
        exp.to_table(q.kpi.facts_of).as_("d"), on=own.eq(key.copy()), join_type="left"
    )
    if q.kpi.facts_of != "opportunities":
        return query
    return query.join("rates AS r", on="r.currency = UPPER(d.currency)", join_type="left")


def _found(q: Question, wanted: Wanted) -> exp.Expr:
    """Whether each word stands in some text of a row, in any case."""
    columns = (*_SEARCHED, *q.kpi.dimensions.values(), *wanted.columns)
    texts: list[exp.Expr] = [
        exp.Coalesce(
            this=exp.cast(exp.column(c, table="t", quoted=True), "varchar"),
            expressions=[literal("")],
        )
        for c in columns
    ]
    text = exp.Lower(this=reduce(_beside, texts))
    held = [
        exp.func("CONTAINS", text.copy(), exp.Lower(this=literal(word)))
        for word in wanted.find.split()
    ]
    return exp.and_(*held) if held else exp.true()


def _beside(one: exp.Expr, other: exp.Expr) -> exp.Expr:
    """Two texts as one, in which no word of theirs runs over."""
    return exp.DPipe(this=exp.DPipe(this=one, expression=literal(" ")), expression=other)


def narrowed(listed: exp.Select, wanted: Wanted) -> exp.Select:
    query = nested(listed, "n").select("*").where("found")
    if wanted.outcome is None:
        return query
    return query.where(exp.column("outcome").eq(literal(wanted.outcome)))


def in_order(query: exp.Select, sort: str, *, descending: bool) -> exp.Select:
    key = exp.column(sort, quoted=True)
    ordered = exp.Ordered(this=key, desc=descending, nulls_first=False)
    return query.order_by(ordered, exp.column("fact_id"))
