from __future__ import annotations

import pytest

from icp_metrics.engine.lint import lint

PORTABLE = """
WITH firsts AS (
    SELECT account_id, MIN(closed_on) AS first_on, COUNT(DISTINCT owner) AS owners
    FROM opportunities WHERE status IN ('won', 'lost') GROUP BY account_id HAVING COUNT(*) > 1
), ranked AS (
    SELECT o.*, ROW_NUMBER() OVER (PARTITION BY o.account_id ORDER BY o.closed_on NULLS LAST) AS n,
           LAG(o.amount) OVER (PARTITION BY o.account_id ORDER BY o.closed_on NULLS LAST) AS before
    FROM opportunities AS o
)
SELECT r.opportunity_id AS fact_id, CAST(DATE_TRUNC('month', r.closed_on) AS DATE) AS month_on,
       DATE_DIFF('DAY', r.created_on, r.closed_on) AS days,
       CASE WHEN r.amount > 0 THEN FLOOR(LN(CAST(r.amount AS DOUBLE)) * 50) END AS bin,
       COALESCE(r.amount, 0) / NULLIF(f.owners, 0) AS y, 1 AS x, r.amount - r.before AS more
FROM ranked AS r LEFT JOIN firsts AS f ON f.account_id = r.account_id
WHERE r.closed_on < CAST(r.created_on + INTERVAL 3 MONTH AS DATE) AND r.closed_on >= $starts
UNION ALL
SELECT account_id, first_on, 0, 0, 0, 1, 0 FROM firsts
"""


def test_whole_of_the_portable_subset_passes() -> None:
    assert lint(PORTABLE) == []


@pytest.mark.parametrize(
    "expression",
    ["MEDIAN(amount)", "QUANTILE_CONT(amount, 0.5)", "MODE(owner)", "LIST(amount)", "HASH(owner)"],
)
def test_aggregate_that_others_lack_is_refused(expression: str) -> None:
    assert lint(f"SELECT {expression} AS y FROM opportunities")


@pytest.mark.parametrize(
    "expression",
    [
        "amount // 2",
        "closed_on - created_on",
        "CURRENT_DATE",
        "owner LIKE 'a%'",
        "tags[1]",
        "{'a': 1}",
    ],
)
def test_expression_that_means_something_else_elsewhere_is_refused(expression: str) -> None:
    assert lint(f"SELECT {expression} AS y FROM opportunities")


@pytest.mark.parametrize(
    "expression",
    [
        "DATE_TRUNC('week', closed_on)",
        "DATE_DIFF('month', created_on, closed_on)",
        "closed_on + INTERVAL 3 DAY",
        "CAST(owner AS VARCHAR[])",
        "CAST(a AS DATE) - CAST(b AS DATE)",
        "SUM(amount) FILTER (WHERE status = 'won')",
    ],
)
def test_allowed_function_in_another_dress_is_refused(expression: str) -> None:
    assert lint(f"SELECT {expression} AS y FROM opportunities")


@pytest.mark.parametrize(
    "clause",
    [
        "GROUP BY ALL",
        "GROUP BY 1",
        "GROUP BY ROLLUP (owner)",
        "QUALIFY ROW_NUMBER() OVER (ORDER BY owner NULLS LAST) = 1",
        "LIMIT 3",
        "USING SAMPLE 3",
    ],
)
def test_clause_that_others_lack_is_refused(clause: str) -> None:
    assert lint(f"SELECT owner FROM opportunities {clause}")


@pytest.mark.parametrize(
    "tables",
    [
        "a ASOF JOIN b ON a.at >= b.at",
        "a POSITIONAL JOIN b",
        "a SEMI JOIN b ON a.id = b.id",
        "a JOIN b USING (id)",
        "read_parquet('x')",
        "range(3)",
    ],
)
def test_join_or_source_that_others_lack_is_refused(tables: str) -> None:
    assert lint(f"SELECT 1 AS x FROM {tables}")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a FROM t UNION SELECT a FROM u",
        "SELECT DISTINCT ON (a) a FROM t",
        "SELECT * EXCLUDE (a) FROM t",
        "SELECT a FROM",
        "DROP TABLE t",
        "SELECT 1; SELECT 2",
    ],
)
def test_statement_that_is_no_portable_query_is_refused(sql: str) -> None:
    assert lint(sql)


def test_order_that_does_not_say_where_nulls_go_is_refused() -> None:
    over = "SELECT LEAD(a) OVER (PARTITION BY b ORDER BY c {0}) AS y FROM t"
    assert lint(over.format("NULLS LAST")) == []
    assert lint(over.format("")) == ["ORDER BY: 1 of 1 terms do not say NULLS FIRST or NULLS LAST"]


def test_refusal_names_the_node_and_its_text() -> None:
    assert lint("SELECT MEDIAN(amount) AS y FROM t") == [
        "Median `MEDIAN(amount)` is not in the portable subset"
    ]
