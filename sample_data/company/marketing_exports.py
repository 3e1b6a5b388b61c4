"""The CRM's leads and campaigns, and the copies that a warehouse keeps of the ad platforms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from company.billing_exports import cells
from company.campaigns import Campaign
from company.exports import Row
from company.leads import PEOPLE, Lead
from company.names import record_ids
from company.spend import FACEBOOK, GOOGLE, Cost

LEADS_FILE = "leads.csv"
CAMPAIGNS_FILE = "campaigns.csv"
MEMBERS_FILE = "campaign_members.csv"
GOOGLE_FILE = "google_ads.csv"
FACEBOOK_FILE = "facebook_ads.csv"
LEAD_COLUMNS = [
    "Id",
    "IsDeleted",
    "Email",
    "Title",
    "LeadSource",
    "Campaign__c",
    "CreatedDate",
    "MQL_Date__c",
    "SQL_Date__c",
    "ConvertedOpportunityId",
]
CAMPAIGN_COLUMNS = ["Id", "IsDeleted", "Name", "Type", "StartDate", "EndDate", "Targeted_ICP__c"]
MEMBER_COLUMNS = ["Id", "CampaignId", "LeadId", "CreatedDate", "FirstRespondedDate"]
GOOGLE_COLUMNS = [
    "_fivetran_id",
    "customer_id",
    "date",
    "campaign_id",
    "campaign_name",
    "clicks",
    "impressions",
    "cost_micros",
]
FACEBOOK_COLUMNS = [
    "_fivetran_id",
    "account_id",
    "date",
    "campaign_name",
    "impressions",
    "inline_link_clicks",
    "spend",
]
OF_MEMBERS = "Webinars"  # the one campaign whose members are exported
RESPONDS = 0.4
PER_CLICK, SEEN_PER_CLICK = 4.2, 38  # USD; about


def lead_rows(leads: Sequence[Lead]) -> list[Row]:
    rows = []
    for each in leads:
        values = (
            each.lead_id,
            "",
            each.email,
            PEOPLE[each.mailbox],
            each.campaign.channel,
            each.campaign.campaign_id,
            each.created_on,
            each.mql_on,
            each.sql_on,
            each.deal.deal_id if each.deal else None,
        )
        rows.append(cells(LEAD_COLUMNS, values))
    return rows


def campaign_rows(campaigns: Sequence[Campaign]) -> list[Row]:
    rows = []
    for each in campaigns:
        aimed = "core-icp" if each.aimed else ""
        values = (each.campaign_id, "", each.name, each.channel, each.first, each.last, aimed)
        rows.append(cells(CAMPAIGN_COLUMNS, values))
    return rows


def member_rows(rng: np.random.Generator, leads: Sequence[Lead]) -> list[Row]:
    """The leads of one campaign, as its members."""
    some = [each for each in leads if each.campaign.name == OF_MEMBERS]
    rows = []
    for each, member_id in zip(some, record_ids(rng, "00v", len(some)), strict=True):
        responded = each.created_on if rng.random() < RESPONDS else None
        values = (member_id, each.campaign.campaign_id, each.lead_id, each.created_on, responded)
        rows.append(cells(MEMBER_COLUMNS, values))
    return rows


def google_rows(rng: np.random.Generator, costs: Sequence[Cost]) -> list[Row]:
    """By campaign and month; the cost in millionths of a dollar."""
    rows = []
    for each in costs:
        if each.paid_by == GOOGLE and each.campaign:
            clicks, seen = traffic(rng, each)
            micros = each.cents * 10_000
            own = 9_000_000_000 + int(each.campaign.campaign_id[9:14].encode().hex(), 16) % 10**9
            values = (each.spend_id, 4_410_225_190, each.month, own, each.campaign.name)
            rows.append(cells(GOOGLE_COLUMNS, (*values, clicks, seen, micros)))
    return rows


def facebook_rows(rng: np.random.Generator, costs: Sequence[Cost]) -> list[Row]:
    """By campaign and month; the cost in dollars."""
    rows = []
    for each in costs:
        if each.paid_by == FACEBOOK and each.campaign:
            clicks, seen = traffic(rng, each)
            values = (each.spend_id, 1_700_252_260, each.month, each.campaign.name, seen, clicks)
            rows.append(cells(FACEBOOK_COLUMNS, (*values, f"{each.cents / 100:.2f}")))
    return rows


def traffic(rng: np.random.Generator, cost: Cost) -> tuple[int, int]:
    """Clicks and impressions, about."""
    clicks = round(cost.cents / 100 / PER_CLICK * float(rng.lognormal(0, 0.15)))
    return clicks, 100 * round(clicks * SEEN_PER_CLICK * float(rng.lognormal(0, 0.15)) / 100)
