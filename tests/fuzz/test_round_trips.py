"""Cells written by other libraries in each format come back as the same text."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_metrics.extracts.worker import outcome

Table = list[list[str]]
NAMES = ("id", "Close Date", "a;b", "Ünï")

# Excel keeps no control characters, and half characters are none anywhere.
_CHARACTERS = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"
)
_CELL = st.one_of(
    st.text(_CHARACTERS, max_size=6),
    st.text(st.sampled_from(list('a1," ;|\t\n=+-@<&>_x')), max_size=6),
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(2, len(NAMES)))
    row = st.lists(_CELL, min_size=width, max_size=width)
    rows = draw(st.lists(row, min_size=1, max_size=5))
    # A row of blanks is no record of a sheet: the first cell says which row it is.
    return [[f"r{i}", *cells[1:]] for i, cells in enumerate(rows)]


def header(table: Table) -> list[str]:
    return list(NAMES[: len(table[0])])


def as_csv(table: Table, file: Path) -> None:
    with file.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([header(table), *table])


def as_windows_csv(table: Table, file: Path) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL).writerows([header(table), *table])
    file.write_bytes(out.getvalue().encode("utf-16"))


def as_workbook(table: Table, file: Path) -> None:
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for r, row in enumerate([header(table), *table]):
            for c, cell in enumerate(row):
                sheet.write_string(r, c, cell)


def as_parquet(table: Table, file: Path) -> None:
    columns = zip(*table, strict=True)
    pq.write_table(
        pa.table({n: list(c) for n, c in zip(header(table), columns, strict=True)}), file
    )


def as_json_lines(table: Table, file: Path) -> None:
    lines = [json.dumps(dict(zip(header(table), row, strict=True))) for row in table]
    file.write_text("\n".join(lines), encoding="utf-8")


WRITTEN: dict[str, Callable[[Table, Path], None]] = {
    "x.csv": as_csv,
    "y.csv": as_windows_csv,
    "x.xlsx": as_workbook,
    "x.parquet": as_parquet,
    "x.jsonl": as_json_lines,
}


@pytest.mark.parametrize("name", WRITTEN)
@settings(max_examples=60, deadline=None, derandomize=True)
@given(table=tables())
def test_text_written_in_any_format_comes_back(name: str, table: Table) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file, into = Path(folder) / name, Path(folder) / "text.parquet"
        WRITTEN[name](table, file)
        seen = outcome("read", file, into, "")
        assert seen.get("columns") == header(table), seen
        read = [list(row[2:]) for row in pl.read_parquet(into).rows()]
        assert read == [[cell or None for cell in row] for row in table]
