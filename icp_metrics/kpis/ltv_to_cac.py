"""LTV to CAC: what a new customer brings for what winning it costs."""

from icp_metrics.kpis import Check, Kpi
from icp_metrics.kpis.cac import ALLOCATIONS
from icp_metrics.statistics.quotient import Quotient

KPI = Kpi(
    id="ltv_to_cac",
    title="LTV to CAC",
    unit="ratio",
    better="higher",
    window="event",
    question="Do customers that fit the ICP bring more for what winning them costs?",
    definition=(
        "Margin per customer to `horizon_months`, divided by the cost of acquiring one. Both "
        "groups have the same horizon and margin basis; without a gross margin there is none. Its "
        "likely range combines those of both. There is an answer only where all ways of sharing "
        "spend agree, as for CAC."
    ),
    parts=("cltv", "cac"),
    differs=ALLOCATIONS,
    variant_by="cac_allocation",
    agree=tuple(ALLOCATIONS),
    estimator=Quotient(),
    tables=("subscriptions", "invoice_lines", "opportunities", "spend"),
    facts_of="accounts",
    fact_noun="customers",
    smallest_gap=0.10,
    relative=True,
    sale="after",
    rank=6,
    checks=(Check("no_margin", "refuse", "SELECT COUNT(*) FROM margins WHERE margin IS NULL"),),
    sources=(
        "Zou & Donner (2008) Stat Med 27:1693-1702: limits of a ratio from those of both sides",
    ),
)
