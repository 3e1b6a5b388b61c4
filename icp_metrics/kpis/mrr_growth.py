"""MRR growth: how much the recurring revenue of a group grew, and by which movements."""

from icp_metrics.kpis import BILLED, Kpi
from icp_metrics.records import MONTHS, LeftOut
from icp_metrics.statistics.bridge import Bridge

KPI = Kpi(
    id="mrr_growth",
    title="MRR growth",
    unit="share",
    better="higher",
    window="event",
    question="Does the book of customers that fit the ICP grow faster?",
    definition=(
        "MRR at the end of the period divided by MRR at its start, less 1. Opening MRR, new, "
        "reactivation, expansion, contraction and churn add up to closing MRR, to the cent, in "
        "every group: fit is judged once per customer, on the first paid day. Constant currency."
    ),
    variants={
        "movements": """
            SELECT m.account_id || ' ' || CAST(m.month_on AS VARCHAR) AS fact_id, m.account_id,
                   m.bucket, m.origin_on AS at, m.ends_on_day AS counted_on,
                   EXTRACT(YEAR FROM m.month_on) * 12 + EXTRACT(MONTH FROM m.month_on) AS month,
                   m.opening, m.new, m.reactivation, m.expansion, m.contraction, m.churn,
                   m.closing, m.currency
            FROM mrr_months AS m
            WHERE m.opening > 0 OR m.closing > 0
        """,
    },
    estimator=Bridge(),
    tables=BILLED,
    instead="opportunities",
    facts_of="accounts",
    fact_noun="months",
    better_word="faster",
    worse_word="slower",
    smallest_gap=0.05,
    sale="after",
    rank=4,
    alike="currency",
    records=(
        MONTHS.without(
            LeftOut(
                "with nothing paid at their start or end", "NOT (o.opening > 0 OR o.closing > 0)"
            )
        ),
    ),
    sources=("Opening + new + reactivation + expansion + contraction + churn = closing",),
)
