"""What is found in a workbook before a reader opens it, and what its rows are counted against."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from icp_metrics.errors import ReadError
from icp_metrics.extracts.read import Reading, read
from tests.archives import locked, part_of, with_parts
from tests.workbook import Raw, write_workbook

SHEET = "xl/worksheets/sheet1.xml"
LINKS = "xl/worksheets/_rels/sheet1.xml.rels"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def book(folder: Path, *rows: list[object]) -> Path:
    given = rows or (["id", "x"], ["1", "a"])
    return write_workbook(folder / "book.xlsx", {"Data": given})  # type: ignore[dict-item]


def changed(file: Path, old: str, new: str, part: str = SHEET) -> Path:
    text = part_of(file, part)
    assert old in text
    return with_parts(file, {part: text.replace(old, new)})


def link(kind: str, mode: str = "External") -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{KIND}/{kind}" Target="file:///etc/passwd" '
        f'TargetMode="{mode}"/></Relationships>'
    )


def copied(file: Path) -> Reading:
    return read(file, file.with_name("text.parquet"))


def refused(file: Path) -> str:
    with pytest.raises(ReadError, match=r"book\.xls") as error:
        copied(file)
    assert not file.with_name("text.parquet").exists()
    return error.value.code


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_workbook_with_macros_is_refused(tmp_path, part):
    assert refused(with_parts(book(tmp_path), {part: b"\x00"})) == "E_MACRO"


def test_macro_workbook_without_macros_is_read(tmp_path):
    file = book(tmp_path).rename(tmp_path / "book.xlsm")
    assert copied(file).records == 1


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_xml_that_defines_entities_is_refused(tmp_path, part):
    file = book(tmp_path)
    attack = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    old = part_of(file, part) if part != "xl/sharedStrings.xml" else "<sst></sst>"
    code = refused(with_parts(file, {part: attack + old}))
    # Shared texts that no cell uses are not looked at twice; those of this sheet are.
    assert code == "E_UNSAFE"


@pytest.mark.parametrize("kind", ["image", "worksheet", "attachedTemplate"])
def test_part_kept_outside_the_file_is_refused(tmp_path, kind):
    assert refused(with_parts(book(tmp_path), {LINKS: link(kind)})) == "E_UNSAFE"


def test_links_in_cells_are_harmless_and_links_to_workbooks_are_said(tmp_path):
    assert copied(with_parts(book(tmp_path), {LINKS: link("hyperlink")})).warnings == ()
    found = copied(with_parts(book(tmp_path), {LINKS: link("externalLinkPath")}))
    assert found.warnings == (
        "has links to other workbooks; their values are those it was saved with",
    )


def test_locked_parts_and_too_many_of_them_are_refused(tmp_path):
    file = book(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(locked(whole))
    assert refused(file) == "E_LOCKED"
    file.write_bytes(whole)
    assert refused(with_parts(file, {"xl/media/x.bin": b"\0" * 70_000_000})) == "E_SIZE"


def test_two_sheets_of_one_name_are_refused(tmp_path):
    file = write_workbook(tmp_path / "book.xlsx", {"Data": [["a"], ["1"]], "data ": [["a"], ["2"]]})
    assert refused(file) == "E_SHEET"


def test_first_sheet_that_is_shown_is_read(tmp_path):
    given = {"Lists": [["a"], ["1"]], "Deals": [["b"], ["2"]]}
    file = write_workbook(tmp_path / "book.xlsx", given)
    changed(file, 'sheetId="1"', 'sheetId="1" state="hidden"', "xl/workbook.xml")
    assert copied(file).columns == ("b",)


def test_cell_at_the_far_corner_does_not_cost_a_table_of_that_size(tmp_path):
    file = changed(book(tmp_path), 'r="A2"', 'r="XFD1048576"')
    assert refused(file) == "E_SIZE"


def test_claimed_size_of_a_sheet_means_nothing(tmp_path):
    file = changed(book(tmp_path), "<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    assert copied(file).records == 1


def test_row_that_comes_twice_is_refused_for_its_count(tmp_path):
    file = book(tmp_path, ["id"], ["1"], ["2"])
    changed(file, 'r="A3"', 'r="A2"')
    with pytest.raises(ReadError, match="2 rows were read, header included, but 3 of") as error:
        copied(file)
    assert error.value.code == "E_COUNT"


def test_texts_that_are_all_blanks_are_not_counted_against_the_rows(tmp_path):
    file = book(tmp_path, ["id", "x"], ["1", "a"], [" ", None], ["\n", " "], ["2", " "])
    assert copied(file).records == 2


def test_shared_texts_may_be_blank_too(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as made:
        sheet = made.add_worksheet()
        for r, row in enumerate([["id", "x"], ["  ", ""], ["1", "a & b"], ["\n"], ["é"]]):
            for c, cell in enumerate(row):
                sheet.write_string(r, c, cell)
    reading = copied(tmp_path / "book.xlsx")
    assert [r[2:] for r in pl.read_parquet(reading.parquet).rows()] == [
        ("1", "a & b"),
        ("é", None),
    ]


def test_formulas_that_were_never_calculated_are_said(tmp_path):
    file = book(tmp_path, ["id", "x"], ["1", Raw("2")], ["2", Raw("3")])
    changed(file, "<v>2</v>", "<f>1+1</f>")
    reading = copied(file)
    assert reading.warnings == (
        "1 cells hold a formula that was never calculated, and are blank; open the workbook in "
        "Excel and save it",
    )
    assert pl.read_parquet(reading.parquet)["x"].to_list() == [None, "3"]


def test_dates_of_the_calendar_from_1904_are_the_days_that_excel_shows(tmp_path):
    import datetime as dt

    days = [dt.datetime(2024, 2, 29), dt.datetime(1904, 1, 2), dt.datetime(1999, 12, 31, 23, 59)]
    for calendar in (True, False):
        with xlsxwriter.Workbook(tmp_path / "book.xlsx", {"date_1904": calendar}) as made:
            sheet = made.add_worksheet()
            style = made.add_format({"num_format": "yyyy-mm-dd hh:mm"})
            sheet.write_string(0, 0, "day")
            for row, day in enumerate(days, 1):
                sheet.write_datetime(row, 0, day, style)
        found = pl.read_parquet(copied(tmp_path / "book.xlsx").parquet)["day"].to_list()
        assert found == ["2024-02-29", "1904-01-02", "1999-12-31 23:59:00"]


def test_prefix_of_the_names_in_the_xml_does_not_matter(tmp_path):
    file = book(tmp_path, ["id", "x"], ["1", Raw("2")])
    text = part_of(file, SHEET).replace('xmlns="', 'xmlns:x="')
    for tag in ("worksheet", "sheetData", "row", "c", "v", "is", "t"):
        text = text.replace(f"<{tag} ", f"<x:{tag} ").replace(f"<{tag}>", f"<x:{tag}>")
        text = text.replace(f"</{tag}>", f"</x:{tag}>")
    assert copied(with_parts(file, {SHEET: text})).records == 1
