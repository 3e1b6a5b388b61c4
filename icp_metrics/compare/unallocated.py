"""Spend that no account bears, by channel: what an allocation finds nobody for."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from sqlglot import exp

from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare.ask import keyed
from icp_metrics.compare.question import question
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.tree import named, nested, total
from icp_metrics.compare.view import View
from icp_metrics.engine.sql import literal
from icp_metrics.statistics.jackknife import NOWHERE

CHANNEL = "spend.channel"


def unallocated(view: View, kpi: str, asked: Slice) -> pl.DataFrame:
    """Columns channel (null: of none) and amount, the largest first; no rows where all is borne.

    `kpi`: one with costs among its facts. In the period, the filters and the variant of `asked`.
    """
    chosen = kpi_named(kpi)
    q = question(view, chosen, replace(asked, by=CHANNEL, every=None))
    facts = nested(keyed(view, q), "k").where(
        exp.column("bucket").eq(literal(NOWHERE)),
        exp.Not(this=exp.Is(this=exp.column("period"), expression=exp.null())),
    )
    query = facts.select(
        named(exp.column("segment"), "channel"),
        total("amount", exp.DType.DOUBLE, exp.column("cost")),
    ).group_by(exp.column("segment"))
    return view.engine.run(query).sort("amount", "channel", descending=[True, False])
