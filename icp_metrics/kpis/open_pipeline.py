"""Open pipeline: the deals that are open now, how many, for how much, and for how long."""

from typing import Any

from icp_metrics.kpis import Kpi, Variant
from icp_metrics.records import DEALS, NO_AMOUNT, NOT_CREATED, LeftOut
from icp_metrics.statistics.ratio import Ratio
from icp_metrics.statistics.total import Total

_OPEN = """
    SELECT o.opportunity_id AS fact_id, o.account_id, o.bucket, o.created_on AS at,
           COALESCE(o.created_on, $data_through) AS counted_on, {columns},
           CASE WHEN DATEDIFF('DAY', o.created_on, $data_through) <= 30 THEN 'up to 30 days'
                WHEN DATEDIFF('DAY', o.created_on, $data_through) <= 90 THEN '31 to 90 days'
                WHEN o.created_on IS NOT NULL THEN 'over 90 days' END AS open_for
    FROM opportunities AS o
    LEFT JOIN rates AS r ON r.currency = UPPER(o.currency)
    WHERE o.status = 'open' {which}
"""
_COUNT = "1 AS y"
_AMOUNT = """CAST(o.amount * COALESCE(r.rate, 1) AS DECIMAL(18, 4)) AS y,
           COALESCE(r.reporting, UPPER(o.currency)) AS currency"""
_AGE = "DATEDIFF('DAY', o.created_on, $data_through) AS y, 1 AS x"
_SINCE = "AND DATEDIFF('DAY', o.created_on, $data_through) < {days}"

_NOW = DEALS.without(LeftOut("won, lost or disqualified", "o.status <> 'open'"))


def _created_within(days: int) -> dict[str, Any]:
    earlier = LeftOut(
        f"created {days} days or more before the end of the data",
        f"DATEDIFF('DAY', o.created_on, $data_through) >= {days}",
    )
    return {"records": (_NOW.without(NOT_CREATED, earlier),)}


KPI = Kpi(
    id="open_pipeline",
    title="Open pipeline",
    unit="count",
    better="neither",
    window="now",
    question="How much of what sales works on now fits the ICP?",
    definition=(
        "Deals that are open at the end of the data, of any type: how many, their amounts, how "
        "long they have been open on average, and how many were created in the last 7 and 30 days. "
        "Fit is judged as of today. It is a state, not a performance: nothing is better or worse, "
        "and a count has no likely range."
    ),
    variants={
        "deals": _OPEN.format(columns=_COUNT, which=""),
        "amount": _OPEN.format(columns=_AMOUNT, which="AND o.amount IS NOT NULL"),
        "age": _OPEN.format(columns=_AGE, which="AND o.created_on IS NOT NULL"),
        "last_7_days": _OPEN.format(columns=_COUNT, which=_SINCE.format(days=7)),
        "last_30_days": _OPEN.format(columns=_COUNT, which=_SINCE.format(days=30)),
    },
    differs={
        "deals": Variant("Deals"),
        "amount": Variant(
            "Amount",
            {
                "unit": "money",
                "alike": "currency",
                "records": (_NOW.without(NO_AMOUNT),),
                "summed": {"y": "amounts"},
            },
        ),
        "age": Variant(
            "Mean age",
            {
                "unit": "days",
                "estimator": Ratio(share=False),
                "records": (_NOW.without(NOT_CREATED),),
                "summed": {"y": "days open", "x": "open deals"},
            },
        ),
        "last_7_days": Variant("Created in the last 7 days", _created_within(7)),
        "last_30_days": Variant("Created in the last 30 days", _created_within(30)),
    },
    estimator=Total(),
    tables=("opportunities",),
    facts_of="opportunities",
    fact_noun="open deals",
    rank=8,
    dimensions={"opportunities.open_for": "open_for"},
    records=(_NOW,),
    summed={"y": "open deals"},
    sources=("A count of what is there",),
)
