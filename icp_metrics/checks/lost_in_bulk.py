"""Days on which far more deals were lost than on others: a clean-up, not a market."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from icp_metrics.checks import Check, Loaded
from icp_metrics.checks.finding import Finding

TIMES = 10
"""How many times the losses of a usual day (the median of days with any)."""

FEWEST_ROWS = 20


def _find(loaded: Loaded) -> Iterator[Finding]:
    deals = loaded.tables.get("opportunities")
    if deals is None or "closed_on" not in deals.columns:
        return
    lost = deals.filter((pl.col("status") == "lost") & pl.col("closed_on").is_not_null())
    by_day = lost["closed_on"].value_counts()
    if by_day.height < 2:
        return
    usual = float(np.median(by_day["count"].to_numpy()))
    far_more = (pl.col("count") > TIMES * usual) & (pl.col("count") >= FEWEST_ROWS)
    days = by_day.filter(far_more).sort("count", "closed_on", descending=[True, False])
    if days.height:
        day, n = days.row(0)
        more = "" if days.height == 1 else f", and as many on {days.height - 1} other days"
        rows = lost.join(days, on="closed_on", how="semi")
        yield Finding(
            "lost_in_bulk",
            "warn",
            f"{n:,} deals were lost on {day}{more}, on a usual day {usual:g}: a clean-up, it "
            "seems; it makes the win rate of that period look worse, and of others better",
            "opportunities",
            rows.select("opportunity_id", "closed_on"),
        )


CHECK = Check("Lost on one day", _find)
