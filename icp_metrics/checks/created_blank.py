"""Deals that do not say when they were created."""

from collections.abc import Iterator

import polars as pl

from icp_metrics.checks import Check, Loaded
from icp_metrics.checks.finding import Finding


def _find(loaded: Loaded) -> Iterator[Finding]:
    deals = loaded.tables.get("opportunities")
    if deals is None:
        return
    blank = deals
    if "created_on" in deals.columns:
        blank = deals.filter(pl.col("created_on").is_null())
    if blank.height:
        yield Finding(
            "created_blank",
            "warn",
            f"{blank.height:,} deals have no created_on; they are out of cycle length",
            "opportunities",
            blank.select("opportunity_id"),
        )


CHECK = Check("Not said when created", _find)
