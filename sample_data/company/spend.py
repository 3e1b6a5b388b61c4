"""What sales and marketing cost, month by month: people, tools, overhead, and programs.

Ads are in the two ad platforms; the rest is in finance's workbook, from the month before the first
deal on. Some of it is for customers (retention, expansion) and no cost of new business; some is
spent on one account; some on a channel that brings neither deals nor leads, and can be shared over
nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from company.accounts import Account
from company.campaigns import EVENT, SEARCH, SOCIAL, Campaign
from company.fit import fits_on
from company.market import Company
from company.rates import MONTHS

BOOKS = [date(2023, 6, 1), *MONTHS]  # finance's months
GOOGLE, FACEBOOK, FINANCE = "google", "facebook", "finance"
PLATFORM = {SEARCH: GOOGLE, SOCIAL: FACEBOOK}
# A month in USD, in the first and the last month: (category, purpose, what, from, to).
STANDING = (
    ("people", "new", "Sales salaries", 126_000, 236_000),
    ("people", "", "Marketing salaries", 45_000, 81_000),
    ("people", "retention", "Customer success salaries", 31_000, 132_000),
    ("people", "expansion", "Account management salaries", 18_000, 62_000),
    ("tools", "new", "CRM and tools", 10_500, 19_500),
    ("overhead", "new", "Offices and share of overhead", 24_000, 40_000),
)
NOISE = 0.04
FAIR = 102_000  # once a year, in its first month
FAIR_REFUND = (date(2024, 11, 1), -9_750.0)
CUSTOMER_DAY, UPGRADE = 46_000, 11_000
DINNERS_PER_MONTH, DINNER = (2, 5), (1_300, 4_800)
DINNER_FIT = 0.5  # share of dinners given for accounts that fit
SPONSORS_EVERY, SPONSORED = 3, 21_000


@dataclass(eq=False)
class Cost:
    """One cost, in cents of USD. `what`: finance's words for it; `paid_by`: whose export has it."""

    month: date
    cents: int
    category: str
    purpose: str
    what: str
    paid_by: str
    channel: str = ""
    campaign: Campaign | None = None
    account: Account | None = None
    spend_id: str = ""

    @property
    def for_new(self) -> bool:
        """Blank counts as new."""
        return self.purpose in ("", "new")


def between(ends: tuple[float, float], month: date) -> float:
    """A value that moves evenly from the first month's to the last month's."""
    return ends[0] + (ends[1] - ends[0]) * BOOKS.index(month) / (len(BOOKS) - 1)


def spend(rng: np.random.Generator, company: Company, some: Sequence[Campaign]) -> list[Cost]:
    """All costs, by month."""
    found: list[Cost] = []
    for month in BOOKS:
        for category, purpose, what, first, last in STANDING:
            usd = about(rng, between((first, last), month))
            found.append(Cost(month, usd, category, purpose, what, FINANCE))
        for campaign in some:
            if campaign.runs(month) and any(campaign.monthly):
                found.append(running(rng, campaign, month))
        found += once(rng, month, some)
        dinners = next(each for each in some if each.name == "Dinners")
        if dinners.runs(month):
            found += given(rng, company.accounts, month, dinners)
        if BOOKS.index(month) % SPONSORS_EVERY == 2:
            usd = about(rng, SPONSORED)
            found.append(Cost(month, usd, "program", "new", "Sponsorship", FINANCE, "Sponsorship"))
    for number, cost in enumerate(found, start=1):
        cost.spend_id = f"{cost.paid_by}-{number:04d}"
    return found


def about(rng: np.random.Generator, usd: float) -> int:
    """The amount, give or take a little, in cents."""
    return round(100 * usd * float(rng.lognormal(0, NOISE)))


def running(rng: np.random.Generator, campaign: Campaign, month: date) -> Cost:
    """A month of a campaign. Ad platforms do not say what for."""
    paid_by = PLATFORM.get(campaign.channel, FINANCE)
    purpose = "new" if paid_by == FINANCE else ""
    cents = about(rng, between(campaign.monthly, month))
    name, channel = campaign.name, campaign.channel
    return Cost(month, cents, "program", purpose, name, paid_by, channel, campaign)


def once(rng: np.random.Generator, month: date, some: Sequence[Campaign]) -> list[Cost]:
    """Fairs and what was paid back for one; what is for customers."""
    found = []
    for each in (campaign for campaign in some if campaign.runs(month)):
        fair, first = each.name.startswith("Trade fair"), each.first == month
        cents, what = 0, each.name
        if fair and first:
            cents = about(rng, FAIR)
        elif fair and month == FAIR_REFUND[0]:
            cents, what = round(100 * FAIR_REFUND[1]), f"{each.name}, paid back"
        elif each.purpose == "retention":
            cents = about(rng, CUSTOMER_DAY)
        elif each.purpose == "expansion":
            cents = about(rng, UPGRADE)
        if cents:
            cost = Cost(month, cents, "program", each.purpose, what, FINANCE, each.channel, each)
            found.append(cost)
    return found


def given(
    rng: np.random.Generator, accounts: Sequence[Account], month: date, dinners: Campaign
) -> list[Cost]:
    """Dinners for one account each."""
    there = [a for a in accounts if a.created_at.date() < month]
    found = []
    for _ in range(int(rng.integers(*DINNERS_PER_MONTH))):
        wanted = bool(rng.random() < DINNER_FIT)
        guests = [a for a in there if fits_on(a, month) == wanted]
        guest = guests[int(rng.integers(len(guests)))]
        usd = about(rng, float(rng.uniform(*DINNER)))
        found.append(Cost(month, usd, "program", "new", "Dinner", FINANCE, EVENT, dinners, guest))
    return found
