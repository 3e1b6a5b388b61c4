"""Stage history: when each new-business deal entered each stage, as the CRM's history has it."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from company.calendar import LAST_DAY
from company.deals import Deal
from company.market import OPEN_STAGES

# Where in the life of a deal the stages after the first begin, about.
BEGINS = (0.0, 0.18, 0.45, 0.75)


def history(rng: np.random.Generator, deal: Deal) -> list[tuple[str, datetime]]:
    """(stage, entered), in order; the last one is the stage the deal is in."""
    ends = deal.closed_on or LAST_DAY
    days = max((ends - deal.created_on).days, 0)
    if deal.status == "won":
        reached = len(OPEN_STAGES)
    elif deal.status == "lost":
        reached = int(rng.integers(1, len(OPEN_STAGES) + 1))
    else:
        reached = OPEN_STAGES.index(deal.stage) + 1
    stretch = BEGINS[reached] if reached < len(BEGINS) else 1.0
    entered = []
    for stage, begins in zip(OPEN_STAGES[:reached], BEGINS, strict=False):
        after = timedelta(days=int(days * begins / stretch * float(rng.uniform(0.8, 1.0))))
        entered.append((stage, deal.created_at + after))
    if deal.closed_on:
        closing = datetime.combine(deal.closed_on, deal.created_at.time())
        entered.append((deal.stage, max(closing, entered[-1][1])))
    return entered
