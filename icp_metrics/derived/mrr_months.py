"""mrr_months: how the MRR of each account moved, month by month.

MRR of a month = that of its last day. Opening + new + reactivation + expansion + contraction +
churn = closing, to the last decimal; contraction and churn are negative. An account is new in the
first month it ends with MRR, and reactivated in any later one it enters without.
"""

from __future__ import annotations

from datetime import date

from icp_metrics.derived.words import day

_NOUGHT = "CAST(0 AS DECIMAL(18,4))"


def _index(column: str) -> str:
    """SQL that numbers months: year * 12 + month - 1."""
    return f"(YEAR({column}) * 12 + MONTH({column}) - 1)"


def mrr_months(data_end: date) -> str:
    """SQL that creates mrr_months: one row per account and complete month with MRR at its start,
    at its end, or twelve months before its end (`base_12` on `base_on`; NULL where none).

    `tenure_month`: whole calendar months since that of the first paid day (`origin_on`).
    """
    last = f"{_index(f'({day(data_end)} + 1)')} - 1"
    return f"""
        CREATE TABLE mrr_months AS
        WITH spans AS (
            SELECT *, {_index("started_on")} AS first_month,
                   LEAST(COALESCE({_index("ended_on")} - 1, {last}), {last}) AS last_month
            FROM mrr_spans
        ), customers AS (
            SELECT account_id, MIN(started_on) AS origin_on, ANY_VALUE(currency) AS currency,
                   ANY_VALUE(bucket) AS bucket,
                   MIN(first_month) FILTER (last_month >= first_month) AS entered,
                   ROW_NUMBER() OVER (ORDER BY account_id) AS n
            FROM spans GROUP BY account_id
        ), closing AS (
            SELECT c.n, UNNEST(RANGE(s.first_month, s.last_month + 1)) AS m, s.mrr
            FROM spans AS s JOIN customers AS c ON c.account_id = s.account_id
            WHERE s.last_month >= s.first_month
        ), sides AS (
            SELECT n, m, mrr AS closing, {_NOUGHT} AS opening, {_NOUGHT} AS base FROM closing
            UNION ALL
            SELECT n, m + 1, {_NOUGHT}, mrr, {_NOUGHT} FROM closing WHERE m + 1 <= {last}
            UNION ALL
            SELECT n, m + 12, {_NOUGHT}, {_NOUGHT}, mrr FROM closing WHERE m + 12 <= {last}
        ), months AS (
            -- Each side has one row at most: the largest is it, and cheaper than a sum.
            SELECT n, m, MAX(opening) AS opening, MAX(closing) AS closing, MAX(base) AS base
            FROM sides GROUP BY n, m
        ), moved AS (
            SELECT *, closing - opening AS net FROM months
        )
        SELECT c.account_id, {_first("m.m")} AS month_on, LAST_DAY({_first("m.m")}) AS ends_on_day,
               m.opening,
               {_part("m.opening = 0 AND m.m = c.entered")} AS new,
               {_part("m.opening = 0 AND m.m > c.entered")} AS reactivation,
               {_part("m.opening > 0 AND m.net > 0")} AS expansion,
               {_part("m.closing > 0 AND m.net < 0")} AS contraction,
               {_part("m.closing = 0")} AS churn,
               m.closing, NULLIF(m.base, 0) AS base_12, LAST_DAY({_first("(m.m - 12)")}) AS base_on,
               CAST(m.m - {_index("c.origin_on")} AS INTEGER) AS tenure_month,
               c.currency, c.origin_on, c.bucket
        FROM moved AS m JOIN customers AS c ON c.n = m.n
        ORDER BY m.m, m.n
    """


def _first(index: str) -> str:
    """SQL for the first day of a month by its number."""
    return f"MAKE_DATE({index} // 12, {index} % 12 + 1, 1)"


def _part(condition: str) -> str:
    """SQL for the net change where the condition says what it is, else 0."""
    return f"CAST(CASE WHEN {condition} THEN m.net ELSE 0 END AS DECIMAL(18,4))"
