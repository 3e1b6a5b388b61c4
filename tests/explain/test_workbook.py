"""The workbook: its formulas add the number up again, and nothing in it runs but them."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from icp_metrics.catalog import KPIS
from icp_metrics.compare import View
from icp_metrics.errors import IcpError
from icp_metrics.explain import explain
from icp_metrics.explain.workbook import as_bytes, write
from icp_metrics.explain.workbook.cells import Book, letter
from tests.builders import YEAR
from tests.explain.awkward import FILTERED, HOSTILE
from tests.explain.conftest import WAYS
from tests.explain.recalculated import cells, recalculated

WHOLE = replace(YEAR, starts=date(2023, 1, 1))
"""All there is: customers are followed from their first day."""

OF_EACH_KIND = [
    ("win_rate", "closed"),
    ("win_rate", "curve"),
    ("nps", "account"),
    ("cycle_length", "time_to_win"),
    ("ltv_to_cac", "worked"),
    ("icp_share", "pipeline"),
]
"""One sum by another, a curve, averages, a median, parts that are curve and cost, a mix."""


def added_up(view: View, kpi: str, way: str, group: str, folder: Path) -> None:
    asked = replace(WHOLE, variant=way if KPIS[kpi].ways else None)
    e = explain(view, kpi, asked, group)
    file = folder / f"{kpi}.xlsx"
    write(file, view, asked, e)
    blocks = recalculated(file)
    values = [m.number.value for m in (*e.parts, e)]
    known = [m for m in (*e.parts, e) if m.worked is not None and m.worked.expression]
    assert len(blocks) == len(known)
    for made, block in zip(known, blocks, strict=True):
        assert block["As icp-metrics has it"] == pytest.approx(made.number.value, rel=1e-12)
        assert block["Added up again"] == pytest.approx(made.number.value, rel=1e-9, abs=1e-9)
        assert block["Difference"] == pytest.approx(0, abs=1e-9 * max(1.0, abs(values[-1] or 0)))
    for number, made in enumerate(e.parts or (e,), start=1):
        rows = cells(file, f"Rows {number}" if e.parts else "Rows")
        assert len(rows) == 1 + made.number.facts


@pytest.mark.parametrize(("kpi", "way"), OF_EACH_KIND)
def test_another_engine_adds_the_number_up_again(
    awkward: View, kpi: str, way: str, tmp_path: Path
) -> None:
    group = "not_fit" if kpi == "icp_share" else "all"
    assert explain(awkward, kpi, replace(WHOLE, variant=way), group).number.value is not None
    added_up(awkward, kpi, way, group, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("group", ["fit", "unknown", "all"])
@pytest.mark.parametrize(("kpi", "way"), WAYS)
def test_another_engine_adds_every_number_up_again(
    awkward: View, kpi: str, way: str, group: str, tmp_path: Path
) -> None:
    added_up(awkward, kpi, way, group, tmp_path)


def test_values_are_there_without_working_them_out(awkward: View, tmp_path: Path) -> None:
    e = explain(awkward, "deal_size", YEAR, "fit")
    file = tmp_path / "size.xlsx"
    write(file, awkward, YEAR, e)
    said = {row[0]: row[1] for row in cells(file, "Sum", cached=True)}
    assert said["Added up again"] == pytest.approx(e.number.value)
    assert said["Difference"] == 0
    formulas = {row[0]: row[1] for row in cells(file, "Sum")}
    assert formulas["amounts"].startswith("=SUM('Rows'!")
    assert formulas["Added up again"] == "=$B$3 / $B$4"


def test_rows_in_and_out_are_added_up_by_formulas_too(awkward: View, tmp_path: Path) -> None:
    e = explain(awkward, "win_rate", FILTERED, "fit")
    file = tmp_path / "filtered.xlsx"
    write(file, awkward, FILTERED, e)
    shown = cells(file, "In and out", cached=True)
    assert ("behind this number", e.number.facts) in shown
    assert ("Rows listed on the sheet of rows", e.number.facts) in shown
    left = [row for row in cells(file, "Left out")[1:] if row[0]]
    assert len(left) == -sum(line.rows for line in e.rows[0].lines if line.rows < 0)
    about = {row[0]: row[1] for row in cells(file, "Read me")}
    assert about["Filters"] == "Region is North; Industry is software or retail"
    assert about["Definition"] == e.definition
    sql = "\n".join(str(row[0]) for row in cells(file, "SQL"))
    assert e.queries is not None and e.queries.facts in sql


def test_names_that_look_like_formulas_stay_text(awkward: View, tmp_path: Path) -> None:
    file = tmp_path / "hostile.xlsx"
    write(file, awkward, YEAR, explain(awkward, "win_rate", YEAR, "all"))
    with zipfile.ZipFile(file) as parts:
        sheets = {n: parts.read(n).decode() for n in parts.namelist() if "worksheets/sheet" in n}
        links = [n for n in parts.namelist() if "_rels/sheet" in n]
    rows = next(text for text in sheets.values() if "Fit judged on" in text)
    assert "<f>" not in rows
    assert links == []
    names = {row[1] for row in cells(file, "Rows")}
    assert set(HOSTILE) <= names


def test_text_of_any_kind_is_written_as_text(tmp_path: Path) -> None:
    odd = ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "1", "", "https://x.example", "a" * 40_000]
    file = tmp_path / "odd.xlsx"
    book = Book(file)
    sheet = book.sheet("Odd")
    for text in odd:
        sheet.row(text)
    book.close()
    with zipfile.ZipFile(file) as parts:
        (name,) = [n for n in parts.namelist() if "worksheets/sheet" in n]
        written = parts.read(name).decode()
    assert "<f>" not in written and "<v>" not in written
    assert written.count("inlineStr") == len(odd)
    assert len(cells(file, "Odd")[-1][0]) == 32_767


def test_more_rows_than_a_sheet_holds_are_refused_in_a_sentence(
    awkward: View, tmp_path: Path
) -> None:
    e = explain(awkward, "win_rate", YEAR, "all")
    with pytest.raises(IcpError, match=r"rows are behind this number; a sheet holds 5\. Narrow"):
        write(tmp_path / "x.xlsx", awkward, YEAR, e, most=5)
    assert not (tmp_path / "x.xlsx").exists()


def test_many_rows_left_out_are_counted_instead_of_listed(awkward: View, tmp_path: Path) -> None:
    e = explain(awkward, "nps", FILTERED, "fit")
    file = tmp_path / "x.xlsx"
    write(file, awkward, FILTERED, e, most=e.number.facts)
    (said,) = cells(file, "Left out")
    assert "more than a sheet holds" in said[0]


def test_the_workbook_of_a_page_is_the_same_file_in_memory(awkward: View) -> None:
    e = explain(awkward, "win_rate", YEAR, "fit")
    assert as_bytes(awkward, YEAR, e).startswith(b"PK")


@pytest.mark.parametrize(("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_columns_have_the_letters_of_spreadsheets(place: int, name: str) -> None:
    assert letter(place) == name
