"""Deals won in a month, of every type: what won count and won amount are made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from icp_metrics.tie_out.reasons import (
    CONVERTED,
    EDGES,
    NO_ACCOUNT,
    NOT_KNOWN,
    Reason,
    always,
    repeats,
)

LOOKUP = """
    SELECT o.opportunity_id AS row_id,
           o.status || COALESCE(CASE o.status WHEN 'open' THEN ', expected to close '
                                              ELSE ', closed ' END
                                || CAST(o.closed_on AS VARCHAR), '') AS said
    FROM opportunities AS o
"""

REASONS = (
    Reason("of the type {}: reports on new business leave it out", always, by="later_type"),
    NO_ACCOUNT,
    NOT_KNOWN,
    *EDGES,
    Reason("won, with an amount of zero", lambda _: pl.col("amount") == 0),
    Reason("won, with a blank amount", lambda _: pl.col("amount").is_null()),
    Reason("a repeat of another deal's name and amount", repeats("name", "amount")),
    CONVERTED,
    Reason("of the pipeline {}", always, by="pipeline"),
)


def rows(value: str, own_value: str) -> str:
    """The rows of won deals; `value` and `own_value`: SQL for what a deal adds."""
    return f"""
        SELECT o.opportunity_id AS row_id, o.name AS name, o.account_id AS account_id,
               a.name AS account_name, a.account_id IS NOT NULL AS known,
               o.closed_on AS dated_on, CAST(DATE_TRUNC('month', o.closed_on) AS DATE) AS month_on,
               TRUE AS counted, {value} AS value,
               COALESCE(r.reporting, UPPER(o.currency)) AS currency,
               {own_value} AS own_value, UPPER(o.currency) AS own_currency,
               o.amount AS amount, o.pipeline AS pipeline,
               CASE WHEN o.type <> 'new' THEN o.type
                    WHEN o.type IS NULL AND NOT o.is_new_business THEN 'blank, derived as not new'
                    END AS later_type
        FROM opportunities AS o
        LEFT JOIN accounts AS a ON a.account_id = o.account_id
        LEFT JOIN rates AS r ON r.currency = UPPER(o.currency)
        WHERE o.status = 'won'
    """


def reach(data_through: Mapping[str, date]) -> date | None:
    """Deals are known to the end of the opportunities."""
    return data_through.get("opportunities")
