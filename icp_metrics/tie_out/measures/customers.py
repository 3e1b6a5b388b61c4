"""Customers: accounts that pay on the last day of a month."""

from icp_metrics.tie_out import payers
from icp_metrics.tie_out.measures import Measure

MEASURE = Measure(
    id="customers",
    title="Customers",
    unit="count",
    noun="customers",
    definition=(
        "Accounts with MRR above zero on the last day of the month. A billing customer that "
        "belongs to no account counts as one."
    ),
    source="finance",
    rows=payers.rows("1", "1"),
    tables=("subscriptions", "invoice_lines", "opportunities"),
    reach=payers.reach,
    marks=payers.MARKS,
    lookup=payers.LOOKUP,
    reasons=payers.OF_CUSTOMERS,
    by_day=False,
    rank=4,
)
