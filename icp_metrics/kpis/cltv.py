"""Customer lifetime value: the margin a customer is expected to bring within a horizon."""

from icp_metrics.kpis import BILLED, Check, Kpi
from icp_metrics.statistics.horizon import Horizon

KPI = Kpi(
    id="cltv",
    title="24-month margin",
    unit="money",
    better="higher",
    window="event",
    question="Are customers that fit the ICP worth more?",
    definition=(
        "Expected gross margin per customer within `horizon_months` (24, or 12 where follow-up is "
        "shorter) of the first paid month: for each month of tenure the share of customers still "
        "paying, times the mean margin of those who pay, added up; undiscounted. Months of "
        "customers seen in the period count, so customers who were paying before it enter late. "
        "A customer who left within the first month counts in it with nothing. Margin is MRR times "
        "`gross_margin`; where that is not known of every customer, revenue is shown instead for "
        "all. Revenue after a return is not in it. Fit is judged on the first paid day."
    ),
    variants={
        "margin": """
            WITH lived AS (
                SELECT r.account_id, r.bucket, r.started_on, r.ended_on, m.month_on,
                       m.ends_on_day, m.tenure_month, m.closing, m.currency
                FROM paid_runs AS r
                JOIN mrr_months AS m
                  ON m.account_id = r.account_id AND r.started_on <= m.ends_on_day
                 AND (r.ended_on IS NULL OR r.ended_on >= m.month_on)
                 AND (r.ended_on IS NULL OR r.ended_on > m.ends_on_day
                      OR r.started_on < m.month_on)
                WHERE r.run = 1 AND r.origin_known
                UNION ALL
                -- Over within the month it began in: it paid at no month-end, and counts.
                SELECT r.account_id, r.bucket, r.started_on, r.ended_on, c.month_on,
                       c.ends_on_day, 0, 0, s.currency
                FROM paid_runs AS r
                JOIN (SELECT DISTINCT month_on, ends_on_day FROM mrr_months) AS c
                  ON r.started_on >= c.month_on AND r.ended_on <= c.ends_on_day
                JOIN mrr_spans AS s
                  ON s.account_id = r.account_id AND s.started_on = r.started_on
                WHERE r.run = 1 AND r.origin_known
            ), judged AS (
                SELECT l.*, CASE WHEN l.ended_on <= l.ends_on_day THEN 1 ELSE 0 END AS lost,
                       CASE WHEN EXISTS (SELECT 1 FROM margins AS n WHERE n.margin IS NULL)
                            THEN 1 ELSE g.margin END AS share
                FROM lived AS l
                LEFT JOIN margins AS g ON g.account_id = l.account_id
            )
            SELECT j.account_id || ' ' || CAST(j.month_on AS VARCHAR) AS fact_id, j.account_id,
                   j.bucket, j.started_on AS at, j.ends_on_day AS counted_on,
                   j.tenure_month AS tenure, 1 - j.lost AS active, 1 AS at_risk, j.lost,
                   CAST((1 - j.lost) * j.closing * j.share AS DECIMAL(18, 4)) AS margin,
                   (1 - j.lost) * j.closing AS revenue, j.currency
            FROM judged AS j
        """,
    },
    estimator=Horizon(),
    tables=BILLED,
    instead="opportunities",
    facts_of="accounts",
    fact_noun="months",
    better_word="higher",
    worse_word="lower",
    smallest_gap=0.10,
    relative=True,
    headline=True,
    sale="after",
    rank=2,
    alike="currency",
    checks=(
        Check(
            "no_margin",
            "flag",
            "SELECT COUNT(*) FROM margins WHERE margin IS NULL",
        ),
        Check(
            "origin_unknown",
            "left_out",
            "SELECT COUNT(*) FROM paid_runs WHERE run = 1 AND NOT origin_known",
        ),
    ),
    sources=(
        "Kaplan & Meier (1958) JASA 53:457-481, by month of tenure, with late entry",
        "Gupta & Lehmann (2003) J Interactive Marketing 17:9-24: margin times survival, to a "
        "finite horizon",
    ),
)
