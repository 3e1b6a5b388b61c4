"""Leads: people who showed interest, by campaign; and the deals that came of some of them.

Deals of new business that began inbound or at an event carry the campaign, as far as somebody
entered it. Broad campaigns bring mostly accounts that do not fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from company.accounts import Account
from company.billed import MAIL_HOST
from company.calendar import FIRST_DAY, LAST_DAY, workdays
from company.campaigns import EVENT, Campaign, campaigns
from company.deals import Deal
from company.fit import fits_on, judged_on
from company.market import Company
from company.names import record_ids

ENTERED = {"Inbound": 0.42, "Event": 0.60}  # share of deals whose campaign somebody entered
BECAME_DEALS = 0.42  # share of those whose lead is in the CRM
PER_DAY = (0.42, 0.72)  # leads that became no deal, on the first and the last workday
OUTSIDERS = 2.2  # how many times more leads an account that does not fit sends
NOBODYS = 0.13  # share of those leads whose address tells no account
MARKETING_AGREES, SALES_AGREES = 0.55, 0.4  # shares of those that became no deal
PEOPLE = {
    "ops": "Head of Operations",
    "it": "IT Director",
    "cfo": "Chief Financial Officer",
    "data": "Data Analyst",
}


@dataclass(eq=False)
class Lead:
    """One lead. `account` None: its address tells nothing. `deal`: what it became, if anything."""

    account: Account | None
    mailbox: str
    campaign: Campaign
    created_on: date
    mql_on: date | None = None
    sql_on: date | None = None
    deal: Deal | None = None
    lead_id: str = ""

    @property
    def email(self) -> str:
        return f"{self.mailbox}@{self.account.website if self.account else MAIL_HOST}"

    @property
    def group(self) -> str:
        return judged_on(self.account, self.created_on) if self.account else "unknown"


@dataclass(frozen=True)
class Marketing:
    """What marketing did and whom it reached."""

    campaigns: list[Campaign]
    leads: list[Lead]


def marketing(rng: np.random.Generator, company: Company) -> Marketing:
    """Campaigns and leads; the deals of `company` get their campaign."""
    some = campaigns(rng)
    enter_campaigns(rng, company.deals, some)
    return Marketing(some, leads(rng, company, some))


def chosen(
    rng: np.random.Generator, some: Sequence[Campaign], day: date, *, fit: bool
) -> Campaign | None:
    """One of those that run, by their pull."""
    running = [each for each in some if each.runs(day) and each.draws(fit=fit)]
    if not running:
        return None
    weights = np.array([each.draws(fit=fit) for each in running])
    return running[int(rng.choice(len(running), p=weights / weights.sum()))]


def enter_campaigns(rng: np.random.Generator, deals: Sequence[Deal], some: list[Campaign]) -> None:
    """Give deals their campaign, as far as somebody entered it."""
    events = [each for each in some if each.channel == EVENT]
    others = [each for each in some if each.channel != EVENT]
    for deal in deals:
        draw = rng.random()
        if deal.kind == "new" and draw < ENTERED.get(deal.source, 0.0):
            which = events if deal.source == "Event" else others
            deal.campaign = chosen(rng, which, deal.created_on, fit=deal.fit)


def leads(rng: np.random.Generator, company: Company, some: list[Campaign]) -> list[Lead]:
    """All leads, by day."""
    found = [
        of_deal(rng, deal, deal.campaign)
        for deal in company.deals
        if deal.campaign and deal.named and rng.random() < BECAME_DEALS
    ]
    born = np.array([a.created_at.date().toordinal() for a in company.accounts])
    for day in workdays(FIRST_DAY, LAST_DAY + timedelta(days=1)):
        rate = PER_DAY[0] + (PER_DAY[1] - PER_DAY[0]) * (day - FIRST_DAY) / (LAST_DAY - FIRST_DAY)
        there = int(np.sum(born <= day.toordinal()))
        for _ in range(int(rng.poisson(rate))):
            found.append(of_nothing(rng, company.accounts[:there], day, some))
    found.sort(key=lambda lead: lead.created_on)
    for lead, lead_id in zip(found, record_ids(rng, "00Q", len(found)), strict=True):
        lead.lead_id = lead_id
    return found


def of_deal(rng: np.random.Generator, deal: Deal, campaign: Campaign) -> Lead:
    """The lead that a deal began with, some days before."""
    days = int(rng.integers(2, 35))
    created = max(deal.created_on - timedelta(days=days), campaign.first)
    created = min(created, deal.created_on)
    mql = created + (deal.created_on - created) / 3
    return Lead(deal.account, mailbox(rng), campaign, created, mql, deal.created_on, deal)


def of_nothing(
    rng: np.random.Generator, there: Sequence[Account], day: date, some: list[Campaign]
) -> Lead:
    """A lead that became no deal."""
    account = None
    if rng.random() >= NOBODYS:
        while account is None:
            drawn = there[int(rng.integers(len(there)))]
            if rng.random() < (1 / OUTSIDERS if fits_on(drawn, day) else 1):
                account = drawn
    campaign = chosen(rng, some, day, fit=account is not None and fits_on(account, day))
    assert campaign
    lead = Lead(account, mailbox(rng), campaign, day)
    draws = rng.random(2)
    if draws[0] < MARKETING_AGREES:
        lead.mql_on = day + timedelta(days=int(rng.integers(0, 9)))
        if draws[1] < SALES_AGREES:
            lead.sql_on = lead.mql_on + timedelta(days=int(rng.integers(1, 12)))
    lead.mql_on, lead.sql_on = (
        d if d and d <= LAST_DAY else None for d in (lead.mql_on, lead.sql_on)
    )
    return lead


def mailbox(rng: np.random.Generator) -> str:
    return list(PEOPLE)[int(rng.integers(len(PEOPLE)))]
