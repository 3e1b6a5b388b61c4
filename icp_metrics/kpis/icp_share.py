"""Focus: how much of pipeline, deals, revenue, churn and spend is in the ICP."""

from typing import Any

from icp_metrics.kpis import BILLED, WORTH, Kpi, Variant
from icp_metrics.records import (
    DISQUALIFIED,
    LOST,
    MONTHS,
    NEW_DEALS,
    NO_AMOUNT,
    NOT_CREATED,
    OPEN,
    SPEND,
    LeftOut,
    parts_of_cost,
)
from icp_metrics.statistics.mix import Mix

_CURRENCY = "COALESCE(r.reporting, UPPER(o.currency)) AS currency"
_CREATED = """
    SELECT o.opportunity_id AS fact_id, o.account_id, o.bucket, o.created_on AS at,
           o.created_on AS counted_on, {columns}
    FROM opportunities AS o
    LEFT JOIN rates AS r ON r.currency = UPPER(o.currency)
    WHERE o.is_new_business AND o.created_on IS NOT NULL {which}
"""
_MONTHS = """
    SELECT m.account_id || ' ' || CAST(m.month_on AS VARCHAR) AS fact_id, m.account_id, m.bucket,
           m.ends_on_day AS at, m.ends_on_day AS counted_on, {money} AS y, m.currency
    FROM mrr_months AS m
    WHERE {money} > 0
"""
_REVENUE: dict[str, Any] = {
    "alike": "currency",
    "tables": BILLED,
    "instead": "opportunities",
    "facts_of": "accounts",
    "fact_noun": "months of customers",
}


def _paid(condition: str, others: str) -> dict[str, Any]:
    records = MONTHS.without(LeftOut(others, f"NOT ({condition})"))
    return {**_REVENUE, "records": (records,), "summed": {"y": "ARR"}}


KPI = Kpi(
    id="icp_share",
    title="Focus",
    unit="share",
    better="neither",
    window="event",
    question="How much of our work, revenue and money goes to the ICP?",
    definition=(
        "The share of a group in the whole, new business only where deals are counted: the amount "
        "of deals created (pipeline), the number of deals created (deals worked), the ARR of deals "
        "won, ARR at the month-ends of the period, ARR of customers who left, and spend on new "
        "business as it is allocated (`cac_allocation`), in the month it was spent. Who cannot be "
        "judged is a share of its own. It is a mix, not a performance."
    ),
    variants={
        "pipeline": _CREATED.format(
            columns=f"CAST(o.amount * COALESCE(r.rate, 1) AS DECIMAL(18, 4)) AS y, {_CURRENCY}",
            which="AND o.amount IS NOT NULL",
        ),
        "deals": _CREATED.format(columns="1 AS y", which=""),
        "new_arr": f"""
            SELECT o.opportunity_id AS fact_id, o.account_id, o.bucket,
                   COALESCE(o.created_on, o.closed_on) AS at, o.closed_on AS counted_on,
                   CAST({WORTH} * COALESCE(r.rate, 1) AS DECIMAL(18, 4)) AS y, {_CURRENCY}
            FROM opportunities AS o
            LEFT JOIN rates AS r ON r.currency = UPPER(o.currency)
            WHERE o.status = 'won' AND o.is_new_business AND {WORTH} IS NOT NULL
        """,
        "arr": _MONTHS.format(money="12 * m.closing"),
        "churned_arr": _MONTHS.format(money="-12 * m.churn"),
        "spend": """
            SELECT p.fact_id, p.account_id, p.bucket, p.at, p.spent_month AS counted_on,
                   p.cost AS y, p.currency, p.channel, p.category
            FROM spend_parts AS p
            WHERE p.allocation = $cac_allocation
        """,
    },
    differs={
        "pipeline": Variant(
            "New pipeline",
            {
                "alike": "currency",
                "records": (NEW_DEALS.without(NOT_CREATED, NO_AMOUNT),),
                "summed": {"y": "amounts"},
            },
        ),
        "deals": Variant("Deals worked"),
        "new_arr": Variant(
            "New ARR",
            {
                "alike": "currency",
                "fact_noun": "won deals",
                "records": (
                    NEW_DEALS.without(
                        OPEN, DISQUALIFIED, LOST, LeftOut("without a value", f"{WORTH} IS NULL")
                    ),
                ),
                "summed": {"y": "ARR"},
            },
        ),
        "arr": Variant("ARR", _paid("o.closing > 0", "with nothing paid at their end")),
        "churned_arr": Variant("Churned ARR", _paid("o.churn < 0", "whose customer did not leave")),
        "spend": Variant(
            "Spend",
            {
                "alike": "currency",
                "tables": ("spend", "opportunities"),
                "facts_of": "accounts",
                "fact_noun": "parts of spend",
                "records": (SPEND, parts_of_cost("$cac_allocation")),
                "summed": {"y": "costs"},
                "dimensions": {"spend.channel": "channel", "spend.category": "category"},
            },
        ),
    },
    estimator=Mix(),
    tables=("opportunities",),
    facts_of="opportunities",
    fact_noun="deals",
    rank=7,
    records=(NEW_DEALS.without(NOT_CREATED),),
    summed={"y": "deals"},
    sources=("Wilson (1927) JASA 22:209-212, on an effective number of accounts",),
)
