"""Renewals due: terms that end soon, and what speaks against their going on."""

from icp_metrics.kpis import Kpi, Variant
from icp_metrics.records import LeftOut, Records
from icp_metrics.statistics.total import Total

_DUE = """
    WITH answers AS (
        SELECT s.account_id, s.score,
               ROW_NUMBER() OVER (PARTITION BY s.account_id
                                  ORDER BY s.answered_on DESC NULLS LAST,
                                           s.response_id DESC NULLS LAST) AS nth
        FROM survey_responses AS s
        WHERE s.kind = 'nps' AND s.score IS NOT NULL AND s.account_id IS NOT NULL
    ), used AS (
        SELECT u.account_id,
               SUM(u.lately * u.users) / NULLIF(SUM(u.lately), 0) AS lately,
               SUM((1 - u.lately) * u.users) / NULLIF(SUM(1 - u.lately), 0) AS before
        FROM (
            SELECT w.account_id, CAST(w.active_users AS DOUBLE) AS users,
                   CASE WHEN DATEDIFF('DAY', w.used_on, $data_through) <= 62
                        THEN 1 ELSE 0 END AS lately
            FROM usage AS w
            WHERE DATEDIFF('DAY', w.used_on, $data_through) BETWEEN 0 AND 183
              AND w.active_users IS NOT NULL
        ) AS u
        GROUP BY u.account_id
    )
    SELECT s.subscription_id || ' ' || CAST(s.started_on AS VARCHAR) AS fact_id, s.account_id,
           s.bucket, $data_through AS at, s.term_ends_on AS counted_on,
           CASE WHEN s.status = 'past_due' THEN 'past due'
                WHEN a.score <= 6 THEN 'detractor'
                WHEN u.lately < 0.7 * u.before THEN 'usage falls'
                ELSE 'no sign' END AS risk, {columns}
    FROM subscriptions AS s
    LEFT JOIN answers AS a ON a.account_id = s.account_id AND a.nth = 1
    LEFT JOIN used AS u ON u.account_id = s.account_id
    LEFT JOIN rates AS r ON r.currency = UPPER(s.currency)
    WHERE s.status IN ('active', 'past_due') AND s.mrr > 0
      AND s.started_on <= $data_through
      AND (s.ended_on IS NULL OR s.ended_on > $data_through)
      AND DATEDIFF('DAY', $data_through, s.term_ends_on) BETWEEN 1 AND 90
"""

_RECORDS = Records(
    "subscriptions",
    """
    SELECT s.*, s.subscription_id || ' ' || CAST(s.started_on AS VARCHAR) AS record_id
    FROM subscriptions AS s
    """,
    (
        LeftOut("cancelled, paused or on trial", "o.status NOT IN ('active', 'past_due')"),
        LeftOut("that bring no MRR", "o.mrr IS NULL OR o.mrr <= 0"),
        LeftOut("that begin after the end of the data", "o.started_on > $data_through"),
        LeftOut("that have ended", "o.ended_on <= $data_through"),
        LeftOut("without the end of a term", "o.term_ends_on IS NULL"),
        LeftOut("whose term has ended", "DATEDIFF('DAY', $data_through, o.term_ends_on) < 1"),
        LeftOut(
            "whose term ends later than in 90 days",
            "DATEDIFF('DAY', $data_through, o.term_ends_on) > 90",
        ),
    ),
)

KPI = Kpi(
    id="renewals_due",
    title="Renewals due",
    unit="count",
    better="neither",
    window="now",
    question="Which renewals of the next 90 days are at risk?",
    definition=(
        "Running subscriptions whose term ends within 90 days of the end of the data. At risk is "
        "one that is past due; else one whose account answered 6 or less when last asked whether "
        "it would recommend; else one with under 70 % of the active users, in the last two months, "
        "that it had in the four before. Fit is judged as of today."
    ),
    variants={
        "contracts": _DUE.format(columns="1 AS y"),
        "arr": _DUE.format(
            columns="""CAST(12 * s.mrr * COALESCE(r.rate, 1) AS DECIMAL(18, 4)) AS y,
           COALESCE(r.reporting, UPPER(s.currency)) AS currency"""
        ),
    },
    differs={
        "contracts": Variant("Contracts"),
        "arr": Variant("ARR", {"unit": "money", "alike": "currency", "summed": {"y": "ARR"}}),
    },
    estimator=Total(),
    tables=("subscriptions",),
    facts_of="accounts",
    fact_noun="renewals due",
    sale="after",
    rank=9,
    dimensions={"subscriptions.risk": "risk"},
    records=(_RECORDS,),
    summed={"y": "subscriptions"},
    sources=("A count of what is there",),
)
