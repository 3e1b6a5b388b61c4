"""mrr_levels: the MRR of each account by source, as a step function of the day.

A row holds from its day until the next one; MRR 0 = not paying. Short gaps are bridged at the
earlier MRR. Data that ends is not churn: an end that could still be bridged by what is not known
yet is no step, unless a subscription states it.
"""

from __future__ import annotations

from datetime import date

from icp_metrics.derived.words import day

# Thirds of a cent left over by credits that do not divide evenly are not a paying customer.
_NOTHING = "0.005"


def mrr_levels(data_end: date, churn_gap_days: int) -> str:
    """SQL that creates mrr_levels(account_id, source, day, mrr), days up to the end of the data."""
    return f"""
        CREATE TEMP TABLE mrr_levels AS
        WITH changes AS (
            SELECT account_id, source, started_on AS day, mrr AS change FROM mrr_pieces
            UNION ALL
            SELECT account_id, source, ended_on, -mrr FROM mrr_pieces WHERE ended_on IS NOT NULL
        ), days AS (
            SELECT account_id, source, day, SUM(change) AS change FROM changes
            GROUP BY ALL HAVING SUM(change) <> 0
        ), totals AS (
            SELECT account_id, source, day, SUM(change) OVER by_day AS total FROM days
            WINDOW by_day AS (PARTITION BY account_id, source ORDER BY day)
        ), levels AS (
            SELECT account_id, source, day,
                   CAST(CASE WHEN total < {_NOTHING} THEN 0 ELSE total END AS DECIMAL(18,4)) AS mrr
            FROM totals
        ), steps AS (
            SELECT * FROM levels
            QUALIFY mrr <> LAG(mrr, 1, 0) OVER (PARTITION BY account_id, source ORDER BY day)
        ), bridged AS (
            SELECT * FROM steps
            QUALIFY mrr > 0
                 OR day <= {day(data_end)}
                    AND COALESCE(
                        LEAD(day) OVER (PARTITION BY account_id, source ORDER BY day) - day
                        > {churn_gap_days}, TRUE)
                    AND (source = 'subscription' OR day + {churn_gap_days} <= {day(data_end)})
        )
        SELECT * FROM bridged
        WHERE day <= {day(data_end)}
        QUALIFY mrr <> LAG(mrr, 1, 0) OVER (PARTITION BY account_id, source ORDER BY day)
    """
