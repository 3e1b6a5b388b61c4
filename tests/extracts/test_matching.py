"""What a row takes from other files: a cell looked up, the account it belongs to."""

from __future__ import annotations

import polars as pl


def deals(extract, *columns):
    return extract.tables["opportunities"].select(columns).rows()


def said(extract, words):
    return [w for w in extract.warnings if words in w]


LOOKUP = """
sources: {deals: {file: deals.csv}, teams: {file: teams.csv}, spare: {file: spare.csv}}
tables:
  opportunities:
    from: deals
    columns: {opportunity_id: Id, status: {value: open}}
    attributes: {region: {lookup: teams, match: {Rep: Name}, take: Region, kind: text}}
"""


def test_lookup_takes_from_another_file_and_says_what_it_misses(load):
    teams = "Name,Region\nAnn,East\nBob ,West\nBob,North\n"
    found = load(LOOKUP, deals="Id,Rep\n1, Ann\n2,Bob\n3,Eve\n4,\n", teams=teams, spare="a\n1\n")
    assert deals(found, "region") == [("East",), (None,), (None,), (None,)]
    counts = [(f.records, f.accepted, f.rejected, f.left_out) for f in found.files]
    assert counts == [(4, 4, 0, 0), (3, 3, 0, 0), (1, 0, 0, 1)]
    assert said(found, "1 rows find nothing in teams, for example 'Eve'")
    assert said(found, "1 rows find several different 'Region' in teams")
    assert said(found, "spare.csv: no table of the mapping reads spare")


MATCH = """
sources: {deals: {file: deals.csv}, accounts: {file: accounts.csv}}
tables:
  opportunities:
    from: deals
    columns:
      opportunity_id: Id
      status: {value: open}
      account_id: {match: accounts, on: name, from: Company}
  accounts: {from: accounts, columns: {account_id: Id, name: Name, domain: Web}}
"""


def test_account_is_found_by_name_without_case(load):
    stored = pl.DataFrame({"account_id": ["9"], "name": ["Old Co"], "domain": [None]})
    found = load(
        MATCH,
        deals="Id,Company\n1,acme\n2,Twin\n3,OLD CO\n4,Nobody\n5,\n",
        accounts="Id,Name,Web\nA,Acme,\nB,Twin,\nC,twin,\n",
        options={"known_accounts": stored},
    )
    assert deals(found, "account_id") == [("A",), (None,), ("9",), (None,), (None,)]
    assert said(found, "'Company' fits no account by name in 1 of 4 rows, for example 'Nobody'")
    assert said(found, "'Company' fits several accounts by name in 1 of 4 rows")
    assert said(found, "3 deals have no account")


def test_account_is_found_by_domain_however_it_is_written(load):
    found = load(
        MATCH.replace("on: name", "on: domain"),
        deals="Id,Company\n1,https://www.Acme.example/about\n2,ann@acme.example\n",
        accounts="Id,Name,Web\nA,Acme,acme.example\n",
    )
    assert deals(found, "account_id") == [("A",), ("A",)]
