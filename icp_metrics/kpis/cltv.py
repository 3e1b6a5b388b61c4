"""Customer lifetime value: the margin a customer is expected to bring within a horizon."""

from icp_metrics.kpis import Check, Kpi
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
        "Margin is MRR times `gross_margin`; while that is not set, revenue is shown instead. "
        "Revenue after a return is not in it. Fit is judged on the first paid day."
    ),
    variants={
        "margin": """
            SELECT m.account_id || ' ' || CAST(m.month_on AS VARCHAR) AS fact_id, m.account_id,
                   m.bucket, r.started_on AS at, m.ends_on_day AS counted_on,
                   m.tenure_month AS tenure,
                   CASE WHEN m.closing > 0 THEN 1 ELSE 0 END AS active,
                   CASE WHEN m.opening > 0 THEN 1 ELSE 0 END AS at_risk,
                   CASE WHEN m.opening > 0 AND m.closing = 0 THEN 1 ELSE 0 END AS lost,
                   CAST(m.closing * COALESCE(g.margin, 1) AS DECIMAL(18, 4)) AS margin,
                   m.closing AS revenue, m.currency
            FROM mrr_months AS m
            JOIN paid_runs AS r
              ON r.account_id = m.account_id AND r.run = 1 AND r.origin_known
             AND r.started_on <= m.ends_on_day AND (r.ended_on IS NULL OR m.month_on <= r.ended_on)
            LEFT JOIN margins AS g ON g.account_id = m.account_id
            WHERE m.opening > 0 OR m.closing > 0
        """,
    },
    estimator=Horizon(),
    tables=("subscriptions", "invoice_lines"),
    instead="opportunities",
    facts_of="accounts",
    fact_noun="customer months",
    better_word="higher",
    worse_word="lower",
    smallest_gap=0.10,
    relative=True,
    headline=True,
    sale="after",
    rank=2,
    of_money=True,
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
