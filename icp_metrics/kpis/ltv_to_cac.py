"""LTV to CAC: what a new customer brings for what winning it costs."""

from icp_metrics.kpis import Check, Kpi
from icp_metrics.statistics.quotient import Quotient

KPI = Kpi(
    id="ltv_to_cac",
    title="LTV to CAC",
    unit="ratio",
    better="higher",
    window="event",
    question="Do customers that fit the ICP bring more for what winning them costs?",
    definition=(
        "Margin per customer to `horizon_months`, divided by the cost of acquiring one, by the "
        "allocation that is set (`cac_allocation`). Both groups have the same horizon and margin "
        "basis; without a gross margin there is none. Its likely range combines those of both."
    ),
    parts=("cltv", "cac"),
    estimator=Quotient(),
    tables=("subscriptions", "invoice_lines", "opportunities", "spend"),
    facts_of="accounts",
    fact_noun="customers",
    smallest_gap=0.10,
    relative=True,
    sale="after",
    rank=6,
    checks=(Check("no_margin", "refuse", "SELECT COUNT(*) FROM margins WHERE margin IS NULL"),),
    sources=("Newcombe (1998) Stat Med 17:873-890, on a difference of logarithms",),
)
