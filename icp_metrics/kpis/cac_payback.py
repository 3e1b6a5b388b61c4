"""CAC payback: in how many months a new customer pays back what it cost to win."""

from icp_metrics.kpis import Check, Kpi
from icp_metrics.kpis.cac import ALLOCATIONS, CHECKS, costs_and_customers
from icp_metrics.statistics.payback import Payback

KPI = Kpi(
    id="cac_payback",
    title="CAC payback",
    unit="months",
    better="lower",
    window="event",
    question="Do accounts that fit the ICP pay back sooner what they cost to win?",
    definition=(
        "CAC divided by what a new customer brings a month: the mean, over customers won in the "
        "period, of the MRR at the first month-end with any, times `gross_margin`. A customer "
        "whose MRR is not known yet counts in CAC, not in that mean. Nobody is held to leave or "
        "to grow before it is paid back. Spend is shared over accounts as in CAC, in four ways "
        "that must agree before there is an answer. Fit is judged when the deal or lead was "
        "created, of tagged spend when it was spent."
    ),
    variants={name: costs_and_customers(name, "n.currency") for name in ALLOCATIONS},
    differs=ALLOCATIONS,
    variant_by="cac_allocation",
    agree=tuple(ALLOCATIONS),
    estimator=Payback(),
    tables=("spend", "opportunities"),
    facts_of="accounts",
    fact_noun="costs and wins",
    better_word="shorter",
    worse_word="longer",
    smallest_gap=2,
    headline=True,
    sale="before",
    rank=3,
    alike="currency",
    dimensions={"spend.channel": "channel", "spend.category": "category"},
    checks=(
        *CHECKS,
        Check(
            "no_margin",
            "refuse",
            "SELECT CASE WHEN margin_stated THEN 0 ELSE 1 END FROM spend_reach",
        ),
        Check(
            "margin_unknown",
            "left_out",
            """
            SELECT COUNT(*) FROM new_customers AS n
            JOIN spend_reach AS r ON n.closed_on >= r.starts_on AND n.closed_on < r.ends_on
            WHERE n.margin IS NULL AND r.margin_stated
            """,
        ),
    ),
    sources=(
        "Garwood (1936) Biometrika 28:437-442: limits of the count of customers",
        "Zou & Donner (2008) Stat Med 27:1693-1702: limits of a ratio from those of its parts",
    ),
)
