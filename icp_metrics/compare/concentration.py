"""Whether a figure hangs on one bucket of accounts, and what its largest account holds.

A bucket is a random class of accounts, so whatever holds much of a sum is nearly always one account
of it. Leaving that bucket out moves the figure by as much: no likely range of so few says how sure
it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlglot import exp

from icp_metrics.compare.ask import keyed
from icp_metrics.compare.cells import Cell
from icp_metrics.compare.question import Question
from icp_metrics.compare.row import Group
from icp_metrics.compare.tree import named, nested, total
from icp_metrics.compare.view import View
from icp_metrics.engine.sql import literal
from icp_metrics.profile.fit import FIT, NOT_FIT
from icp_metrics.statistics.estimate import Estimator, Held
from icp_metrics.statistics.jackknife import NOWHERE

MOST = 0.20
"""A bucket that holds more of a sum than this is said."""


def concentrated(
    estimator: Estimator, cells: Mapping[str, Cell], groups: Mapping[str, Group]
) -> dict[str, Held]:
    """Of each group compared that is shown, the sum of which one bucket holds too much."""
    found = {}
    for name in (FIT, NOT_FIT):
        e = groups[name].estimate
        # What is hidden because it hangs on few accounts is said to do so.
        if name not in cells or not (e.status in ("ok", "caution") or e.reason == "concentration"):
            continue
        every = estimator.hangs_on(cells[name].sums)
        held = max(every, key=_most, default=None)
        if held is not None and _most(held) > MOST:
            found[name] = held
    return found


def largest(view: View, q: Question, i: int, group: str, held: Held) -> dict[str, Any]:
    """The account of a group that holds most of a sum in period `i`: `share`, its part of it,
    `column`, what is summed, `account_id` and `name`."""
    column = exp.column(held.column)
    facts = nested(keyed(view, replace(q, periods=(q.periods[i],))), "k").where(
        exp.column("period").eq(literal(0)),
        exp.column("fit").eq(literal(group)),
        exp.NEQ(this=exp.column("bucket"), expression=literal(NOWHERE)),
        copy=False,
    )
    if held.keys is not None and q.kpi.estimator.keyed_by is not None:
        key, (first, end) = exp.column(q.kpi.estimator.keyed_by), held.keys
        facts = facts.where(
            exp.GTE(this=key, expression=literal(first)),
            exp.LT(this=key.copy(), expression=literal(end)),
            copy=False,
        )
    by_account = facts.select(
        named(exp.Min(this=exp.column("account_id")), "account_id"),
        total("held", exp.DType.DOUBLE, column),
        copy=False,
    ).group_by(exp.column("cluster"), copy=False)
    query = (
        nested(by_account, "h")
        .select("h.account_id", "a.name", "h.held")
        .join("accounts AS a", on="a.account_id = h.account_id", join_type="left")
        .order_by(exp.Ordered(this=exp.column("held"), desc=True, nulls_first=False), "account_id")
        .limit(1)
    )
    account_id, name, most = view.engine.run(query).row(0)
    share = most / float(held.by_bucket.sum())
    return {"share": share, "column": held.column, "account_id": account_id, "name": name}


def _most(held: Held) -> float:
    """The part of a sum that its largest bucket holds; 0 of a sum that is not positive."""
    whole = float(held.by_bucket.sum())
    return float(held.by_bucket.max()) / whole if whole > 0 else 0.0
