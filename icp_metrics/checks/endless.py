"""Subscriptions that are canceled and do not say when they ended."""

from collections.abc import Iterator

import polars as pl

from icp_metrics.checks import Check, Loaded
from icp_metrics.checks.finding import Finding


def _find(loaded: Loaded) -> Iterator[Finding]:
    rows = loaded.tables.get("subscriptions")
    if rows is None:
        return
    endless = rows.filter(pl.col("status") == "canceled")
    if "ended_on" in rows.columns:
        endless = endless.filter(pl.col("ended_on").is_null())
    if endless.height:
        yield Finding(
            "endless",
            "warn",
            f"{endless.height:,} subscriptions are canceled and say no ended_on, for example "
            f"'{endless['subscription_id'][0]}'; they bring no MRR: state when they ended",
            "subscriptions",
            endless.select("subscription_id", "started_on", "status"),
        )


CHECK = Check("Canceled without an end", _find)
