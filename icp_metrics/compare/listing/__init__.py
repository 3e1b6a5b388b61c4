"""The rows behind a figure to look through: searched, narrowed, sorted, counted."""

from icp_metrics.compare.listing.beside import beside
from icp_metrics.compare.listing.listing import (
    PAGE,
    Listing,
    counted,
    listed_rows,
    listing,
    outcomes_of,
)
from icp_metrics.compare.listing.money import money
from icp_metrics.compare.listing.outcomes import outcomes
from icp_metrics.compare.listing.wanted import Wanted

__all__ = [
    "PAGE",
    "Listing",
    "Wanted",
    "beside",
    "counted",
    "listed_rows",
    "listing",
    "money",
    "outcomes",
    "outcomes_of",
]
