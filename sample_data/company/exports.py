"""The CSV exports of the CRM: one table of cells per file, header first.

The first and the last account export are full; those in between hold only the accounts that are
new or changed since the one before (as a Data Loader query by modification date gives). It keeps
the folder small, and a load of either kind leaves the other accounts as they were.
"""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

from company.accounts import Account
from company.calendar import LAST_DAY, SNAPSHOTS
from company.deals import Deal

FULL = (SNAPSHOTS[0], SNAPSHOTS[-1])
CRM_TYPES = {"new": "New Business", "expansion": "Expansion", "renewal": "Renewal"}
ACCOUNT_COLUMNS = [
    "Id",
    "IsDeleted",
    "Name",
    "Website",
    "Industry",
    "NumberOfEmployees",
    "AnnualRevenue",
    "BillingCountry",
    "Region__c",
    "Legal_Structure__c",
    "Tech_Stack__c",
    "Funding_Stage__c",
    "Sales_Led__c",
    "Founded_On__c",
    "Owner.Name",
    "CreatedDate",
]
DEAL_COLUMNS = [
    "Id",
    "IsDeleted",
    "AccountId",
    "Name",
    "StageName",
    "Amount",
    "CurrencyIsoCode",
    "CloseDate",
    "Type",
    "LeadSource",
    "CampaignId",
    "IsClosed",
    "IsWon",
    "Loss_Reason__c",
    "Competitor__c",
    "Owner.Name",
    "CreatedDate",
]
Row = dict[str, str]


def accounts_file(day: date) -> str:
    return f"accounts_{day}.csv"


DEALS_FILE = f"opportunities_{LAST_DAY}.csv"


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def cell(value: object) -> str:
    """Missing is an empty cell; so is false among the system's own flags."""
    return "" if value is None else str(value)


def account_row(account: Account, day: date) -> Row:
    traits = account.exported_on(day)
    flag = {True: "true", False: "false", None: ""}[traits.sales_led]
    cells = (
        account.account_id,
        "",
        account.name,
        account.website,
        cell(traits.industry),
        cell(traits.employees),
        cell(account.annual_revenue),
        cell(traits.country),
        account.region,
        cell(account.legal_structure),
        ";".join(traits.tech_stack or ()),
        cell(traits.funding_stage),
        flag,
        cell(account.founded_on),
        account.owner,
        stamp(account.created_at),
    )
    return dict(zip(ACCOUNT_COLUMNS, cells, strict=True))


def account_rows(accounts: list[Account], day: date) -> list[Row]:
    """The export of `day`: every account known by then, or the new and changed ones."""
    seen = [a for a in accounts if a.first_seen <= day]
    if day in FULL:
        return [account_row(a, day) for a in seen]
    before = SNAPSHOTS[SNAPSHOTS.index(day) - 1]
    return [
        account_row(a, day)
        for a in seen
        if a.first_seen == day or a.exported_on(day) != a.exported_on(before)
    ]


def deal_row(deal: Deal, number: int) -> Row:
    amount = "" if deal.amount is None else f"{deal.amount:.0f}"
    cells = (
        deal.deal_id,
        "",
        deal.account.account_id if deal.named else "",
        f"{deal.account.name} {deal.kind} {number}",
        deal.stage,
        amount,
        "USD",
        str(deal.closed_on or deal.guess),
        CRM_TYPES[deal.kind] if deal.typed else "",
        deal.source,
        deal.campaign.campaign_id if deal.campaign else "",
        "1" if deal.closed else "",
        "1" if deal.status == "won" else "",
        deal.loss_reason,
        deal.competitor,
        deal.owner,
        stamp(deal.created_at),
    )
    return dict(zip(DEAL_COLUMNS, cells, strict=True))


def deal_rows(deals: list[Deal]) -> list[Row]:
    counts: dict[str, int] = {}
    rows = []
    for deal in deals:
        who = deal.account.account_id
        counts[who] = counts.get(who, 0) + 1
        rows.append(deal_row(deal, counts[who]))
    return rows


def write(path: Path, columns: list[str], rows: list[Row]) -> None:
    """UTF-8 with BOM and CRLF, as Salesforce's Data Loader writes it.

    A row may have cells beyond the header, under the key "" (see faults).
    """
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        sheet = csv.writer(out)
        sheet.writerow(columns)
        for row in rows:
            sheet.writerow([row[c] for c in columns] + ([row[""]] if "" in row else []))
