"""Any table of text that csv.writer writes comes back as it was."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_metrics.extracts.csv_file import copy
from icp_metrics.extracts.read import read

CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
NAMES = ("id", "Close Date", "a;b", "x|y", "Ünï", "t\tab")


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[str]], dict[str, object]]:
    width = draw(st.integers(2, len(NAMES)))
    row = st.lists(CELL, min_size=width, max_size=width)
    # csv.writer leaves a lone \n unquoted where lines end in \r: nobody could read that back.
    minimal = draw(st.booleans())
    dialect = {
        "delimiter": draw(st.sampled_from(",;\t|")),
        "quoting": csv.QUOTE_MINIMAL if minimal else csv.QUOTE_ALL,
        "lineterminator": "\r\n" if minimal else draw(st.sampled_from(["\n", "\r\n", "\r"])),
    }
    return [list(NAMES[:width]), *draw(st.lists(row, min_size=1, max_size=6))], dialect


def written(folder: Path, table: list[list[str]], dialect: dict[str, object]) -> Path:
    file = folder / "table.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, **dialect).writerows(table)  # type: ignore[arg-type]
    return file


def expected(table: list[list[str]]) -> list[tuple[object, ...]]:
    return [(i, None, *(c or None for c in row)) for i, row in enumerate(table[1:], 2)]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(tables())
def test_text_comes_back_exactly(given_):
    table, dialect = given_
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder) / "text.parquet"
        seen = copy(written(Path(folder), table, dialect), into)
        assert seen["columns"] == table[0]
        assert pl.read_parquet(into).rows() == expected(table)


@settings(max_examples=5, deadline=None, derandomize=True)
@given(tables())
def test_text_comes_back_exactly_through_the_reader_process(given_):
    table, dialect = given_
    with tempfile.TemporaryDirectory() as folder:
        reading = read(written(Path(folder), table, dialect), Path(folder) / "text.parquet")
        assert reading.delimiter == dialect["delimiter"]
        assert pl.read_parquet(reading.parquet).rows() == expected(table)
