"""A sheet of a workbook becomes text, as a CSV of it would be."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from icp_metrics.errors import ReadError
from icp_metrics.extracts.extract import extract
from icp_metrics.extracts.mapping import Mapping
from icp_metrics.extracts.read import Reading, read
from tests.workbook import Cell, Raw, write_workbook


def sheet(folder: Path, *rows: list[Cell], name: str = "book.xlsx", **more: object) -> Reading:
    file = write_workbook(folder / name, {"Data": rows})
    return read(file, folder / "text.parquet", **more)  # type: ignore[arg-type]


def cells(reading: Reading, column: str) -> list[str | None]:
    return pl.read_parquet(reading.parquet)[column].to_list()


def test_cells_become_the_text_one_would_type(tmp_path: Path) -> None:
    given = {
        # By hand: day 45000 of Excel's count from 1900 is 15 March 2023.
        Raw("45000", style=1): "2023-03-15",
        Raw("45000", style=3): "2023-03-15",
        Raw("45000.5", style=2): "2023-03-15 12:00:00",
        Raw("42"): "42",
        Raw("42.0"): "42",
        Raw("1.5E-7"): "0.00000015",
        Raw("1E+21"): "1000000000000000000000",
        # What Excel keeps of 0.1 + 0.2.
        Raw("0.30000000000000004"): "0.3",
        Raw("1", type="b"): "true",
        Raw("0", type="b"): "false",
        Raw("#REF!", type="e"): "#REF!",
        "007": "007",
        " =1+1 ": " =1+1 ",
    }
    reading = sheet(tmp_path, ["x"], *([cell] for cell in given))
    assert cells(reading, "x") == list(given.values())
    assert (reading.records, reading.encoding, reading.delimiter) == (len(given), "", "")


def test_rows_count_as_on_the_sheet_and_blank_ones_are_no_records(tmp_path: Path) -> None:
    reading = sheet(tmp_path, [], ["id", "x"], ["1", "a"], [], ["2", None], [None, None])
    assert pl.read_parquet(reading.parquet).rows() == [
        (3, None, "1", "a"),
        (5, None, "2", None),
    ]


def test_workbook_is_one_whatever_it_is_called(tmp_path: Path) -> None:
    assert cells(sheet(tmp_path, ["id"], ["7"], name="export.csv"), "id") == ["7"]
    plain = tmp_path / "plain.xlsx"
    plain.write_text("id\n8\n", encoding="utf-8")
    assert cells(read(plain, tmp_path / "text.parquet"), "id") == ["8"]


def test_named_sheet_is_read_and_the_first_one_says_what_else_there_is(tmp_path: Path) -> None:
    book = {"Notes": [["a"], ["1"]], "Spend 2026": [["b"], ["2"]]}
    file = write_workbook(tmp_path / "book.xlsx", book)
    first = read(file, tmp_path / "text.parquet")
    assert first.columns == ("a",)
    assert first.warnings == (
        "the first sheet, 'Notes', is read; the workbook has also Spend 2026",
    )
    named = read(file, tmp_path / "text.parquet", sheet="spend 2026")
    assert (named.columns, named.warnings) == (("b",), ())


def test_mapping_names_the_sheet(tmp_path: Path) -> None:
    book = {
        "Notes": [["a"], ["1"]],
        "Spend": [["id", "day", "sum"], ["1", Raw("45000", "n", 1), Raw("12.5")]],
    }
    file = write_workbook(tmp_path / "budget 2026.xlsx", book)
    mapping = Mapping.parse(
        """
        sources: {costs: {file: "budget*.xlsx", sheet: Spend}}
        tables:
          spend:
            columns: {spend_id: id, spent_on: day, amount: sum, category: {value: people}}
        """
    )
    found = extract(
        mapping,
        [file],
        timezone="UTC",
        as_of=date(2026, 1, 1),
        staging=tmp_path / "staging",
        known_accounts=None,
    )
    [row] = found.tables["spend"].to_dicts()
    assert (row["spent_on"], str(row["amount"])) == (date(2023, 3, 15), "12.5000")


def test_sheet_that_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"no sheet 'Date'\. Did you mean 'Data'") as error:
        sheet(tmp_path, ["id"], ["1"], sheet="Date")
    assert error.value.code == "E_SHEET"


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("E_EMPTY", []),
        ("E_NO_ROWS", [["id", "x"]]),
        ("E_HEADER", [["id", "id"], ["1", "2"]]),
        ("E_HEADER", [["id", None, "x"], ["1", "2", "3"]]),
        ("E_HEADER", [["id", None], ["1", "2"]]),
    ],
)
def test_sheet_without_a_table_is_refused(
    tmp_path: Path, code: str, rows: list[list[Cell]]
) -> None:
    with pytest.raises(ReadError) as error:
        sheet(tmp_path, *rows)
    assert error.value.code == code


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_torn_workbook_is_refused_with_a_sentence(tmp_path: Path, keep: float) -> None:
    whole = write_workbook(tmp_path / "book.xlsx", {"Data": [["id"], ["1"]]}).read_bytes()
    (tmp_path / "book.xlsx").write_bytes(whole[: int(len(whole) * keep)])
    with pytest.raises(ReadError, match=r"book\.xlsx: it is a damaged Excel workbook") as error:
        read(tmp_path / "book.xlsx", tmp_path / "text.parquet")
    assert error.value.code == "E_WORKBOOK"


def test_workbook_whose_parts_are_no_xml_is_refused(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "book.xlsx", "w") as parts:
        parts.writestr("xl/workbook.xml", "nothing")
    with pytest.raises(ReadError) as error:
        read(tmp_path / "book.xlsx", tmp_path / "text.parquet")
    assert error.value.code == "E_WORKBOOK"


def test_worker_that_may_not_use_the_memory_of_a_sheet_is_refused(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [[str(i), "x" * 50] for i in range(20_000)]
    file = write_workbook(tmp_path / "book.xlsx", {"Data": [["id", "x"], *rows]})
    limited = (
        "import icp_metrics.extracts.worker as w, pyarrow, sys; "
        "now = int(open('/proc/self/statm').read().split()[0]) * 4096; "
        "w.MEMORY = now + 2**20; sys.exit(w.main(sys.argv[1:]))"
    )
    into, report = tmp_path / "text.parquet", tmp_path / "report.json"
    done = subprocess.run(
        [sys.executable, "-c", limited, str(file), str(into), str(report), ""],
        capture_output=True,
        check=False,
    )
    assert done.returncode != 0
    assert not report.exists() or "E_WORKER" in report.read_text(encoding="utf-8")
