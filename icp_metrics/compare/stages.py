"""Stages: how many days deals spend in each, and where they stall, from the stage history.

A deal is in a stage from the day it entered until it enters the next, or closes; the stage it
closes into is none. Days in a stage that lasts are censored at the end of the period or data.
Only deals with more than one row of history are looked at, one row tells of no passage; and those
that are open in the stage they were created in, without which every deal would seem to leave it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import polars as pl

from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare.ask import keyed
from icp_metrics.compare.cells import GROUPS
from icp_metrics.compare.cohorts import over
from icp_metrics.compare.question import data_through, question
from icp_metrics.compare.rows import rules_of
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.view import View
from icp_metrics.engine.sql import bind
from icp_metrics.profile.fit import ALL
from icp_metrics.statistics.kaplan_meier import survival
from icp_metrics.statistics.life_table import at_risk

KPI = "cycle_length"
"""Whose deals are looked at: new business, won, lost or open, within the period."""

STALLED_AT = 0.75
"""A deal is stalled that is in its stage for longer than this share of deals ever are."""

_ROUNDING = 1e-12
_SCHEMA = {
    "stage": pl.String,
    "group": pl.String,
    "deals": pl.Int64,
    "median_days": pl.Int64,
    "now": pl.Int64,
    "median_days_now": pl.Float64,
    "stalled": pl.Int64,
    "stalled_amount": pl.Float64,
}
TURNS = """
    WITH begun AS (
        SELECT h.opportunity_id, MIN(h.entered_on) AS first_on, COUNT(*) AS entries
        FROM stage_history AS h GROUP BY h.opportunity_id
    ), usual AS (
        SELECT h.stage, AVG(h.entered_on - b.first_on) AS place
        FROM stage_history AS h JOIN begun AS b ON b.opportunity_id = h.opportunity_id
        GROUP BY h.stage
    )
    SELECT f.fact_id, h.stage, u.place, h.entered_on, f.fit, o.status,
           LEAST(LEAD(h.entered_on) OVER (
                     PARTITION BY h.opportunity_id ORDER BY h.entered_on, u.place),
                 CASE WHEN o.status <> 'open' THEN o.closed_on END) AS left_on,
           CAST(o.amount * COALESCE(r.rate, 1) AS DOUBLE) AS amount,
           COALESCE(r.reporting, UPPER(o.currency)) AS currency
    FROM stage_history AS h
    JOIN begun AS b ON b.opportunity_id = h.opportunity_id
    JOIN usual AS u ON u.stage = h.stage
    JOIN deals AS f ON f.fact_id = h.opportunity_id
    JOIN opportunities AS o ON o.opportunity_id = h.opportunity_id
    LEFT JOIN rates AS r ON r.currency = UPPER(o.currency)
    WHERE h.entered_on <= $through AND (o.status = 'open' OR h.entered_on < o.closed_on)
      AND (b.entries > 1 OR (o.status = 'open' AND h.entered_on = o.created_on))
"""
_LIFE_TABLE = """
    WITH followed AS (
        SELECT stage, place, fit, COALESCE(left_on < $stops, FALSE) AS leaves,
               CASE WHEN entered_on < $starts THEN $starts - entered_on ELSE 0 END AS entry_day,
               CASE WHEN left_on < $stops THEN left_on - entered_on
                    ELSE $stops - entered_on - 1 END AS exit_day
        FROM turns
        WHERE entered_on < $stops AND (left_on IS NULL OR left_on >= $starts)
    ), both_ends AS (
        SELECT stage, place, fit, entry_day AS day, 1 AS entered, 0 AS left_it, 0 AS censored
        FROM followed
        UNION ALL
        SELECT stage, place, fit, exit_day, 0, CASE WHEN leaves THEN 1 ELSE 0 END,
               CASE WHEN leaves THEN 0 ELSE 1 END
        FROM followed
    )
    SELECT stage, MIN(place) AS place, fit, day, SUM(entered) AS entered,
           SUM(left_it) AS left_it, SUM(censored) AS censored
    FROM both_ends GROUP BY stage, fit, day
"""
_OPEN = """
    SELECT stage, fit, $through - entered_on AS days, amount, currency
    FROM turns WHERE status = 'open' AND left_on IS NULL
