"""A CSV file copied to Parquet, cell by cell, as text."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from icp_metrics.errors import ReadError
from icp_metrics.extracts.gates import delimiter_of, encoding_of, lines
from icp_metrics.extracts.staged import LONGEST_CELL, Record, header_of, stage


def copy(file: Path, into: Path) -> dict[str, object]:
    """Copy `file` to the Parquet `into`, in batches; return what a `Reading` says about it.

    Records are what Python's strict CSV reader counts; blank lines are none. Raises ReadError.
    """
    encoding, warnings = encoding_of(file)
    delimiter = delimiter_of(file, encoding)
    csv.field_size_limit(LONGEST_CELL)
    with file.open(encoding=encoding, newline="") as stream:
        records = _records(csv.reader(lines(stream), delimiter=delimiter, strict=True))
        seen = stage(header_of(records), records, into)
    return {
        "records": seen.records,
        "columns": seen.columns,
        "encoding": encoding,
        "delimiter": delimiter,
        "warnings": [*warnings, *seen.warnings],
    }


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
