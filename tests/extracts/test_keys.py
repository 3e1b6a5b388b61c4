"""Finding the accounts of customers of another system: by key, else by domain, else by name."""

from __future__ import annotations

import polars as pl

from icp_metrics.extracts.column_map import KeyMatch
from icp_metrics.extracts.key_match import KEYS, decide

MATCH = KeyMatch("pay", "Cust", ("key", "domain", "name"), domain="Mail", name="Of")
ACCOUNTS = (
    ("A", "Norvex", "norvex.example"),
    ("T1", "Twin", "twin.example"),
    ("T2", "Twin Two", "twin.example"),
    ("G", "Talmir", "gmail.com"),
)


def decided(*rows, known=(), match=MATCH):
    """What account_keys gets for these `Cust,Mail,Of` rows, and what is said."""
    told = [[cell or None for cell in row.split(",")] for row in rows]
    customers = pl.DataFrame(
        told, schema=dict.fromkeys(("Cust", "Mail", "Of"), pl.String), orient="row"
    )
    accounts = pl.DataFrame(ACCOUNTS, schema=["account_id", "name", "domain"], orient="row")
    keys = pl.DataFrame(known, schema=dict(list(KEYS.items())[:2]), orient="row")
    found, said = decide(match, customers, accounts, keys, "subscriptions")
    return found.rows(), said


FITS = {
    "c1,ann@Norvex.example,": ("A", "domain"),
    "c2,https://www.norvex.example/x,Twin": ("A", "domain"),
    "c3,,NORVEX ": ("A", "name"),
    "c4,other.example,norvex": ("A", "name"),
    # Two accounts have the domain: the name chooses among them, and among them alone.
    "c5,twin.example,twin two": ("T2", "name"),
    "c6,twin.example,norvex": None,
    "c7,twin.example,": None,
    "c8,nobody.example,nobody": None,
    "c9,,": None,
}


def test_customer_is_found_by_domain_then_by_name_where_one_account_fits():
    keys, _ = decided(*FITS)
    found = {i: fits for i, fits in enumerate(FITS.values(), 1) if fits}
    assert keys == [("pay", f"c{i}", *fits) for i, fits in found.items()]


def test_how_customers_were_found_is_said_and_who_fits_several():
    _, said = decided("c1,norvex.example,", "c2,,Norvex", "c3,twin.example,", "c4,,")
    assert any("of pay without a key 1 by domain and 1 by name are found" in w for w in said)
    assert any("1 customers of pay fit several accounts, for example 'c3'" in w for w in said)


def test_domain_of_a_mail_provider_says_nothing():
    assert decided("c1,ann@gmail.com,") == ([], ())


def test_customer_told_in_several_rows_is_one_decision():
    keys, _ = decided("c1,norvex.example,", "c1,,", "c1,,Norvex", ",,Norvex")
    assert keys == [("pay", "c1", "A", "domain")]


def test_customer_with_a_key_is_not_decided_again():
    known = [("pay", "c1"), ("old", "c2")]
    keys, _ = decided("c1,norvex.example,", "c2,norvex.example,", known=known)
    assert keys == [("pay", "c2", "A", "domain")]


def test_by_key_alone_nothing_is_guessed():
    assert decided("c1,norvex.example,Norvex", match=KeyMatch("pay", "Cust", ("key",))) == ([], ())


MAPPING = """
sources: {subs: {file: subs.csv}, accounts: {file: accounts.csv}, keys: {file: keys.csv}}
tables:
  accounts: {from: accounts, columns: {account_id: Id, domain: Web}}
  account_keys:
    from: keys
    columns: {system: {value: pay}, source_id: Cust, account_id: Account}
  subscriptions:
    from: subs
    columns:
      subscription_id: Id
      started_on: {value: 2024-01-01}
      mrr: {value: "5"}
      status: {from: Status, values: {active: active}}
      account_id: {match: accounts, on: [key, domain], system: pay, from: Cust, domain: Mail}
"""


def test_decisions_stand_beside_keys_by_hand_and_rejected_rows_decide_nothing(load):
    found = load(
        MAPPING,
        subs="Id,Status,Cust,Mail\n"
        "1,active,c1,norvex.example\n"
        "2,active,c2,norvex.example\n"
        "3,odd,c3,norvex.example\n"
        "4,active,,norvex.example\n",
        accounts="Id,Web\nA,norvex.example\n",
        keys="Cust,Account\nc1,T1\n",
    )
    assert found.tables["account_keys"].rows() == [
        ("pay", "c1", "T1", None),
        ("pay", "c2", "A", "domain"),
    ]
    ids = found.tables["subscriptions"]["account_id"].to_list()
    assert ids == ["pay:c1", "pay:c2", None]
    assert found.problems.height == 1
