"""A CSV file copied to Parquet, cell by cell, as text."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from icp_metrics.errors import ReadError
from icp_metrics.extracts import csv_plain
from icp_metrics.extracts.csv_count import compare, count_records
from icp_metrics.extracts.delimiters import delimiter_of
from icp_metrics.extracts.staged import LONGEST_CELL, Record, Staged, header_of, stage
from icp_metrics.extracts.text_gates import encoding_of, lines


def copy(file: Path, into: Path) -> dict[str, object]:
    """Copy `file` to the Parquet `into`, in batches; return what a `Reading` says about it.

    A plain file takes the fast path of `csv_plain`, any other the careful one; both give the same
    Parquet. Raises ReadError.
    """
    encoding, warnings = encoding_of(file)
    delimiter, hinted = delimiter_of(file, encoding)
    seen = csv_plain.copy(file, into, encoding=encoding, delimiter=delimiter, hinted=hinted)
    if seen is None:
        seen = carefully(file, into, encoding=encoding, delimiter=delimiter, hinted=hinted)
    return {
        "records": seen.records,
        "columns": seen.columns,
        "encoding": encoding,
        "delimiter": delimiter,
        "warnings": [*warnings, *seen.warnings],
    }


def carefully(file: Path, into: Path, *, encoding: str, delimiter: str, hinted: bool) -> Staged:
    """Copy any CSV, record by record, as Python's strict reader counts them; blank lines are none.

    The records are then counted a second time, by lines and quotes alone. `hinted`: the first
    line names the delimiter. Raises ReadError E_QUOTE, E_CELL, E_HEADER, E_NO_ROWS, E_LINE, and
    E_COUNT when the two counts differ.
    """
    csv.field_size_limit(LONGEST_CELL)
    with file.open(encoding=encoding, newline="") as stream:
        if hinted:
            stream.readline()
        records = _records(csv.reader(lines(stream), delimiter=delimiter, strict=True))
        header = header_of(records)
        seen = stage(header, records, into)
    with file.open(encoding=encoding, newline="") as stream:
        if hinted:
            stream.readline()
        compare(count_records(lines(stream), delimiter, len(header)), seen.records)
    return seen


def _records(reader: Iterator[list[str]]) -> Iterator[Record]:
    """Each record with its row and, where its quotes make no sense, why. Blank lines count rows.

    A quote that closes in mid-cell spoils one record when that is one line; over several lines
    nobody can say how many records it swallowed, so the file is refused.
    """
    row = 0
    while True:
        row += 1
        before = reader.line_num  # type: ignore[attr-defined]
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            several = reader.line_num - before > 1  # type: ignore[attr-defined]
            yield row, [], _quoting(str(error), row, several=several)
            continue
        if cells:
            yield row, cells, None


def _quoting(error: str, row: int, *, several: bool) -> str:
    if "field limit" in error:
        raise ReadError(
            f"row {row} has a cell of more than {LONGEST_CELL:,} characters: "
            "usually a quote that is never closed.",
            code="E_CELL",
        )
    if several or "unexpected end" in error:
        raise ReadError(
            f"a quote opened in row {row} is not closed where the cell ends, so the rows after "
            "it cannot be told apart; double the quotes inside cells and export again.",
            code="E_QUOTE",
        )
    return "has a quote inside a quoted cell that is not doubled"
