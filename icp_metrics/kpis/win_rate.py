"""Win rate: of the deals that were decided, how many were won."""

from dataclasses import replace

from icp_metrics.kpis import (
    BEGUN,
    BEGUN_CHECKS,
    BEGUN_DEALS,
    FOLLOWED,
    FOLLOWED_DEALS,
    FOLLOWED_FACTS,
    Check,
    Kpi,
    Variant,
)
from icp_metrics.records import DISQUALIFIED, OPEN, LeftOut
from icp_metrics.statistics.ratio import Ratio
from icp_metrics.statistics.reaching import Reaching
from icp_metrics.statistics.retained import Retained

_DERIVED = "CASE WHEN b.new_business_by = 'type' THEN 0 ELSE 1 END AS derived"

_CLOSED = """
    b.is_new_business AND b.status IN ('won', 'lost')
    AND ($qualified_stage IS NULL OR b.origin_on IS NOT NULL)
"""
"""Of deals `b`: those that were decided, and reached the qualified stage where one is set."""

# Whoever closed later was open at that age: all cohorts are judged at one age, young and old.
_BY_THEN = "b.status <> 'open' AND DATE_DIFF('DAY', b.origin_on, b.closed_on) <= $mature_days"


_DECIDED = BEGUN_DEALS.without(
    OPEN,
    DISQUALIFIED,
    LeftOut(
        "that never entered the qualified stage",
        "$qualified_stage IS NOT NULL AND o.origin_on IS NULL",
    ),
)
_YOUNG = LeftOut(
    "too young to tell",
    "$mature_days IS NULL OR DATE_DIFF('DAY', o.origin_on, $data_through) < $mature_days",
)


KPI = Kpi(
    id="win_rate",
    title="Win rate",
    unit="share",
    better="higher",
    window="event",
    question="Do accounts that fit the ICP say yes more often?",
    definition=(
        "Won deals divided by won and lost deals, new business only, by the date of closing. "
        "Open and disqualified deals are not in it. Beside it stand two other bases. `cohort`: of "
        "the deals created in the period and old enough, the share won by that age; a deal open "
        "then, or won later, is not won. Old enough is the age by which nine in ten of the deals "
        "that close have closed. `curve`: the share won by each day since creation, where losing "
        "competes and open deals are censored. There is an answer only where the differences by "
        "closing and by creation have one sign. `amount` weighs each deal by its amount. With the "
        "setting `qualified_stage`, only deals that entered that stage count, from that day. Fit "
        "is judged when the deal was created."
    ),
    variants={
        "closed": f"""
            WITH {BEGUN}
            SELECT b.opportunity_id AS fact_id, b.account_id, b.bucket,
                   COALESCE(b.origin_on, b.closed_on) AS at, b.closed_on AS counted_on,
                   CASE WHEN b.status = 'won' THEN 1 ELSE 0 END AS y, 1 AS x, {_DERIVED},
                   CASE WHEN b.status = 'lost' AND m.closed_on IS NOT NULL
                        THEN 1 ELSE 0 END AS bulk_lost
            FROM begun AS b
            LEFT JOIN mass_losses AS m ON m.closed_on = b.closed_on
            WHERE {_CLOSED}
        """,
        "cohort": f"""
            WITH {BEGUN}
            SELECT b.opportunity_id AS fact_id, b.account_id, b.bucket, b.origin_on AS at,
                   b.origin_on AS counted_on,
                   CASE WHEN b.status = 'won' AND {_BY_THEN} THEN 1 ELSE 0 END AS y, 1 AS x,
                   {_DERIVED}, CASE WHEN {_BY_THEN} THEN 0 ELSE 1 END AS still_open
            FROM begun AS b
            WHERE {FOLLOWED}
              AND DATE_DIFF('DAY', b.origin_on, $data_through) >= $mature_days
        """,
        "curve": FOLLOWED_FACTS,
        "amount": f"""
            WITH {BEGUN}
            SELECT b.opportunity_id AS fact_id, b.account_id, b.bucket,
                   COALESCE(b.origin_on, b.closed_on) AS at, b.closed_on AS counted_on,
                   CAST(CASE WHEN b.status = 'won' THEN b.amount * COALESCE(r.rate, 1)
                             ELSE 0 END AS DECIMAL(18, 4)) AS y,
                   CAST(b.amount * COALESCE(r.rate, 1) AS DECIMAL(18, 4)) AS x,
                   COALESCE(r.reporting, UPPER(b.currency)) AS currency, {_DERIVED}
            FROM begun AS b
            LEFT JOIN rates AS r ON r.currency = UPPER(b.currency)
            WHERE {_CLOSED} AND b.amount > 0
        """,
    },
    differs={
        "closed": Variant("by closing date"),
        "cohort": Variant(
            "by creation",
            {
                "matures": True,
                "records": (FOLLOWED_DEALS.without(_YOUNG),),
                "summed": {"y": "won by that age", "x": "deals created"},
                "shares": {"derived_share": "derived", "still_open_share": "still_open"},
            },
        ),
        "curve": Variant(
            "by day",
            {
                "window": "exposure",
                "estimator": Reaching("won", ("lost",)),
                "shares": {},
                "records": (FOLLOWED_DEALS,),
            },
        ),
        "amount": Variant(
            "by value",
            {
                "estimator": Retained(),
                "alike": "currency",
                "records": (
                    _DECIDED.without(
                        LeftOut("without an amount above 0", "o.amount IS NULL OR o.amount <= 0")
                    ),
                ),
                "summed": {"y": "amounts of won deals", "x": "amounts of closed deals"},
                "shares": {"derived_share": "derived"},
            },
        ),
    },
    records=(_DECIDED,),
    bases=("closed", "cohort", "curve"),
    same_sign=("closed", "cohort"),
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
    shares={"derived_share": "derived", "bulk_lost_share": "bulk_lost"},
    checks=(
        *(replace(c, variant=v) for c in BEGUN_CHECKS for v in ("cohort", "curve")),
        Check(
            "immature",
            "refuse",
            """
            SELECT COUNT(*) FROM maturity
            WHERE days IS NULL AND (SELECT COUNT(*) FROM opportunities) > 0
            """,
            "cohort",
        ),
        Check(
            "lost_without_amount",
            "refuse",
            """
            SELECT COUNT(*) FROM (
                SELECT SUM(CASE WHEN amount > 0 THEN 0 ELSE 1 END) AS blank, COUNT(*) AS n
                FROM opportunities WHERE is_new_business AND status = 'lost'
            ) AS l WHERE l.blank > 0.2 * l.n
            """,
            "amount",
        ),
        Check(
            "too_young",
            "left_out",
            """
            SELECT (SELECT COUNT(*) FROM facts_win_rate__curve)
                   - (SELECT COUNT(*) FROM facts_win_rate__cohort)
            """,
            "cohort",
        ),
        Check(
            "amount_blank",
            "left_out",
            """
            SELECT COUNT(*) FROM opportunities
            WHERE is_new_business AND status IN ('won', 'lost') AND NOT COALESCE(amount > 0, FALSE)
            """,
            "amount",
        ),
    ),
    sources=(
        "Wilson (1927) JASA 22:209-212, on an effective number of deals",
        "Newcombe (1998) Stat Med 17:873-890, method 10",
        "Aalen & Johansen (1978) Scand J Stat 5:141-150, with late entry: won by a day",
    ),
)
