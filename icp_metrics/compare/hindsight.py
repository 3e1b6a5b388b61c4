"""Hindsight: facts that were decided before the ICP definition was written cannot prove it.

Who writes a definition has seen them: of many attributes that mean nothing, the one that happens to
go with what was won looks like the reason. Only what is decided later tells.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlglot import exp

from icp_metrics.compare.answer import Answer
from icp_metrics.compare.ask import keyed
from icp_metrics.compare.question import Question
from icp_metrics.compare.tree import nested, one, total
from icp_metrics.compare.view import View
from icp_metrics.engine.sql import literal
from icp_metrics.profile.fit import ALL

_MOST = 0.5
"""Share of the facts from which it is said beside the answer."""


def before_definition(view: View, answer: Answer, i: int) -> dict[str, Any] | None:
    """How many facts of a period were counted before the definition in use was saved: `facts`,
    `share`, and the day as `saved_on`; None where there are none.

    Of the whole alone, and not of a mix or a state, which prove nothing. The bounds of the period
    say it without a query, unless the definition was saved within it.
    """
    saved, q = view.profile_saved_on, answer.question
    if saved is None or q.by is not None or q.kpi.better == "neither":
        return None
    every = answer.parts or (answer,)
    facts = sum(c.facts for a in every if (c := a.found.get((i, None, ALL))) is not None)
    period = q.periods[i]
    if not facts or saved <= period.starts:
        return None
    before = facts
    if saved < period.ends:
        before = sum(_before(view, a.question, i, saved) for a in every)
    if not before:
        return None
    return {"facts": before, "share": before / facts, "saved_on": saved.isoformat()}


def hindsight(told: dict[str, Any] | None) -> bool:
    """Whether most of the facts lie before: then it is said beside the answer."""
    return told is not None and told["share"] > _MOST


def _before(view: View, q: Question, i: int, saved: date) -> int:
    earlier = exp.LT(this=exp.column("counted_on"), expression=literal(saved))
    rows = nested(keyed(view, q), "k").where(exp.column("period").eq(literal(i)), copy=False)
    added = total("n", exp.DType.BIGINT, one(earlier))
    found = view.engine.run(rows.select(added, copy=False))
    return int(found["n"][0] or 0)
