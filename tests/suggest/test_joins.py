"""How rows find their accounts: every way in rows and in money, before anything is loaded."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from icp_metrics.extracts.mapping import Mapping
from icp_metrics.suggest import joins
from tests.suggest.conftest import Read

FILES = {
    "accounts.csv": (
        "Id,Name,Website\nA1,Norvex,norvex.example\nA2,Talmir,talmir.example\n"
        "A3,Talmir,talmir-two.example\nA4,Kestrin,\n"
    ),
    "subscriptions.csv": (
        "id,Customer,Mail,Company,Start,MRR\n"
        "s1,A1,ann@norvex.example,Norvex Ltd,2026-01-01,100\n"
        "s2,x9,bo@talmir.example,Talmir,2026-01-01,20\n"
        "s3,A4,cy@gmail.com,KESTRIN,2026-01-01,3\n"
        "s4,,,,2026-01-01,4\n"
    ),
}
MAPPING = """
sources: {accounts: {file: accounts.csv}, subscriptions: {file: subscriptions.csv}}
tables:
  accounts:
    from: accounts
    columns: {account_id: Id, name: Name, domain: Website}
  subscriptions:
    from: subscriptions
    columns:
      subscription_id: id
      account_id: Customer
      started_on: Start
      mrr: MRR
      status: {value: active}
"""


def test_each_way_counts_rows_and_money(read: Read) -> None:
    found = joins(Mapping.parse(MAPPING), read(FILES))
    told = {(j.on, j.header): (j.matched, j.ambiguous, j.unmatched, j.blank) for j in found}
    assert told["id", "Customer"] == (2, 0, 1, 1)
    # gmail.com says nothing about a company.
    assert told["domain", "Mail"] == (2, 0, 1, 1)
    # Two accounts are called Talmir; case does not count.
    assert told["name", "Company"] == (1, 1, 1, 1)
    [by_id] = [j for j in found if j.now]
    assert (by_id.matched_amount, by_id.unmatched_amount, by_id.blank_amount) == (
        Decimal(103),
        Decimal(20),
        Decimal(4),
    )
    [by_name] = [j for j in found if j.on == "name"]
    assert (by_name.matched_amount, by_name.ambiguous_amount) == (Decimal(3), Decimal(20))
    assert by_name.says == {"match": "accounts", "on": "name", "from": "Company"}
    assert by_name.examples == ("Norvex Ltd",)


def test_accounts_of_the_store_count_too(read: Read) -> None:
    billing = {"subscriptions.csv": FILES["subscriptions.csv"]}
    text = MAPPING.replace("accounts: {file: accounts.csv}, ", "")
    accounts = text[text.index("  accounts:\n") : text.index("  subscriptions:\n")]
    text = text.replace(accounts, "")
    readings = read(billing)
    assert joins(Mapping.parse(text), readings) == []
    stored = pl.DataFrame({"account_id": ["x9"], "name": ["Norvex Ltd"], "domain": [None]})
    found = joins(Mapping.parse(text), readings, accounts=stored.cast(pl.String))
    assert {(j.on, j.header): j.matched for j in found} == {
        ("id", "Customer"): 1,
        ("name", "Company"): 1,
    }


def test_keys_of_another_system_are_counted_by_account_keys(read: Read) -> None:
    text = MAPPING.replace(
        "account_id: Customer",
        "account_id: {match: accounts, on: key, system: billing, from: Customer}",
    )
    keys = pl.DataFrame({"system": ["billing", "other"], "source_id": ["x9", "A1"]})
    found = joins(Mapping.parse(text), read(FILES), keys=keys)
    assert (found[0].on, found[0].now, found[0].matched, found[0].unmatched) == ("key", True, 1, 2)


def test_suggestion_takes_the_way_that_finds_the_accounts(said) -> None:
    deals = (
        "Deal ID,Account Name,Stage,Close Date,Amount\n"
        "D1,norvex,Won,2026-01-01,5\nD2,Kestrin,Lost,2026-01-02,6\n"
    )
    found = said({"accounts.csv": FILES["accounts.csv"], "deals.csv": deals})
    assert found["opportunities"]["account_id"] == {
        "match": "accounts",
        "on": "name",
        "from": "Account Name",
    }


def test_identifiers_that_are_none_of_the_accounts_are_another_system_s(said) -> None:
    tickets = (
        "Ticket ID,Organization ID,Organization Name,Created At\n"
        "1,9001,Norvex,2026-01-01\n2,9002,Kestrin,2026-01-02\n"
    )
    found = said({"accounts.csv": FILES["accounts.csv"], "zendesk_tickets.csv": tickets})
    assert found["support_tickets"]["account_id"] == {
        "match": "accounts",
        "on": ["key", "name"],
        "system": "zendesk",
        "from": "Organization ID",
        "name": "Organization Name",
    }
