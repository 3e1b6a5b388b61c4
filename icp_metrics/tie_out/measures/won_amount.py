"""Won amount: what the deals won in a month are worth."""

from icp_metrics.tie_out import won_deals
from icp_metrics.tie_out.measures import Measure

MEASURE = Measure(
    id="won_amount",
    title="Won amount",
    unit="money",
    noun="won",
    definition=(
        "The `amount` of deals with the status won, of every type, by the month of the close "
        "date. A blank amount adds nothing."
    ),
    source="CRM",
    rows=won_deals.rows("CAST(o.amount * COALESCE(r.rate, 1) AS DECIMAL(18, 4))", "o.amount"),
    tables=("opportunities",),
    reach=won_deals.reach,
    lookup=won_deals.LOOKUP,
    reasons=won_deals.REASONS,
    rank=2,
)
