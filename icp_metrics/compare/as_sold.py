"""An account as it was judged when each of its deals began, beside what it is now."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from icp_metrics.compare.accounts import AccountCard

SOLD = "fit_as_sold"
"""The column that holds the group a deal is in: no extract has one of this name."""


def judged_on(card: AccountCard, day: date | None) -> dict[str, Any]:
    """The span in force on a day; the first reaches back for ever. Nothing without a span."""
    if not card.spans.height or day is None:
        return {}
    found = card.spans.filter((pl.col("valid_from") <= day) & (pl.col("valid_to") > day))
    return found.row(0, named=True) if found.height else {}


def deals_as_sold(card: AccountCard) -> pl.DataFrame:
    """The deals with the group that each counts in: that of the day it was created, else closed.

    Null without an ICP definition.
    """
    days = card.deals.select(pl.coalesce("created_on", "closed_on")).to_series()
    groups = [judged_on(card, day).get("fit") for day in days]
    return card.deals.with_columns(pl.Series(SOLD, groups, pl.String))
