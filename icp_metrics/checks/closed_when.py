"""Won and lost deals whose close date cannot be: after the data, or before the deal was there."""

from collections.abc import Iterator

import polars as pl

from icp_metrics.checks import Check, Loaded
from icp_metrics.checks.finding import Finding


def _find(loaded: Loaded) -> Iterator[Finding]:
    deals = loaded.tables.get("opportunities")
    if deals is None or "closed_on" not in deals.columns:
        return
    closed = deals.filter(pl.col("status").is_in(["won", "lost"]))
    late = closed.filter(pl.col("closed_on") > loaded.as_of)
    found = [(late, f"are closed after {loaded.as_of}, when the data is from")]
    if "created_on" in deals.columns:
        early = closed.filter(pl.col("closed_on") < pl.col("created_on"))
        found.append((early, "are closed before they were created"))
    for rows, says in found:
        if rows.height:
            yield Finding(
                "closed_when",
                "warn",
                f"{rows.height:,} won or lost deals {says}, for example "
                f"'{rows['opportunity_id'][0]}'",
                "opportunities",
                rows.select(c for c in _SHOWN if c in rows.columns),
            )


_SHOWN = ("opportunity_id", "status", "created_on", "closed_on")
CHECK = Check("Close date that cannot be", _find)
