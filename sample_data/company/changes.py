"""What changes about accounts, always on the day of an export.

Customers change most: within a few quarters of their first purchase many adopt the technology of
the profile and are noted as sales-led. So the profile describes what buying does to an account
as well as who buys, and judging a deal by today's attributes flatters the profile.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from company.accounts import BANDS, Account
from company.births import OTHER_TECHNOLOGIES, STAGES
from company.profile import TECHNOLOGY

ADOPTS = 0.90  # chance per export, from SETTLED after the first win
ADOPTS_SALES_LED = 0.85
SETTLED = timedelta(days=14)
FUNDED, GREW, NEW_TOOL, NEW_WAREHOUSE = 0.012, 0.02, 0.012, 0.004  # chances per export, anyone


def apply(rng: np.random.Generator, account: Account, day: date) -> None:
    """Whatever the export of `day` shows for the first time about an account seen before."""
    if account.first_seen >= day:
        return
    traits = account.states[-1][1]
    values: dict[str, object] = {}
    tech = set(traits.tech_stack or ())
    draws = rng.random(5)
    if draws[0] < FUNDED and account.can_change("funding_stage"):
        step = STAGES.index(str(traits.funding_stage)) + 1
        values["funding_stage"] = STAGES[min(step, len(STAGES) - 1)]
    if draws[1] < GREW and account.can_change("employees"):
        grown = int((traits.employees or 0) * rng.uniform(1.05, 1.4)) + 1
        values["employees"] = min(grown, BANDS["5001+"])
    if draws[2] < NEW_TOOL:
        tech.add(str(rng.choice(OTHER_TECHNOLOGIES)))
    if draws[3] < NEW_WAREHOUSE:
        tech.add(TECHNOLOGY)
    won_on = account.first_won_on
    if won_on and won_on + SETTLED <= day and not account.adopted and draws[4] < ADOPTS:
        account.adopted = True
        tech.add(TECHNOLOGY)
        if rng.random() < ADOPTS_SALES_LED and account.can_change("sales_led"):
            values["sales_led"] = True
    if account.can_change("tech_stack"):
        values["tech_stack"] = tuple(sorted(tech))
    if any(getattr(traits, name) != value for name, value in values.items()):
        account.change(day, **values)
