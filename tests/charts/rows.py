"""Rows written by hand, for charts and words that only show them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from icp_metrics.catalog import KPIS
from icp_metrics.compare.periods import Period
from icp_metrics.compare.row import Group, Row
from icp_metrics.statistics.estimate import Difference, Estimate

WIN_RATE = Row(
    kpi=KPIS["win_rate"],
    variant="closed",
    currency=None,
    period=Period(date(2025, 1, 1), date(2026, 1, 1)),
    by=None,
    segment=None,
    groups={
        "fit": Group(Estimate(0.40, 0.31, 0.52, "ok"), n=50, facts=60),
        "not_fit": Group(Estimate(0.25, 0.20, 0.31, "ok"), n=90, facts=120),
        "unknown": Group(Estimate(0.30, 0.10, 0.60, "caution"), n=15, facts=20),
        "all": Group(Estimate(0.30, 0.26, 0.35, "ok"), n=155, facts=200),
    },
    gap=Difference(0.15, 0.03, 0.27, p=0.01),
    q=0.01,
    change=None,
    verdict="better",
)
DEAL_SIZE = replace(
    WIN_RATE,
    kpi=KPIS["deal_size"],
    variant="mean",
    currency="EUR",
    groups={
        "fit": Group(Estimate(28_140, 24_000, 33_000, "ok"), n=50, facts=60),
        "not_fit": Group(Estimate(19_070, 16_000, 22_000, "ok"), n=90, facts=120),
        "unknown": Group(Estimate(20_000, 5_000, 60_000, "caution"), n=15, facts=20),
        "all": Group(Estimate(22_000, 19_000, 25_000, "ok"), n=155, facts=200),
    },
    gap=Difference(9_070, 3_900, 15_200, 1.476, 1.21, 1.81, p=0.01),
)
HIDDEN = Group(Estimate(0.625, None, None, "insufficient", "low_n"), n=8, facts=8)
NOTHING = Group(Estimate.unknown("no_data"), n=0, facts=0)


def segment(label: str | None, **changes: Any) -> Row:
    """The win rate in one region."""
    return replace(WIN_RATE, by="region", segment=label, **changes)


def with_group(row: Row, name: str, group: Group) -> Row:
    """The row with one group replaced."""
    return replace(row, groups={**row.groups, name: group})
