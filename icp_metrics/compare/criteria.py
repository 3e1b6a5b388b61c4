"""Criteria: how many accounts meet each criterion of the ICP today, fail it, or are blank."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from icp_metrics.compare.tree import named, one
from icp_metrics.compare.view import View
from icp_metrics.derived.account_spans import EVER_AFTER
from icp_metrics.engine.sql import parse
from icp_metrics.profile.document import Criterion
from icp_metrics.profile.fit import criteria_select


@dataclass(frozen=True)
class Met:
    """Accounts by what a criterion says of them: they meet it, fail it, or are blank there."""

    criterion: Criterion
    meet: int
    fail: int
    blank: int

    @property
    def accounts(self) -> int:
        """All of them."""
        return self.meet + self.fail + self.blank


def criteria(view: View) -> list[Met]:
    """One for each criterion, in the order of the definition; none without a definition.

    Of a criterion that excludes, those that meet it are the ones excluded.
    """
    profile = view.profile
    if profile is None:
        return []
    names = [f"c{i}" for i in range(1, len(profile.criteria) + 1)]
    counts: list[exp.Expr] = [named(exp.Count(this=exp.Star()), "accounts")]
    for name in names:
        met = exp.column(name, table="c")
        counts.append(named(_sum(met), f"{name}_meet"))
        counts.append(named(_sum(exp.Not(this=met.copy())), f"{name}_fail"))
    query = (
        exp.select(*counts)
        .from_(criteria_select(profile, view.account_attributes).subquery("c"))
        .join("account_spans AS s", on="s.span_id = c.span_id")
        .where(exp.column("valid_to", table="s").eq(parse(EVER_AFTER)))
    )
    row = view.engine.run(query).row(0, named=True)
    found = []
    for name, criterion in zip(names, profile.criteria, strict=True):
        meet, fail = (int(row[f"{name}_{word}"]) for word in ("meet", "fail"))
        found.append(Met(criterion, meet, fail, int(row["accounts"]) - meet - fail))
    return found


def _sum(condition: exp.Expr) -> exp.Expr:
    added = exp.Coalesce(this=exp.Sum(this=one(condition)), expressions=[exp.Literal.number(0)])
    return exp.cast(added, "bigint")
