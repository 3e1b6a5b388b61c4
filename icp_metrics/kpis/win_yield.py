"""Win yield: what each decided deal brings in new recurring revenue, won or not."""

from icp_metrics.kpis import ANNUAL, WORTH, Check, Kpi
from icp_metrics.records import DISQUALIFIED, NEW_DEALS, OPEN, LeftOut
from icp_metrics.statistics.ratio import Ratio

KPI = Kpi(
    id="win_yield",
    title="Win yield",
    unit="money",
    better="higher",
    window="event",
    question="Does work on accounts that fit the ICP bring more?",
    definition=(
        "New annual recurring revenue won per closed deal: the ARR of won deals divided by the "
        "number of won and lost deals, new business only, by the date of closing. It joins how "
        "often and how much. ARR of a deal is its `arr`, else its total contract value over its "
        "term, else its amount. Won deals that have none of these are left out. Fit is judged "
        "when the deal was created."
    ),
    variants={
        "closed": f"""
            SELECT o.opportunity_id AS fact_id, o.account_id, o.bucket,
                   COALESCE(o.created_on, o.closed_on) AS at, o.closed_on AS counted_on,
                   CAST(CASE WHEN o.status = 'won' THEN {WORTH} * COALESCE(r.rate, 1)
                             ELSE 0 END AS DECIMAL(18, 4)) AS y, 1 AS x,
                   COALESCE(r.reporting, UPPER(o.currency)) AS currency,
                   CASE WHEN o.status = 'won' AND {ANNUAL} IS NULL
                        THEN 1 ELSE 0 END AS from_amount,
                   CASE WHEN o.new_business_by = 'type' THEN 0 ELSE 1 END AS derived
            FROM opportunities AS o
            LEFT JOIN rates AS r ON r.currency = UPPER(o.currency)
            WHERE o.status IN ('won', 'lost') AND o.is_new_business
              AND (o.status = 'lost' OR {WORTH} IS NOT NULL)
        """,
    },
    estimator=Ratio(share=False),
    tables=("opportunities",),
    facts_of="opportunities",
    fact_noun="deals",
    better_word="higher",
    worse_word="lower",
    smallest_gap=0.10,
    relative=True,
    rank=2,
    alike="currency",
    checks=(
        Check(
            "no_amount",
            "left_out",
            f"""
            SELECT COUNT(*) FROM opportunities AS o
            WHERE o.is_new_business AND o.status = 'won' AND {WORTH} IS NULL
            """,
        ),
    ),
    records=(
        NEW_DEALS.without(
            OPEN,
            DISQUALIFIED,
            LeftOut("won without any amount", f"o.status = 'won' AND {WORTH} IS NULL"),
        ),
    ),
    summed={"y": "ARR of won deals", "x": "closed deals"},
    shares={"derived_share": "derived", "from_amount_share": "from_amount"},
    sources=("Cochran (1977) Sampling Techniques, 6.4: ratio of sums; limits on the log scale",),
)
