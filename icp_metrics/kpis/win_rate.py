"""Win rate: of the deals that were decided, how many were won."""

from icp_metrics.kpis import Kpi
from icp_metrics.statistics.ratio import Ratio

KPI = Kpi(
    id="win_rate",
    title="Win rate",
    unit="share",
    better="higher",
    window="event",
    question="Do accounts that fit the ICP say yes more often?",
    definition=(
        "Won deals divided by won and lost deals, new business only, by the date of closing. "
        "Open and disqualified deals are not in it. Fit is judged when the deal was created."
    ),
    variants={
        "closed": """
            SELECT o.opportunity_id AS fact_id, o.account_id, o.bucket,
                   COALESCE(o.created_on, o.closed_on) AS at, o.closed_on AS counted_on,
                   CASE WHEN o.status = 'won' THEN 1 ELSE 0 END AS y, 1 AS x,
                   CASE WHEN o.new_business_by = 'type' THEN 0 ELSE 1 END AS derived
            FROM opportunities AS o
            WHERE o.status IN ('won', 'lost') AND o.is_new_business
        """,
    },
    estimator=Ratio(share=True),
    tables=("opportunities",),
    facts_of="opportunities",
    fact_noun="deals",
    better_word="higher",
    worse_word="lower",
    smallest_gap=0.03,
    headline=True,
    sale="before",
    rank=1,
    shares={"derived_share": "derived"},
    # Until the cohort basis stands beside it, the closed basis decides alone.
    flags=("one_basis",),
    sources=(
        "Wilson (1927) JASA 22:209-212, on an effective number of deals",
        "Newcombe (1998) Stat Med 17:873-890, method 10",
    ),
)
