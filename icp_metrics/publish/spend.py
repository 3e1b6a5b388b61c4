"""What winning customers costs: from spend, deals and leads to parts of it per account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from icp_metrics.derived import (
    allocations,
    channels,
    new_customers,
    spend_parts,
    spend_receivers,
)
from icp_metrics.publish import merge
from icp_metrics.settings import Settings
from icp_metrics.store.build import Build

TABLES_MADE = ("new_customers", "spend_parts", "spend_reach", "allocations")


def fill(build: Build, settings: Settings, data_through: Mapping[str, date]) -> dict[str, int]:
    """Create the tables of spend; their rows by name. Without spend there are no parts.

    Needs the tables of MRR, and which deals are new business.
    """
    # Without a date there is no row that one could be compared with.
    through = data_through.get("spend", date(1970, 1, 1))
    for sql in statements(settings, through):
        build.run(sql)
    for table in (*channels.TEMPORARY, "new_spend", *spend_receivers.TEMPORARY):
        build.run(f"DROP TABLE {table}")
    counts = ", ".join(f"(SELECT COUNT(*) FROM {t}) AS {t}" for t in TABLES_MADE)
    (row,) = build.frame(f"SELECT {counts}").to_dicts()
    return row


def statements(settings: Settings, through: date) -> list[str]:
    """The SQL that makes them, in order."""
    lag_months = settings["cac_lag_months"]
    return [
        *channels.SQL,
        spend_parts.new_spend(through),
        *spend_receivers.spend_receivers(merge.bucket("account_id")),
        spend_parts.spend_parts(lag_months),
        spend_parts.spend_reach(lag_months, margin_stated=settings["gross_margin"] is not None),
        new_customers.SQL,
        allocations.SQL,
    ]
