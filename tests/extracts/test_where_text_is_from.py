"""Cells of several columns, parts of cells, and cells of other sources."""

from __future__ import annotations

from datetime import date

import pytest

from icp_metrics.errors import MappingError
from icp_metrics.extracts.mapping import Mapping

DEALS = (
    "tables: {{opportunities: {{columns: {{opportunity_id: Id, status: {{value: open}}, {}}}}}}}"
)
LINES = """
sources: {lines: {file: lines.csv}, invoices: {file: invoices.csv}, plans: {file: plans.csv}}
tables:
  invoice_lines:
    from: lines
    join:
      customer: {lookup: invoices, match: {invoice: id}, take: customer}
      plan: {lookup: invoices, match: {invoice: id}, take: plan}
      unit: {lookup: plans, match: {plan: id}, take: cents}
    left_out: {customer: [test]}
    columns:
      line_id: id
      account_id: {match: accounts, on: key, system: billing, from: customer}
      issued_on: {value: 2026-01-31}
      amount: {from: unit, divide: 100, times: quantity}
      kind: {value: recurring}
      status: {value: open}
"""
FILES = {
    "lines": "id,invoice,quantity\n1,i1,2\n2,i2,3\n3,i3,1\n",
    "invoices": "id,customer,plan\ni1,c1,basic\ni2,test,basic\n",
    "plans": "id,cents\nbasic,1050\n",
}


def deals(column: str) -> str:
    return DEALS.format(column)


def test_first_filled_cell_is_taken(load):
    found = load(
        deals("owner: {from: [Rep, Team]}"), deals="Id,Rep,Team\n1,Ann,North\n2, ,South\n3,,\n"
    )
    assert found.tables["opportunities"]["owner"].to_list() == ["Ann", "South", None]


def test_texts_that_mean_a_blank_are_blank_in_every_column(load):
    mapping = 'blank: ["n/a", "NULL"]\n' + deals("name: Name, owner: {from: [Rep, Team]}")
    found = load(mapping, deals="Id,Name,Rep,Team\n1, N/A ,null,South\n2,NULLs,n/a,null\n")
    rows = found.tables["opportunities"].select("name", "owner").rows()
    assert rows == [(None, "South"), ("NULLs", None)]
    assert "blank" not in Mapping.parse(deals("name: Name")).canonical()


def test_row_without_an_id_is_named_by_several_cells(load):
    mapping = DEALS.replace("opportunity_id: Id", "opportunity_id: {{together: [Day, Ad]}}")
    found = load(
        mapping.format("name: Ad"), deals="Day,Ad\n2026-01-02,a\n2026-01-02,\n,\n2026-01-03,a\n"
    )
    kept = found.tables["opportunities"]["opportunity_id"].to_list()
    assert kept == ["2026-01-02|a", "2026-01-02|", "2026-01-03|a"]


def test_ids_are_cut_with_their_case_kept_and_meet(load):
    # The same record of a CRM with 15 and with 18 characters, and another that differs in case.
    rows = "0065g00000AbCde\n0065g00000AbCdeAAX\n0065g00000aBcDEAA1\n"
    mapping = DEALS.replace("opportunity_id: Id", "opportunity_id: {{from: Id, cut: 15}}")
    found = load(mapping.format("name: {value: x}"), deals="Id\n" + rows)
    kept = found.tables["opportunities"]["opportunity_id"].to_list()
    assert kept == ["0065g00000AbCde", "0065g00000aBcDE"]


@pytest.mark.parametrize(
    ("word", "cell", "timezone", "expected"),
    [
        # By hand: 1641289688 is 2022-01-04 09:48:08 UTC; midnight in Auckland is 11:00 UTC.
        ("epoch", "1641289688", "UTC", date(2022, 1, 4)),
        ("epoch", "1641297600", "Pacific/Auckland", date(2022, 1, 5)),
        ("epoch", "1641289688000", "UTC", date(2022, 1, 4)),
        ("[epoch, iso]", "2022-01-04T23:30:00.000+0000", "Europe/Berlin", date(2022, 1, 5)),
        ("month_first", "02/03/24", "UTC", date(2024, 2, 3)),
        ("day_first", "02/03/24 08:55 PM", "UTC", date(2024, 3, 2)),
    ],
)
def test_words_for_formats(load, word, cell, timezone, expected):
    mapping = deals(f"created_on: {{from: x, dates: {word}}}")
    found = load(mapping, options={"timezone": timezone}, deals=f'Id,x\n1,"{cell}"\n')
    assert found.tables["opportunities"]["created_on"].to_list() == [expected]


def test_time_that_is_no_epoch_is_a_problem(load):
    found = load(deals("created_on: {from: x, dates: epoch}"), deals="Id,x\n1,2024-01-01\n")
    assert found.problems["problem"].to_list() == ["is not a date like epoch"]


def test_joined_cells_are_read_like_those_of_the_file(load):
    found = load(LINES, **FILES)
    rows = found.tables["invoice_lines"].sort("line_id").to_dicts()
    # By hand: 2 times 10.50. The second line is a test, the third finds no invoice: no amount.
    told = [(r["line_id"], r["account_id"], str(r["amount"])) for r in rows]
    assert told == [("1", "billing:c1", "21.0000")]
    assert found.problems["row"].to_list() == [4]
    said = [w for w in found.warnings if "find nothing in invoices" in w]
    assert said[0].startswith("invoice_lines: customer: 1 rows find nothing in invoices")


def test_join_counts_in_the_fingerprint_and_its_absence_does_not():
    whole, plain = Mapping.parse(LINES), Mapping.parse(deals("name: Name"))
    other = Mapping.parse(LINES.replace("take: cents", "take: price"))
    assert whole.canonical() != other.canonical()
    assert "join" not in plain.canonical() and "cut" not in plain.canonical()


@pytest.mark.parametrize(
    ("column", "says"),
    [
        ("owner: {from: [Rep]}", "a list names several columns"),
        ("owner: {from: [Rep, Rep]}", "a list names several columns"),
        ("owner: {from: Rep, cut: 0}", "cut is how many characters"),
        ("amount: {from: x, cut: 15}", "'cut' is for id columns, not money"),
        ("created_on: {from: x, dates: epoc}", "Did you mean 'epoch'"),
        ("created_on: {from: x, dates: [month_first, iso]}", "give it alone"),
    ],
)
def test_words_that_cannot_be_right_name_the_cure(column, says):
    with pytest.raises(MappingError, match=says):
        Mapping.parse(deals(column))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("lookup: plans", "lookup: plan", "no source 'plan'. Did you mean 'plans'"),
        ("take: cents}", "keep: cents}", "does not know 'keep'"),
        (
            "unit: {lookup: plans, match: {plan: id}, take: cents}",
            "unit: {take: x}",
            "needs 'lookup'",
        ),
        (
            "file: plans.csv}",
            "file: plans.csv, shet: A}",
            "does not know 'shet'. Did you mean 'sheet'",
        ),
    ],
)
def test_join_or_source_that_cannot_be_right_names_the_cure(old, new, says):
    with pytest.raises(MappingError, match=says):
        Mapping.parse(LINES.replace(old, new))
