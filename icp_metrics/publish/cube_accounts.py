"""Accounts behind the cells of a cube: distinct ones do not add up over months.

`cube_<kpi>__<variant>_accounts` counts, per month, accounts by the month of their fact before
(`before_on`), so that those of a period are the ones whose fact before lies before it. `fit` is
also `all`: an account whose fit changed is in both groups, and once in all.

The months of an account are kept as bits. Few patterns of months occur, so the accounts of each
are counted first, and their months told afterwards.
"""

from __future__ import annotations

from icp_metrics.profile.fit import ALL
from icp_metrics.statistics.jackknife import NOWHERE
from icp_metrics.store.build import Build

CALENDAR = """
    CREATE TEMP TABLE _calendar AS
    SELECT month_on, ROW_NUMBER() OVER (ORDER BY month_on) - 1 AS n
    FROM (SELECT DISTINCT month_on FROM _facts)
"""
"""Creates `_calendar`: the months of `_facts`, numbered."""


def months(build: Build, keys: str) -> str:
    """SQL for the bits of the months of `_facts`, per account and further keys."""
    last = build.frame("SELECT COALESCE(MAX(n), 0) AS n FROM _calendar")["n"][0]
    return f"""
        SELECT f.cluster, {keys}, BITSTRING_AGG(c.n, 0, {last}) AS months
        FROM _facts AS f JOIN _calendar AS c ON c.month_on = f.month_on
        WHERE f.bucket <> {NOWHERE}
        GROUP BY f.cluster, {keys}
    """


def fill(build: Build, table: str, cell: str, segment: str, fit: str, source: str) -> None:
    """Add the accounts of `source`, rows `f` with `months`, to a table of accounts."""
    build.run(f"""
        INSERT INTO {table}
        WITH seen AS (
            SELECT f.cluster, {segment} AS segment, {fit} AS fit, BIT_OR(f.months) AS months
            FROM {source} GROUP BY ALL
        ), every AS (
            SELECT segment, fit, months FROM seen
            UNION ALL
            SELECT segment, '{ALL}', BIT_OR(months) FROM seen GROUP BY cluster, segment
        ), patterns AS (
            SELECT segment, fit, months, COUNT(*) AS accounts FROM every GROUP BY ALL
        ), listed AS (
            SELECT segment, fit, accounts, LIST_FILTER(
                RANGE(0, LENGTH(months)), lambda i: GET_BIT(months, CAST(i AS INTEGER)) = 1) AS held
            FROM patterns
        ), pairs AS (
            SELECT segment, fit, accounts, UNNEST(held) AS n,
                   UNNEST(LIST_CONCAT([NULL], held[1:LENGTH(held) - 1])) AS n_before
            FROM listed
        )
        SELECT {cell}, p.segment, p.fit, c.month_on, b.month_on, SUM(p.accounts)
        FROM pairs AS p
        JOIN _calendar AS c ON c.n = p.n
        LEFT JOIN _calendar AS b ON b.n = p.n_before
        GROUP BY ALL ORDER BY c.month_on
    """)
