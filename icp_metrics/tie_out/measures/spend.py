"""Spend: what sales and marketing cost in a month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from icp_metrics.tie_out.measures import Measure
from icp_metrics.tie_out.reasons import CONVERTED, EDGES, NOT_KNOWN, Reason, always, repeats


def _reach(data_through: Mapping[str, date]) -> date | None:
    return data_through.get("spend")


MEASURE = Measure(
    id="spend",
    title="Spend",
    unit="money",
    noun="of spend",
    definition="All rows of spend, of every category and purpose, by the month of `spent_on`.",
    source="finance",
    rows="""
        SELECT s.spend_id AS row_id, COALESCE(s.channel, s.category) AS name,
               s.account_id AS account_id, a.name AS account_name,
               a.account_id IS NOT NULL AS known, s.spent_on AS dated_on,
               CAST(DATE_TRUNC('month', s.spent_on) AS DATE) AS month_on, TRUE AS counted,
               CAST(s.amount * COALESCE(r.rate, 1) AS DECIMAL(18, 4)) AS value,
               COALESCE(r.reporting, UPPER(s.currency)) AS currency, s.amount AS own_value,
               UPPER(s.currency) AS own_currency, s.category AS category,
               CASE WHEN s.purpose <> 'new' THEN s.purpose END AS purpose, s.channel AS channel
        FROM spend AS s
        LEFT JOIN accounts AS a ON a.account_id = s.account_id
        LEFT JOIN rates AS r ON r.currency = UPPER(s.currency)
    """,
    tables=("spend",),
    reach=_reach,
    lookup="""
        SELECT s.spend_id AS row_id, 'spent ' || CAST(s.spent_on AS VARCHAR) AS said
        FROM spend AS s
    """,
    reasons=(
        Reason("for {}: reports on winning customers leave it out", always, by="purpose"),
        Reason("of the category {}", always, by="category"),
        Reason("of the channel {}", always, by="channel"),
        Reason("refunds", lambda _: pl.col("own_value") < 0),
        Reason(
            "a repeat of another cost's day, name and amount",
            repeats("dated_on", "name", "own_value"),
        ),
        *EDGES,
        NOT_KNOWN,
        CONVERTED,
    ),
    rank=5,
)
