"""Won count: how many deals were won in a month."""

from icp_metrics.tie_out import won_deals
from icp_metrics.tie_out.measures import Measure

MEASURE = Measure(
    id="won_count",
    title="Won count",
    unit="count",
    noun="deals",
    definition="Deals with the status won, of every type, by the month of the close date.",
    source="CRM",
    rows=won_deals.rows("1", "1"),
    tables=("opportunities",),
    reach=won_deals.reach,
    lookup=won_deals.LOOKUP,
    reasons=won_deals.REASONS,
    rank=1,
)
