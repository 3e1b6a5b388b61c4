"""Deal size: what a won deal brings."""

from icp_metrics.kpis import Kpi
from icp_metrics.records import DISQUALIFIED, LOST, NEW_DEALS, NO_AMOUNT, OPEN
from icp_metrics.statistics.median import BinnedMedian
from icp_metrics.statistics.ratio import Ratio

KPI = Kpi(
    id="deal_size",
    title="Deal size",
    unit="money",
    better="higher",
    window="event",
    question="Do accounts that fit the ICP buy more at once?",
    definition=(
        "Mean amount of won deals, new business only, by the date of closing. A deal without an "
        "amount is not in it; an amount of zero is. Fit is judged when the deal was created."
    ),
    variants={
        "mean": """
            SELECT o.opportunity_id AS fact_id, o.account_id, o.bucket,
                   COALESCE(o.created_on, o.closed_on) AS at, o.closed_on AS counted_on,
                   CAST(o.amount * COALESCE(r.rate, 1) AS DECIMAL(18, 4)) AS y, 1 AS x,
                   COALESCE(r.reporting, UPPER(o.currency)) AS currency,
                   CASE WHEN o.new_business_by = 'type' THEN 0 ELSE 1 END AS derived
            FROM opportunities AS o
            LEFT JOIN rates AS r ON r.currency = UPPER(o.currency)
            WHERE o.status = 'won' AND o.is_new_business AND o.amount IS NOT NULL
        """,
    },
    estimator=Ratio(share=False),
    tables=("opportunities",),
    facts_of="opportunities",
    fact_noun="won deals",
    better_word="larger",
    worse_word="smaller",
    smallest_gap=0.10,
    relative=True,
    rank=1,
    alike="currency",
    companions={"median": BinnedMedian(column="y")},
    shares={"derived_share": "derived"},
    records=(NEW_DEALS.without(OPEN, DISQUALIFIED, LOST, NO_AMOUNT),),
    summed={"y": "amounts", "x": "won deals"},
    sources=("Cochran (1977) Sampling Techniques, 6.4: ratio of sums; limits on the log scale",),
)
