"""The rows behind a number: exactly as many as its `facts`."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from sqlglot import exp

from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare.ask import keyed
from icp_metrics.compare.cells import GROUPS
from icp_metrics.compare.dimensions import dimension
from icp_metrics.compare.question import Question, question
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.view import View
from icp_metrics.compare.windows import ENTRY, EXIT, LEFT_BY
from icp_metrics.engine.sql import literal
from icp_metrics.errors import SliceError, did_you_mean
from icp_metrics.kpis import Kpi
from icp_metrics.profile.fit import ALL
from icp_metrics.tables import TABLES


def members(view: View, kpi: str, asked: Slice, *, group: str = ALL) -> pl.DataFrame:
    """The facts behind a number, newest first.

    Columns: fact_id, fact_name, account_id, account_name, segment, fit, score, reason, at,
    counted_on, what the facts carry, judged_later, filled_later, and what the estimator sums; of
    a fact at risk, the days `entry_day` to `exit_day` at which it is at risk and by what it left
    (`left_by`), if it did. One segment is asked for by a filter on its attribute:
    `where=(("employees", ("1-200",)),)`, "" for missing. Raises SliceError for what does not exist,
    and for a KPI that is made of others.
    """
    if group not in GROUPS:
        raise SliceError(f"There is no group '{group}'.{did_you_mean(group, GROUPS)}")
    asked_for = question(view, kpi_named(kpi), asked)
    chosen = asked_for.kpi
    if chosen.parts:
        parts = " and ".join(chosen.parts)
        raise SliceError(f"{chosen.title} has no rows of its own: ask for those of {parts}.")
    return view.engine.run(behind(view, asked_for, group))


def behind(view: View, asked_for: Question, group: str) -> exp.Select:
    """The query that gives the members of a group, of a question of one period."""
    chosen = asked_for.kpi
    facts = keyed(view, asked_for).subquery("k")
    columns = [exp.column(c, table="k") for c in _shown(chosen)]
    of_accounts = chosen.facts_of == "accounts"
    own_key = "account_id" if of_accounts else "fact_id"
    query = (
        exp.select(
            exp.column("fact_id", table="k"),
            exp.alias_(_name(chosen), "fact_name"),
            exp.column("account_id", table="k"),
            exp.alias_(exp.column("name", table="a"), "account_name"),
            *columns,
        )
        .from_(facts)
        .join(
            f"{chosen.facts_of} AS o",
            on=exp.column(TABLES[chosen.facts_of].key[0], table="o").eq(
                exp.column(own_key, table="k")
            ),
            join_type="left",
        )
        .join(
            "accounts AS a",
            on=exp.column("account_id", table="a").eq(exp.column("account_id", table="k")),
            join_type="left",
        )
        .order_by(
            exp.Ordered(this=exp.column("counted_on", table="k"), desc=True, nulls_first=False),
            exp.column("fact_id", table="k"),
        )
    )
    some_period = exp.Is(this=exp.column("period", table="k"), expression=exp.null())
    query = query.where(exp.Not(this=some_period))
    if group != ALL:
        query = query.where(exp.column("fit", table="k").eq(literal(group)))
    return query


def _name(kpi: Kpi) -> exp.Expr:
    """What a fact is called in its own table `o`; an answer or a cost has no name."""
    named = TABLES[kpi.facts_of].column("name") is not None
    return exp.column("name", table="o") if named else exp.cast(exp.null(), "varchar")


def _shown(kpi: Kpi) -> list[str]:
    always = ["segment", "fit", "score", "reason", "at", "counted_on", *kpi.dimensions.values()]
    if kpi.window == "exposure":
        return [*always, "judged_later", "filled_later", ENTRY, EXIT, LEFT_BY]
    key = kpi.estimator.keyed_by
    summed = [*([key] if key else []), *kpi.estimator.columns]
    return [*always, "judged_later", "filled_later", *summed]


def segment(view: View, kpi: str, asked: Slice, label: str | None) -> Slice:
    """The slice of one segment of a break-down: its attribute becomes a filter."""
    assert asked.by is not None
    name = asked.by
    dimension(view, kpi_named(kpi), name)
    return replace(asked, by=None, where=(*asked.where, (name, (label or "",))))
