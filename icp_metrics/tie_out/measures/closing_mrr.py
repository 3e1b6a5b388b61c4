"""Closing MRR: monthly recurring revenue on the last day of a month."""

from icp_metrics.tie_out import payers
from icp_metrics.tie_out.measures import Measure

MEASURE = Measure(
    id="closing_mrr",
    title="Closing MRR",
    unit="money",
    noun="of MRR",
    definition=(
        "MRR on the last day of the month, at constant currency: what docs/using/mrr.md says of "
        "sources, gaps and grace holds."
    ),
    source="finance",
    rows=payers.rows("m.closing", "s.mrr"),
    tables=("subscriptions", "invoice_lines", "opportunities"),
    reach=payers.reach,
    marks=payers.MARKS,
    lookup=payers.LOOKUP,
    reasons=payers.OF_MRR,
    by_day=False,
    # Sources of several currencies are one MRR per account; what each was is not kept.
    unconverted=False,
    rank=3,
)
