"""When an ICP definition is due to be looked at again."""

from __future__ import annotations

from datetime import date

from icp_metrics.compare.periods import add_months
from icp_metrics.profile.document import Profile


def due(profile: Profile, saved_on: date | None) -> date | None:
    """The first day of the month in which a version saved on a day is due for review.

    None where the day or the time between reviews is not known.
    """
    if saved_on is None or profile.review_every_months is None:
        return None
    return add_months(saved_on, profile.review_every_months)
