"""Funnel: of the deals that reached a stage, how many went on, and where the others were lost.

Looked at are the deals of win rate's cohort: created in the period and old enough, each as it
stood at one age, so that young ones do not look lost. A deal that skips a stage has reached it, as
has one that is won; one that goes back keeps the stage it got to. It went on from a stage if it
reached a later one or was won by that age; it was lost there if it was lost, and got no further;
else it was still there. Fit is judged once, when the deal began, so that the same deals are in a
group at every stage. Deals whose history does not begin with them are left out: those that were
lost early would be missing most.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare.answer import answer
from icp_metrics.compare.ask import keyed
from icp_metrics.compare.cells import GROUPS
from icp_metrics.compare.cohorts import over
from icp_metrics.compare.members import members
from icp_metrics.compare.question import question
from icp_metrics.compare.row import Group
from icp_metrics.compare.rows import rules_of
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.view import View
from icp_metrics.engine.sql import bind
from icp_metrics.profile.fit import ALL, FIT, NOT_FIT
from icp_metrics.statistics.estimate import Difference, Rules, Sums
from icp_metrics.statistics.jackknife import BUCKETS
from icp_metrics.statistics.ratio import Ratio

KPI, VARIANT = "win_rate", "cohort"
"""Whose facts the deals are."""

_SHARE = Ratio(share=True)
_REACHED = """
    WITH first AS (
        SELECT h.opportunity_id, MIN(h.entered_on) AS first_on
        FROM stage_history AS h GROUP BY h.opportunity_id
    ), inside AS (
        SELECT h.opportunity_id, h.stage, h.entered_on, h.entered_on - b.first_on AS since
        FROM stage_history AS h
        JOIN first AS b ON b.opportunity_id = h.opportunity_id
        JOIN opportunities AS o ON o.opportunity_id = h.opportunity_id
        WHERE o.status = 'open' OR h.entered_on < o.closed_on
    ), usual AS (
        SELECT stage, ROW_NUMBER() OVER (ORDER BY AVG(since), stage) AS place
        FROM inside GROUP BY stage
    ), got_to AS (
        SELECT d.fact_id, MAX(u.place) AS place
        FROM cohort AS d
        JOIN inside AS i ON i.opportunity_id = d.fact_id
        JOIN usual AS u ON u.stage = i.stage
        WHERE i.entered_on - d.counted_on <= $age
        GROUP BY d.fact_id
    ), told AS (
        SELECT d.fact_id, d.cluster, d.bucket, d.fit, COALESCE(g.place, 1) AS place,
               CASE WHEN d.y = 1 THEN 'won' WHEN d.still_open = 1 THEN 'open' ELSE 'lost' END
                 AS outcome
        FROM cohort AS d
        JOIN first AS b ON b.opportunity_id = d.fact_id
        LEFT JOIN got_to AS g ON g.fact_id = d.fact_id
        -- In another time zone a deal is created the day before or after.
        WHERE b.first_on - d.counted_on <= 1
    )
    SELECT t.fact_id, t.cluster, t.bucket, t.fit, u.stage, u.place,
           CASE WHEN t.outcome = 'won' OR t.place > u.place THEN 'on' ELSE t.outcome END AS became
    FROM told AS t JOIN usual AS u ON t.outcome = 'won' OR t.place >= u.place
"""
_SUMS = """
    SELECT stage, place, fit, bucket, COUNT(*) AS reached,
           SUM(CASE WHEN became = 'on' THEN 1 ELSE 0 END) AS went_on,
           SUM(CASE WHEN became = 'lost' THEN 1 ELSE 0 END) AS lost
    FROM reached GROUP BY stage, place, fit, bucket
"""
_ACCOUNTS = """
    SELECT stage, 'all' AS fit, COUNT(DISTINCT cluster) AS n FROM reached GROUP BY stage
"""
_ACCOUNTS_BY_FIT = """
    SELECT stage, fit, COUNT(DISTINCT cluster) AS n FROM reached GROUP BY stage, fit