"""
_HISTORY = "SELECT COUNT(*) AS n FROM stage_history"


@dataclass(frozen=True, eq=False)
class Stages:
    """`rows`: stage, group, deals, median_days, now, median_days_now, stalled, stalled_amount;
    stages in their usual order. `limits`: stage -> the days beyond which a deal in it is stalled.

    `deals`: those that were in it in the period. `median_days`: null where not half have left, or
    where there are too few. `now`: deals in it at the end of the data. `stalled` is null where the
    limit is not known, `stalled_amount` also where amounts are in several currencies. Amounts that
    are blank add nothing. `currency`: of the amounts.
    """

    rows: pl.DataFrame
    limits: dict[str, int]
    currency: str | None


def stages(view: View, asked: Slice) -> Stages | None:
    """Days in each stage by fit, and what is in it now. None without a stage history.

    The period and filters of `asked` hold for the days; what is open now is so at the end of data.
    """
    if int(view.engine.run(bind(_HISTORY, {}))["n"][0]) == 0:
        return None
    chosen = kpi_named(KPI)
    through = data_through(view, chosen)
    plain = replace(asked, by=None, every=None, variant=None)
    q = question(view, chosen, plain)
    after = through + timedelta(days=1)
    today = question(view, chosen, replace(plain, starts=through, ends=after))
    days = {
        "starts": q.periods[0].starts,
        "stops": min(q.periods[0].ends, after),
        "through": through,
    }
    turns = bind(TURNS, days)
    followed = over(turns, "deals", keyed(view, q))
    now = over(turns.copy(), "deals", keyed(view, today))
    table = view.engine.run(over(bind(_LIFE_TABLE, days), "turns", followed))
    is_open = view.engine.run(over(bind(_OPEN, days), "turns", now))
    return _told(table, is_open, rules_of(view).insufficient_below)


def _told(table: pl.DataFrame, is_open: pl.DataFrame, least: int) -> Stages:
    order = table.group_by("stage").agg(pl.col("place").min()).sort("place", "stage")["stage"]
    limits: dict[str, int] = {}
    rows = []
    for stage in order:
        of_stage = table.filter(pl.col("stage") == stage)
        limit = _first_day(of_stage, 1 - STALLED_AT)
        if limit is not None:
            limits[stage] = limit
        for group in GROUPS:
            here = pl.lit(value=True) if group == ALL else pl.col("fit") == group
            now = is_open.filter((pl.col("stage") == stage) & here)
            stalled = None if limit is None else now.filter(pl.col("days") > limit)
            deals = int(of_stage.filter(here)["entered"].sum())
            halfway = _first_day(of_stage.filter(here), 0.5) if deals >= least else None
            rows.append(
                {
                    "stage": stage,
                    "group": group,
                    "deals": deals,
                    "median_days": halfway,
                    "now": now.height,
                    "median_days_now": now["days"].median(),
                    "stalled": None if stalled is None else stalled.height,
                    "stalled_amount": None if stalled is None else _amount(stalled, is_open),
                }
            )
    used = is_open["currency"].drop_nulls().unique().to_list()
    return Stages(pl.DataFrame(rows, _SCHEMA), limits, used[0] if len(used) == 1 else None)


def _first_day(table: pl.DataFrame, share: float) -> int | None:
    """The first day after which at most `share` are still in the stage; None if never seen."""
    by_day = table.group_by("day").agg(pl.col("entered", "left_it", "censored").sum()).sort("day")
    if by_day.is_empty():
        return None
    entered, events, censored = (
        by_day.select(pl.col("entered", "left_it", "censored").cast(pl.Float64)).to_numpy().T
    )
    still = survival(events, at_risk(entered, events + censored))
    reached = np.flatnonzero(still <= share + _ROUNDING)
    return int(by_day["day"][int(reached[0])]) if len(reached) else None


def _amount(stalled: pl.DataFrame, is_open: pl.DataFrame) -> float | None:
    """Their amounts added up; None in several currencies."""
    if is_open["currency"].drop_nulls().n_unique() > 1:
        return None
    return float(stalled["amount"].fill_null(0.0).sum())
