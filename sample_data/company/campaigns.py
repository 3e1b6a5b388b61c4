"""Campaigns: what marketing did, through which channel, and whom it was aimed at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from company.calendar import FIRST_DAY
from company.names import record_ids

SEARCH, SOCIAL, EVENT, WEBINAR = "Paid search", "Paid social", "Event", "Webinar"


@dataclass(eq=False)
class Campaign:
    """One campaign. `last` None: it runs on. purpose: new, retention or expansion.

    pull: how many leads and deals it brings, relative to the others, from accounts that fit and
    from those that do not. The broad ones bring mostly accounts that do not, and cost most.
    monthly: what it costs in the first and in the last month of the data, in USD.
    """

    name: str
    channel: str
    first: date
    last: date | None = None
    pull: tuple[float, float] = (0.0, 0.0)
    monthly: tuple[float, float] = (0.0, 0.0)
    aimed: bool = False
    purpose: str = "new"
    campaign_id: str = ""

    def runs(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def draws(self, *, fit: bool) -> float:
        return self.pull[0 if fit else 1]


def campaigns(rng: np.random.Generator) -> list[Campaign]:
    """All of them, in the order in which they were made."""
    made = [
        Campaign("Search brand", SEARCH, FIRST_DAY, None, (1.0, 1.0), (9_000, 13_500)),
        Campaign("Search category", SEARCH, FIRST_DAY, None, (1.6, 0.8), (12_000, 21_000), True),
        Campaign("Social broad", SOCIAL, FIRST_DAY, None, (0.3, 2.4), (57_000, 132_000)),
        *[fair(year) for year in (2023, 2024, 2025, 2026)],
        Campaign("Dinners", EVENT, date(2023, 10, 1), None, (0.9, 0.5), (0, 0), True),
        Campaign("Webinars", WEBINAR, date(2024, 1, 1), None, (1.0, 0.4), (4_500, 7_500), True),
        Campaign("Search rivals", SEARCH, date(2024, 4, 1), None, (0.3, 1.6), (33_000, 72_000)),
        Campaign(
            "Social similar", SOCIAL, date(2024, 10, 1), None, (0.8, 0.6), (9_000, 13_500), True
        ),
        Campaign("Customer day", EVENT, date(2025, 6, 1), date(2025, 6, 30), purpose="retention"),
        Campaign("Upgrade", WEBINAR, date(2026, 2, 1), date(2026, 5, 31), purpose="expansion"),
    ]
    made.sort(key=lambda each: each.first)
    for each, campaign_id in zip(made, record_ids(rng, "701", len(made)), strict=True):
        each.campaign_id = campaign_id
    return made


def fair(year: int) -> Campaign:
    return Campaign(f"Trade fair {year}", EVENT, date(year, 9, 1), date(year, 12, 31), (0.5, 1.4))
