"""CAC: what is spent on winning customers, by customer won."""

from typing import Any

from icp_metrics.kpis import Check, Kpi, Variant
from icp_metrics.records import SPEND, LeftOut, Records
from icp_metrics.statistics.acquisition import Acquisition


def _shared(allocation: str) -> dict[str, Any]:
    """What the facts of an allocation are found among."""
    found = Records(
        "parts of the costs, and customers won",
        f"""
        SELECT x.*
        FROM (
            SELECT p.fact_id AS record_id, 1 AS counts
            FROM spend_parts AS p WHERE p.allocation = '{allocation}'
            UNION ALL
            SELECT 'customer ' || n.opportunity_id, CASE WHEN r.starts_on IS NULL THEN 0 ELSE 1 END
            FROM new_customers AS n
            LEFT JOIN spend_reach AS r
              ON n.closed_on >= r.starts_on AND n.closed_on < r.ends_on
        ) AS x
        """,
        (LeftOut("won before or after the months whose spend is known", "o.counts = 0"),),
    )
    return {"records": (SPEND, found)}


ALLOCATIONS = {
    "worked": Variant("by deals worked", _shared("worked")),
    "tagged": Variant("by account and campaign tags", _shared("tagged")),
    "leads": Variant("by leads created", _shared("leads")),
    "pipeline": Variant("by pipeline created", _shared("pipeline")),
}


def costs_and_customers(allocation: str, paid_in: str = "CAST(NULL AS VARCHAR)") -> str:
    """Facts: each part of the cost as an allocation shares it, and each customer won.

    `paid_in`: SQL for the currency of what a customer pays, where that is part of the figure.

    `margin`, `paying`: what a customer pays a month at first, times the margin, and 1 where that
    is known. A deal without account is a customer of its own, and bears its own cost.
    """
    return f"""
        SELECT f.fact_id, f.account_id, f.bucket, f.at, f.counted_on, f.cost, f.customers,
               f.margin, f.paying, f.channel, f.category, f.currency
        FROM (
            SELECT p.fact_id, COALESCE(p.account_id, 'deal ' || p.opportunity_id) AS account_id,
                   p.bucket, p.at, p.counted_on, p.cost, 0 AS customers,
                   CAST(0 AS DECIMAL(18, 4)) AS margin, 0 AS paying, p.channel, p.category,
                   p.currency
            FROM spend_parts AS p
            WHERE p.allocation = '{allocation}'
            UNION ALL
            SELECT 'customer ' || n.opportunity_id,
                   COALESCE(n.account_id, 'deal ' || n.opportunity_id), n.bucket, n.at,
                   n.closed_on, CAST(0 AS DECIMAL(18, 4)), 1, COALESCE(n.margin, 0),
                   CASE WHEN n.margin IS NOT NULL THEN 1 ELSE 0 END, n.channel, NULL, {paid_in}
            FROM new_customers AS n
            JOIN spend_reach AS r ON n.closed_on >= r.starts_on AND n.closed_on < r.ends_on
        ) AS f
    """


CHECKS = (
    Check(
        "no_spend",
        "refuse",
        "SELECT CASE WHEN starts_on IS NULL THEN 1 ELSE 0 END FROM spend_reach",
    ),
    Check(
        "spend_unknown",
        "left_out",
        """
        SELECT COUNT(*) FROM new_customers AS n
        JOIN spend_reach AS r ON n.closed_on < r.starts_on OR n.closed_on >= r.ends_on
        """,
    ),
    Check("empty_months", "flag", "SELECT COALESCE(empty_months, 0) FROM spend_reach"),
    *(
        Check(
            "circular",
            "circular",
            f"SELECT COUNT(*) FROM allocations WHERE allocation = '{name}' AND circular",
            name,
        )
        for name in ALLOCATIONS
    ),
)

KPI = Kpi(
    id="cac",
    title="CAC",
    unit="money",
    better="lower",
    window="event",
    question="Are accounts that fit the ICP cheaper to win?",
    definition=(
        "Spend on sales and marketing for new business, divided by the accounts that won their "
        "first new business. What is spent in a month is held to win customers `cac_lag_months` "
        "(3) later. It is shared over accounts, those that did not buy included: `worked`, over "
        "the deals created in that month, people, tools and overhead in equal parts, programmes "
        "by the account or campaign they name, else by channel; `tagged`, only what names an "
        "account or a campaign; `leads`, over the leads created; `pipeline`, by the amounts of "
        "the deals created. What finds nobody has no account: it is in Can't tell and in All. "
        "Spend on expansion and retention is not in it, nor are customers won before or after the "
        "months whose spend is known. There is an answer only where all four ways agree. Fit is "
        "judged when the deal or lead was created, of tagged spend when it was spent."
    ),
    variants={name: costs_and_customers(name) for name in ALLOCATIONS},
    differs=ALLOCATIONS,
    variant_by="cac_allocation",
    agree=tuple(ALLOCATIONS),
    estimator=Acquisition(),
    tables=("spend", "opportunities"),
    facts_of="accounts",
    fact_noun="costs and wins",
    better_word="cheaper",
    worse_word="dearer",
    smallest_gap=0.10,
    relative=True,
    rank=4,
    alike="currency",
    dimensions={"spend.channel": "channel", "spend.category": "category"},
    checks=CHECKS,
    sources=(
        "Garwood (1936) Biometrika 28:437-442: limits of the count of customers",
        "Zou & Donner (2008) Stat Med 27:1693-1702: limits of the ratio from those of both sides",
    ),
)
