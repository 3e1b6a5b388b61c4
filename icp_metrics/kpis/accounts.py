"""Accounts: how many there are, and how far each has come."""

from icp_metrics.kpis import Kpi
from icp_metrics.records import Records
from icp_metrics.statistics.total import Total

KPI = Kpi(
    id="accounts",
    title="Accounts",
    unit="count",
    better="neither",
    window="now",
    question="How many accounts fit the ICP, and are they worked?",
    definition=(
        "Every account there is at the end of the data, and its standing: a customer (it pays, or, "
        "where nothing is known of revenue, has won deals), one with an open deal, one whose deals "
        "are all past, or one without a deal. Fit is judged as of today. A count has no likely "
        "range."
    ),
    variants={
        "all": """
            WITH paying AS (
                SELECT DISTINCT p.account_id FROM paid_runs AS p
                WHERE p.ended_on IS NULL
            ), billed AS (
                SELECT DISTINCT p.account_id FROM paid_runs AS p
            ), deals AS (
                SELECT o.account_id, MAX(CASE WHEN o.status = 'open' THEN 1 ELSE 0 END) AS is_open,
                       MAX(CASE WHEN o.status = 'won' THEN 1 ELSE 0 END) AS is_won
                FROM opportunities AS o WHERE o.account_id IS NOT NULL GROUP BY o.account_id
            )
            SELECT a.account_id AS fact_id, a.account_id, a.bucket, a.created_on AS at,
                   COALESCE(a.created_on, $data_through) AS counted_on, 1 AS y,
                   CASE WHEN p.account_id IS NOT NULL OR (b.account_id IS NULL AND d.is_won = 1)
                        THEN 'customer'
                        WHEN d.is_open = 1 THEN 'open deal'
                        WHEN d.account_id IS NOT NULL OR b.account_id IS NOT NULL THEN 'past deals'
                        ELSE 'no deal' END AS standing
            FROM accounts AS a
            LEFT JOIN paying AS p ON p.account_id = a.account_id
            LEFT JOIN billed AS b ON b.account_id = a.account_id
            LEFT JOIN deals AS d ON d.account_id = a.account_id
        """,
    },
    estimator=Total(),
    tables=("accounts",),
    facts_of="accounts",
    fact_noun="accounts",
    rank=8,
    dimensions={"opportunities.standing": "standing"},
    records=(Records("accounts", "SELECT a.*, a.account_id AS record_id FROM accounts AS a"),),
    summed={"y": "accounts"},
    sources=("A count of what is there",),
)