"""
_LOST = "SELECT fact_id FROM reached WHERE became = 'lost' AND stage = $stage"
_HISTORY = "SELECT COUNT(*) AS n FROM stage_history"


@dataclass(frozen=True, eq=False)
class Step:
    """A stage: the share of the deals that reached it, or a later one, that went on from it.

    `groups`: by group, `facts` being the deals that reached it. `lost`, `still_there`: how many of
    them were lost in it, and were still in it at the age, by group.
    """

    stage: str
    groups: dict[str, Group]
    gap: Difference
    lost: dict[str, int]
    still_there: dict[str, int]


@dataclass(frozen=True, eq=False)
class Funnel:
    """The stages in their usual order. `age`: in days, at which each deal is looked at.

    `reason`: why there are no steps, if so: a reason code. `untold`: deals left out, since their
    history does not begin with them.
    """

    steps: tuple[Step, ...]
    age: int | None
    untold: int = 0
    reason: str | None = None


def funnel(view: View, asked: Slice) -> Funnel | None:
    """Stage by stage, in the period and filters of `asked`. None without a stage history."""
    if int(view.engine.run(bind(_HISTORY, {}))["n"][0]) == 0:
        return None
    plain = _plain(asked)
    found = answer(view, kpi_named(KPI), plain)
    age = found.mature_days
    reason = found.reason(1, None)
    if reason is not None or age is None:
        return Funnel((), age, reason=reason or "immature")
    sums = _over_reached(view, plain, _SUMS, age)
    told = int(sums.filter(pl.col("place") == 1)["reached"].sum())
    cohort = found.found.get((1, None, ALL))
    untold = (cohort.facts if cohort is not None else 0) - told
    counts = [_over_reached(view, plain, sql, age) for sql in (_ACCOUNTS, _ACCOUNTS_BY_FIT)]
    accounts = {(stage, group): n for frame in counts for stage, group, n in frame.rows()}
    order = sums.select("stage", "place").unique().sort("place")["stage"].to_list()
    qualified = view.settings["qualified_stage"]
    if qualified in order:
        # Every deal of the cohort has reached it: of earlier ones there is nothing to tell.
        order = order[order.index(qualified) :]
    rules = rules_of(view)
    steps = [
        _step(stage, sums.filter(pl.col("stage") == stage), accounts, rules) for stage in order
    ]
    return Funnel(tuple(steps), age, untold, None if steps else "no_data")


def lost_in(view: View, asked: Slice, stage: str, *, group: str = ALL) -> pl.DataFrame:
    """The deals that were lost in a stage, as `members` tells rows."""
    plain = _plain(asked)
    found = answer(view, kpi_named(KPI), plain)
    rows = members(view, KPI, plain, group=group)
    if found.mature_days is None:
        return rows.clear()
    lost = _over_reached(view, plain, _LOST, found.mature_days, stage=stage)
    return rows.join(lost, on="fact_id", how="semi")


def _plain(asked: Slice) -> Slice:
    return replace(asked, by=None, every=None, variant=VARIANT)


def _over_reached(view: View, plain: Slice, sql: str, age: int, **values: str) -> pl.DataFrame:
    """The rows of a query over `reached`: a row for each deal of the slice and stage it reached."""
    facts = keyed(view, question(view, kpi_named(KPI), plain))
    reached = over(bind(_REACHED, {"age": age}), "cohort", facts)
    return view.engine.run(over(bind(sql, values), "reached", reached))


def _step(
    stage: str, sums: pl.DataFrame, accounts: dict[tuple[str, str], int], rules: Rules
) -> Step:
    groups, lost, still_there = {}, {}, {}
    for name in GROUPS:
        of = sums if name == ALL else sums.filter(pl.col("fit") == name)
        buckets = of["bucket"].to_numpy()
        went_on, reached = (
            np.bincount(buckets, of[c].cast(pl.Float64).to_numpy(), BUCKETS).astype(np.float64)
            for c in ("went_on", "reached")
        )
        n = accounts.get((stage, name), 0)
        estimate = _SHARE.estimate(Sums(np.stack([went_on, reached], axis=-1), reached, n), rules)
        groups[name] = Group(estimate, n, int(reached.sum()))
        lost[name] = int(of["lost"].sum())
        still_there[name] = int(reached.sum() - went_on.sum()) - lost[name]
    gap = _SHARE.difference(groups[FIT].estimate, groups[NOT_FIT].estimate, rules)
    return Step(stage, groups, gap, lost, still_there)
