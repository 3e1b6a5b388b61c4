"""Time to win: days from created to won, where losing competes and open deals are censored."""

from icp_metrics.kpis import BEGUN, FOLLOWED_DEALS, Check, Kpi
from icp_metrics.statistics.time_to import TimeTo

KPI = Kpi(
    id="cycle_length",
    title="Time to win",
    unit="days",
    better="lower",
    window="exposure",
    question="Do accounts that fit the ICP buy sooner?",
    definition=(
        "Median days from creating a deal to winning it, among deals that are won within the "
        "horizon, new business only. Losing competes with winning; a deal still open counts for "
        "as long as it has been open; the close date of an open deal is a guess and is not used. "
        "Disqualified deals, deals without a creation date and deals closed before they were "
        "created are left out. With the setting `qualified_stage`, days count from entering that "
        "stage. Fit is judged on the first day."
    ),
    variants={
        "time_to_win": f"""
            WITH {BEGUN}
            SELECT b.opportunity_id AS fact_id, b.account_id, b.bucket, b.origin_on AS at,
                   CASE WHEN b.status = 'open' THEN $data_through ELSE b.closed_on END
                     AS counted_on,
                   b.origin_on, CASE WHEN b.status <> 'open' THEN b.closed_on END AS left_on,
                   CASE WHEN b.status <> 'open' THEN b.status END AS event
            FROM begun AS b
            WHERE b.is_new_business AND b.status IN ('won', 'lost', 'open')
              AND b.origin_on <= $data_through
              AND (b.status = 'open' OR b.closed_on >= b.origin_on)
        """,
    },
    estimator=TimeTo(event="won", competing=("lost",)),
    tables=("opportunities",),
    facts_of="opportunities",
    fact_noun="deals",
    better_word="faster",
    worse_word="slower",
    smallest_gap=7,
    records=(FOLLOWED_DEALS,),
    headline=True,
    sale="before",
    rank=2,
    checks=(
        Check(
            "bulk_import",
            "refuse",
            """
            SELECT COUNT(*) FROM (
                SELECT created_on, COUNT(*) AS n FROM opportunities
                WHERE created_on IS NOT NULL GROUP BY created_on
            ) AS d WHERE d.n >= 10 AND d.n > 0.2 * (SELECT COUNT(created_on) FROM opportunities)
            """,
        ),
        Check(
            "no_created_on",
            "left_out",
            """
            SELECT COUNT(*) FROM opportunities
            WHERE is_new_business AND status <> 'disqualified' AND created_on IS NULL
            """,
        ),
        Check(
            "closed_before_created",
            "left_out",
            """
            SELECT COUNT(*) FROM opportunities
            WHERE is_new_business AND status IN ('won', 'lost') AND closed_on < created_on
            """,
        ),
    ),
    sources=(
        "Aalen & Johansen (1978) Scand J Stat 5:141-150, with late entry",
        "Brookmeyer & Crowley (1982) Biometrics 38:29-41: limits of a median by inversion",
    ),
)
