"""paid_runs: the unbroken stretches in which an account paid. Coming back opens another run."""

from __future__ import annotations

SQL = """
    CREATE TABLE paid_runs AS
    WITH opened AS (
        SELECT *, started_on IS DISTINCT FROM LAG(ended_on) OVER by_day AS opens
        FROM mrr_spans
        WINDOW by_day AS (PARTITION BY account_id ORDER BY started_on)
    ), numbered AS (
        SELECT *, SUM(CAST(opens AS INTEGER)) OVER (
            PARTITION BY account_id ORDER BY started_on) AS run
        FROM opened
    ), first_month AS (
        -- Whoever pays in the first month that lines cover may have paid before there were any.
        SELECT DATE_TRUNC('MONTH', MIN(started_on)) + INTERVAL 1 MONTH AS ends
        FROM mrr_pieces WHERE source = 'lines'
    ), runs AS (
        SELECT account_id, CAST(run AS INTEGER) AS run, MIN(started_on) AS started_on,
               ARG_MAX_NULL(ended_on, started_on) AS ended_on, ANY_VALUE(source) AS source,
               ANY_VALUE(bucket) AS bucket
        FROM numbered GROUP BY ALL
    )
    SELECT account_id, run, started_on, ended_on,
           NOT (source = 'lines' AND started_on < COALESCE(ends, started_on)) AS origin_known,
           bucket
    FROM runs CROSS JOIN first_month
    ORDER BY account_id, run
"""
"""Creates paid_runs(account_id, run, started_on, ended_on, origin_known, bucket): run 1 is the
first; `ended_on` NULL while it runs."""
