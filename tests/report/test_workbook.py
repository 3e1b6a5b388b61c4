"""The workbook of a report: its numbers are those of compare(), and nothing in it runs."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from io import BytesIO
from typing import Any

import polars as pl
import pytest

from icp_metrics.compare import Row, Slice, View, compare
from icp_metrics.errors import IcpError
from icp_metrics.report import Report
from icp_metrics.report.about import about
from icp_metrics.report.workbook import of_report, of_table
from icp_metrics.report.workbook.names import sheet_name
from tests.report.conftest import KPIS, MADE
from tests.report.hostile import NAMES
from tests.report.opened import said, sheets

GROUPS = {"fit": "In ICP", "not_fit": "Outside ICP", "unknown": "Can't tell", "all": "All"}
FORMATS = {"share": "0.0%", "points": "0", "days": '#,##0" days"', "ratio": "0.00"}


def check(cells: dict[str, Any], row: Row) -> None:
    """Every number of a line against the JSON of its answer."""
    told = row.to_json()
    unit = told["unit"]
    shown = {}
    for name, words in GROUPS.items():
        group = told["groups"][name]
        shown[name] = group["status"] in ("ok", "caution")
        if shown[name]:
            for end, column in (
                ("value", words),
                ("low", ": likely from"),
                ("high", ": likely to"),
            ):
                head = column if end == "value" else f"{words}{column}"
                assert cells[head].value == pytest.approx(group[end]), (told["kpi"], head)
            assert cells[words].number_format == FORMATS.get(unit, cells[words].number_format)
        else:
            assert cells[words].value in ("too early", "none"), (told["kpi"], words)
            assert cells[f"{words}: likely from"].value is None
        assert cells[f"{words}: accounts"].value == group["n"]
        assert cells[f"{words}: rows"].value == (None if row.kpi.parts else group["facts"])
    gap = told["gap"]
    if shown["fit"] and shown["not_fit"] and row.kpi.better != "neither":
        factor = 100 if unit == "share" else 1
        for end, head in (("value", ""), ("low", ": likely from"), ("high", ": likely to")):
            value = None if gap[end] is None else pytest.approx(factor * gap[end])
            assert cells[f"Difference{head}"].value == value, told["kpi"]
        assert cells["q"].value == (None if gap["q"] is None else pytest.approx(gap["q"]))
        if unit == "share" and gap["value"] is not None:
            assert cells["Difference"].number_format.startswith('+0.0" pp"')
    else:
        assert cells["Difference"].value is None
    like = told["adjusted"]
    if like is not None and like["value"] is not None and cells["Difference"].value is not None:
        factor = 100 if unit == "share" else 1
        assert cells["At like mix"].value == pytest.approx(factor * like["value"])


def test_every_number_is_that_of_compare(demo_view: View, of_demo: Report) -> None:
    found = sheets(of_report(of_demo))
    rows = [compare(demo_view, name, Slice())[0] for name in KPIS]
    assert len(found["KPIs"]) == len(rows)
    for cells, row in zip(found["KPIs"], rows, strict=True):
        check(cells, row)
    by_kpi = [
        r for name in ("win_rate", "nps") for r in compare(demo_view, name, Slice(by="region"))
    ]
    listed = {(c["KPI"].value, c["Region"].value): c for c in found["By Region"]}
    for row in by_kpi:
        label = "All" if row.by is None else row.segment or "(blank)"
        check(listed[row.kpi.title, label], row)


def test_the_trend_is_by_quarter_to_the_end_of_the_data(demo_view: View, of_demo: Report) -> None:
    found = sheets(of_report(of_demo))["By quarter"]
    mine = [c for c in found if c["KPI"].value == "Win rate"]
    years = Slice(starts=date(2024, 10, 1), ends=date(2026, 10, 1), every="quarter", adjust=False)
    rows = compare(demo_view, "win_rate", years)
    assert [c["First day"].value for c in mine] == [
        datetime(y, m, 1) for y, m in ((2024, 10), *((2025, q) for q in (1, 4, 7, 10)),
                                       *((2026, q) for q in (1, 4, 7)))
    ]  # fmt: skip
    for cells, row in zip(mine, rows, strict=True):
        check(cells, row)


def test_the_sheet_about_lists_filters_versions_dates_and_definitions(of_hostile: Report) -> None:
    told = said(of_report(of_hostile))
    words = dict(told)
    assert words["Filters"] == (
        "Industry is software or retail; Region is <script>alert(1)</script> or "
        "[x](http://evil.example)"
    )
    assert words["Period"] == "1 Jan 2025 to 31 Dec 2025"
    assert words["ICP definition"].startswith("core v1, saved ")
    assert words["Data"].startswith("Data 1, published ")
    assert words["Settings"] == "version 0"
    assert ("must", "Industry is one of software") in told
    assert words["opportunities"] == datetime(2025, 6, 15)
    assert words["min n"] == "[10, 30], the default"
    assert words["Win rate"].startswith("Do accounts that fit the ICP say yes more often?")
    assert "Won deals divided by won and lost deals, new business only" in words["Win rate"]
    dates = "Deals closed 1 Jan 2025 to 31 Dec 2025"
    assert ("Win rate", dates) in told


def test_names_are_text_whatever_they_look_like(of_hostile: Report, hostile: View) -> None:
    whole = of_report(of_hostile)
    rows = pl.DataFrame({"Account": NAMES, "=1+1": range(len(NAMES))})
    table = of_table(rows, about(hostile, Slice(), made_on=MADE), "accounts")
    for file in (whole, table):
        with zipfile.ZipFile(BytesIO(file)) as parts:
            inside = {n: parts.read(n) for n in parts.namelist()}
        assert not [n for n in inside if "_rels/sheet" in n or "external" in n]
        assert not [n for n, part in inside.items() if b"<f>" in part or b"hyperlink" in part]
    names = [c["Account"] for c in sheets(table)["Table"]]
    assert [c.value for c in names] == list(NAMES)
    assert {c.data_type for c in names} == {"s"}


def test_a_table_keeps_its_numbers_days_and_lists(demo_view: View) -> None:
    frame = pl.DataFrame(
        {"On": [date(2026, 9, 30)], "Amount": [12.5], "Won": [True], "Stack": [["SAP", "Go"]]}
    )
    of = about(demo_view, Slice(where=(("region", ("South", "")),)), made_on=MADE)
    file = of_table(frame, of, "rows")
    (cells,) = sheets(file)["Table"]
    values = {head: cell.value for head, cell in cells.items()}
    assert values == {
        "On": datetime(2026, 9, 30), "Amount": 12.5, "Won": True, "Stack": "SAP, Go",
    }  # fmt: skip
    assert ("Filters", "Region is South or (blank)") in said(file)


def test_more_rows_than_a_sheet_holds_are_refused_in_a_sentence(demo_view: View) -> None:
    frame = pl.DataFrame({"Row": range(6)})
    of = about(demo_view, Slice(), made_on=MADE)
    with pytest.raises(IcpError, match=r"The table has 6 rows; a sheet holds 5\. Narrow"):
        of_table(frame, of, "rows", most=5)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("By Region", "By Region"),
        ("By Deal's lost reason", "By Deal's lost reason"),
        ("By a/b: [c]?*\\", "By a b   c"),
        ("'quoted'", "quoted"),
        ("By " + "long " * 12, "By long long long long long lon"),
        ("///", "Sheet"),
    ],
)
def test_a_sheet_has_a_name_that_excel_takes(words: str, name: str) -> None:
    assert sheet_name(words) == name
