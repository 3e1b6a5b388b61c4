"""mrr_spans: what each account pays per month, from when to when, by the source chosen for it."""

from __future__ import annotations


def mrr_spans(bucket: str) -> str:
    """SQL that creates mrr_spans(account_id, started_on, ended_on, mrr, currency, source, bucket).

    Spans of an account do not overlap; neighbours differ in MRR, and MRR is above 0. `ended_on`:
    first day not covered, NULL while it runs or its end cannot be told yet. `bucket`: SQL for the
    bucket of `account_id`.
    """
    return f"""
        CREATE TABLE mrr_spans AS
        WITH used AS (
            SELECT DISTINCT p.account_id, p.currency
            FROM mrr_pieces AS p
            JOIN mrr_sources AS s ON s.account_id = p.account_id AND s.chosen = p.source
        ), named AS (
            SELECT account_id, STRING_AGG(currency, '+' ORDER BY currency) AS currency
            FROM used GROUP BY account_id
        ), steps AS (
            SELECT l.account_id, l.day AS started_on, l.mrr, l.source,
                   LEAD(l.day) OVER (PARTITION BY l.account_id ORDER BY l.day) AS ended_on
            FROM mrr_levels AS l
            JOIN mrr_sources AS s ON s.account_id = l.account_id AND s.chosen = l.source
        ), paid AS (
            SELECT account_id, started_on, ended_on, mrr, source FROM steps WHERE mrr > 0
        )
        SELECT account_id, started_on, ended_on, mrr, n.currency, source, {bucket} AS bucket
        FROM paid JOIN named AS n USING (account_id)
        ORDER BY account_id, started_on
    """
