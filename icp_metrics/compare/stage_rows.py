"""The deals that are in a stage at the end of the data, and for how long."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import polars as pl

from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare.ask import keyed
from icp_metrics.compare.cohorts import over
from icp_metrics.compare.members import members
from icp_metrics.compare.question import data_through, question
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.stages import KPI, TURNS
from icp_metrics.compare.view import View
from icp_metrics.engine.sql import bind

_HERE = """
    SELECT fact_id, $through - entered_on AS days_there
    FROM turns WHERE status = 'open' AND left_on IS NULL AND stage = $stage
"""


def now_in(view: View, asked: Slice, stage: str) -> pl.DataFrame:
    """As `members` tells rows, with `days_there`; the longest there first. As many as `stages`
    counts in the stage now, of all groups: the period of `asked` is not used."""
    through = data_through(view, kpi_named(KPI))
    after = through + timedelta(days=1)
    today = replace(asked, starts=through, ends=after, by=None, every=None, variant=None)
    q = question(view, kpi_named(KPI), today)
    turns = over(bind(TURNS, {"through": through}), "deals", keyed(view, q))
    here = view.engine.run(over(bind(_HERE, {"through": through, "stage": stage}), "turns", turns))
    rows = members(view, KPI, today).join(here, on="fact_id", how="inner")
    return rows.sort("days_there", "fact_id", descending=[True, False])
