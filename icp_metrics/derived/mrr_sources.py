"""mrr_sources: which source the MRR of an account is taken from, and what each of them says."""

from __future__ import annotations

from datetime import date

from icp_metrics.derived.mrr_pieces import SOURCES
from icp_metrics.derived.words import day


def mrr_sources(data_end: date) -> str:
    """SQL that creates mrr_sources(account_id, chosen, <MRR by source>, currency).

    MRR by source at the end of the data: 0 where a source says that the account no longer pays,
    NULL where it knows nothing of the account. Also NULL where nothing covers the last day but
    the end is undecided: beside the chosen source that would only look like a difference.
    `currency`: `EUR+USD` where sources are in several that no rate converts.
    """
    end = day(data_end)
    chosen = "\n".join(f"WHEN {s} IS NOT NULL THEN '{s}'" for s in SOURCES)
    level = ", ".join(f"ARG_MAX(mrr, day) FILTER (source = '{s}') AS {s}" for s in SOURCES)
    covered = ", ".join(f"BOOL_OR(source = '{s}') AS {s}" for s in SOURCES)
    said = ", ".join(
        f"CASE WHEN l.{s} = 0 OR c.{s} OR l.chosen = '{s}' THEN l.{s} END AS {s}" for s in SOURCES
    )
    return f"""
        CREATE TABLE mrr_sources AS
        WITH found AS (SELECT account_id, {level} FROM mrr_levels GROUP BY account_id),
        levels AS (SELECT *, CASE {chosen} END AS chosen FROM found),
        covered AS (
            SELECT account_id, {covered} FROM mrr_pieces
            WHERE mrr > 0 AND started_on <= {end} AND (ended_on IS NULL OR ended_on > {end})
            GROUP BY account_id
        ), used AS (
            SELECT DISTINCT account_id, currency FROM mrr_pieces
        ), named AS (
            SELECT account_id, STRING_AGG(currency, '+' ORDER BY currency) AS currency
            FROM used GROUP BY account_id
        )
        SELECT l.account_id, l.chosen, {said}, n.currency
        FROM levels AS l
        JOIN named AS n ON n.account_id = l.account_id
        LEFT JOIN covered AS c ON c.account_id = l.account_id
        ORDER BY l.account_id
    """
