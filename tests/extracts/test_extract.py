"""Records in = accepted + rejected + left out, and every row where it belongs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from icp_metrics.errors import MappingError, ReadError, SettingError

DEALS = """
tables:
  opportunities:
    left_out: {Deleted: ["1", "TRUE"]}
    columns:
      opportunity_id: Id
      account_id: Account
      status: {from: Result, values: {Won: won, LOSS: lost}, otherwise: open}
      amount: Amount
      closed_on: Closed
"""
HEADER = "Id,Account,Result,Amount,Closed,Deleted\n"

FLAT = """
sources: {crm: {file: "*.csv"}}
tables:
  opportunities:
    columns: {opportunity_id: Id, account_id: Account, status: {value: open}}
  accounts:
    columns: {account_id: Account, industry: Sector, employees: Staff}
"""

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


def counts(extract):
    return [(f.records, f.accepted, f.rejected, f.left_out) for f in extract.files]


def problems(extract):
    return extract.problems.rows()


def deals(extract, *columns):
    return extract.tables["opportunities"].select(columns).rows()


def said(extract, words):
    return [w for w in extract.warnings if words in w]


def test_good_bad_and_left_out_rows_add_up(load):
    rows = "1,A,won,10,2024-01-31,\n2,A,Loss,x,2024-02-01,0\n3,A,,5,,true\n4,B,,5,,\n"
    found = load(DEALS, deals=HEADER + rows)
    assert counts(found) == [(4, 2, 1, 1)]
    assert deals(found, "opportunity_id", "status") == [("1", "won"), ("4", "open")]
    assert problems(found) == [("deals.csv", 3, "Amount", "x", "is not a number")]
    assert found.rejected == {"opportunities": 1}


def test_typed_as_declared_and_only_what_the_mapping_gives(load):
    found = load(DEALS, deals=HEADER + "1,A,won,10,2024-01-31,\n")
    assert dict(found.tables["opportunities"].schema) == {
        "opportunity_id": pl.String,
        "account_id": pl.String,
        "status": pl.String,
        "amount": pl.Decimal(18, 4),
        "closed_on": pl.Date,
    }


def test_row_checks_name_the_column_of_the_file(load):
    found = load(DEALS, deals=HEADER + "1,A,won,10, ,\n2,A,,10,,\n")
    assert problems(found) == [
        ("deals.csv", 2, "Closed", " ", "a won or lost deal needs the date it was closed")
    ]


def test_blank_key_is_a_problem_in_a_tables_own_file(load):
    found = load(DEALS, deals=HEADER + " ,A,,10,,\n")
    assert problems(found)[0][4] == "is blank, opportunities needs opportunity_id"


def test_malformed_and_blank_rows_are_counted(load):
    found = load(DEALS, deals=HEADER + "1,A,,10,,\n2,A,,10\n , ,,,,\n\n")
    assert counts(found) == [(3, 1, 1, 1)]
    assert problems(found) == [("deals.csv", 3, None, None, "has 4 cells, the header has 6")]
    assert said(found, "1 rows have no filled cell")


def test_value_map_without_otherwise_rejects_what_it_does_not_list(one):
    found = one("type: {from: x, values: {New Business: new}}", ["new business", "Upsell", ""])
    assert deals(found, "type") == [("new",), (None,)]
    assert problems(found)[0][2:4] == ("x", "Upsell")


def test_value_map_keeps_or_replaces_the_rest(one):
    kept = one("owner: {from: x, values: {a: Ann}, otherwise: keep}", ["A", "Bob", " "])
    assert deals(kept, "owner") == [("Ann",), ("Bob",), (None,)]
    rest = one("owner: {from: x, values: {a: Ann, '': none}, otherwise: other}", ["A", "Bob", " "])
    assert deals(rest, "owner") == [("Ann",), ("other",), ("none",)]


def test_required_here_rejects_blanks(one):
    found = one("currency: {from: x, required: true}", ["USD", " "])
    assert problems(found)[0][4] == "is blank, opportunities needs currency"


def test_when_takes_the_first_branch_that_holds(load):
    mapping = """
    tables: {opportunities: {columns: {opportunity_id: Id, status: {when: [
      {if: {Won: ["1"], Closed: ["1", "yes"]}, then: won}, {if: {Closed: ["1", "YES"]}, then: lost},
      {if: {Closed: [""]}, then: open}]}}}}"""
    found = load(mapping, deals="Id,Won,Closed\na,1,yes\nb,0,Yes\nc,1,\nd,1,maybe\n")
    assert deals(found, "status") == [("won",), ("lost",), ("open",)]
    assert problems(found)[0][1] == 5


def test_constant_that_cannot_be_stops_the_load(one):
    with pytest.raises(MappingError, match="the value 'ten' is not a number"):
        one("amount: {value: ten}", ["a"])


def test_repeated_row_is_left_out_and_said(load):
    row = "1,A,,10,,\n"
    found = load(DEALS, deals=HEADER + row + "1,A,,10.0,,0\n" + "2,A,,10,,\n")
    assert counts(found) == [(3, 2, 0, 1)]
    assert said(found, "1 rows repeat another row to the letter")


def test_same_key_with_other_content_rejects_every_such_row(load):
    found = load(DEALS, deals=HEADER + "1,A,,10,,\n2,A,,5,,\n1,A,,10,,\n1,A,,11,,\n")
    assert counts(found) == [(4, 1, 3, 0)]
    says = "has the same opportunity_id as row {}, with other content"
    assert [(p[1], p[2], p[3], p[4]) for p in problems(found)] == [
        (row, "Id", "1", says.format(other)) for row, other in ((2, 5), (4, 5), (5, 2))
    ]


def test_repeats_and_conflicts_are_seen_across_files(load):
    mapping = DEALS.replace("tables:", 'sources: {deals: {file: "deals*.csv"}}\ntables:', 1)
    found = load(mapping, deals1=HEADER + "1,A,,10,,\n", Deals2=HEADER + "1,A,,11,,\n2,A,,1,,\n")
    assert counts(found) == [(1, 0, 1, 0), (2, 1, 1, 0)]
    assert problems(found)[0][4].endswith("as row 2 of Deals2.csv, with other content")


def test_flat_file_merges_accounts_last_filled_value_counts(load):
    rows = "1,A,tech,\n2,A,,50\n3,A,retail,\n4,,,\n5,B,,7\n"
    found = load(FLAT, crm="Id,Account,Sector,Staff\n" + rows)
    assert counts(found) == [(5, 5, 0, 0)]
    assert found.tables["accounts"].rows() == [("A", "retail", 50), ("B", None, 7)]
    assert said(found, "accounts.industry: 1 accounts have several values")[0].endswith(
        "for example A: 'tech' and 'retail'"
    )


def test_record_bad_for_one_table_goes_into_none(load):
    rows = "1,A,tech,\n2,B,tech,many\n"
    found = load(FLAT, crm="Id,Account,Sector,Staff\n" + rows)
    assert counts(found) == [(2, 1, 1, 0)]
    assert found.tables["opportunities"].height == found.tables["accounts"].height == 1
    assert found.rejected == {"opportunities": 1, "accounts": 1}


def test_repeat_in_a_flat_file_is_left_out_once(load):
    found = load(FLAT, crm="Id,Account,Sector,Staff\n1,A,tech,5\n1,A,tech,5\n")
    assert counts(found) == [(2, 1, 0, 1)]
    assert found.tables["accounts"].rows() == [("A", "tech", 5)]


def test_accounts_own_file_does_not_merge(load):
    mapping = "tables: {accounts: {columns: {account_id: Id, industry: Sector}}}"
    found = load(mapping, accounts="Id,Sector\nA,tech\nA,retail\na,tech\n")
    assert found.tables["accounts"].rows() == [("a", "tech")]


def test_odd_but_valid_deals_are_kept_and_said(load):
    mapping = """
    tables: {opportunities: {columns: {opportunity_id: Id, account_id: Account, status: Status,
      created_on: Created, closed_on: Closed}}}"""
    rows = "1,A,won,2024-05-01,2024-04-30\n2,,lost,,2024-12-31\n3,A,won,2024-05-01,2025-01-01\n"
    stored = pl.DataFrame({"account_id": ["B"], "name": ["B"], "domain": [None]})
    found = load(
        mapping,
        deals="Id,Account,Status,Created,Closed\n" + rows,
        options={"known_accounts": stored, "as_of": date(2024, 12, 31)},
    )
    assert len(found.warnings) == 5
    assert said(found, "1 deals have no account")
    assert said(found, "2 deals have an account that is not among the accounts, for example 'A'")
    assert said(found, "1 deals have no created_on")
    assert said(found, "1 won or lost deals are closed after 2024-12-31")
    assert said(found, "1 won or lost deals are closed before they were created, for example '1'")


def test_missing_column_is_named_with_what_the_file_has(load):
    with pytest.raises(MappingError) as error:
        load(DEALS, deals="Id,Account,Result,Amounts,Closed,Deleted\n1,A,won,1,2024-01-01,\n")
    assert error.value.message == (
        "opportunities needs 'Amount'; deals.csv has 'Id', 'Account', 'Result', 'Amounts', "
        "'Closed', 'Deleted'. Did you mean 'Amounts'?"
    )


def test_header_in_another_case_is_found_when_it_is_the_only_one(load):
    found = load(DEALS, deals="id , ACCOUNT,Result,Amount,Closed,Deleted\n1,A,,1,,\n")
    assert deals(found, "opportunity_id", "account_id") == [("1", "A")]
    with pytest.raises(MappingError, match="opportunities needs 'Id'"):
        load(DEALS, deals="id,ID,Account,Result,Amount,Closed,Deleted\n1,2,A,,1,,\n")


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (["deals", "other"], "other.csv fits no source of the mapping: deals"),
        (["deals"], r"no file for source accounts \(accounts.csv\); got deals.csv"),
        (["deals", "deals"], "two files are called deals.csv"),
    ],
)
def test_files_and_sources_must_fit(write, tmp_path: Path, names, says):
    from icp_metrics.extracts.extract import extract
    from icp_metrics.extracts.mapping import Mapping

    files = [write("Id,Company\n1,A\n", f"{name}.csv") for name in names]
    options = {"timezone": "UTC", "as_of": date(2024, 1, 1), "known_accounts": None}
    with pytest.raises(MappingError, match=says):
        extract(Mapping.parse(MATCH), files, staging=tmp_path / "s", **options)


def test_one_source_less_mapping_takes_one_file(load):
    with pytest.raises(MappingError, match=r"takes one file, not 2: deals.csv, more.csv"):
        load(DEALS, deals=HEADER + "1,A,,1,,\n", more=HEADER + "2,A,,1,,\n")


def test_attributes_come_with_name_label_and_kind(one):
    found = one("@plan: {from: x, kind: text, label: Plan tier}", ["Pro"])
    (plan,) = found.attributes["opportunities"]
    assert (plan.name, plan.label, plan.kind.name) == ("plan", "Plan tier", "text")


@pytest.mark.parametrize("name", ["text", "mapped", "at", "first", "value", "problem"])
def test_attribute_may_have_any_free_name(load, name):
    custom = f"    attributes: {{{name}: {{from: X, kind: text}}}}\n  accounts: {{from"
    mapping = MATCH.replace("  accounts: {from", custom)
    rows = "Id,Company,X\n1,Acme,a\n2,Acme,b\n2,Acme,c\n"
    found = load(mapping, deals=rows, accounts="Id,Name,Web\nA,Acme,\n")
    assert deals(found, "opportunity_id", "account_id", name) == [("1", "A", "a")]
    assert len(problems(found)) == 2


def test_attribute_keeps_the_kind_of_the_store(one):
    kinds = {("opportunities", "plan"): "number"}
    with pytest.raises(MappingError, match=r"opportunities.plan is number in the store, text in"):
        one("@plan: {from: x, kind: text}", ["Pro"], kinds=kinds)


def test_unreadable_file_and_unknown_timezone_stop_the_load(one, load):
    with pytest.raises(SettingError, match="no timezone 'Mars/Base'"):
        one("owner: x", ["a"], timezone="Mars/Base")
    with pytest.raises(ReadError, match=r"deals.csv: it has a header and no rows"):
        load(DEALS, deals=HEADER)
