"""A sheet of an Excel workbook copied to Parquet, cell by cell, as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from icp_metrics.errors import ReadError, did_you_mean
from icp_metrics.extracts.staged import BATCH_ROWS, LONGEST_CELL, Record, header_of, stage

_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2}) 00:00:00")
_ERRORS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "GettingData": "#GETTING_DATA",
}
_ERROR = re.compile(r"Error\((\w+)\)")


def copy(file: Path, into: Path, sheet: str) -> dict[str, object]:
    """Copy `sheet` (blank: the first) to the Parquet `into`; return what a `Reading` says.

    The header is the first row with a filled cell; rows without one are no records. A date cell
    becomes ISO text (without time at midnight), a number has no trailing `.0`, no exponent and up
    to 9 decimals, a flag is `true` or `false`, an error is what Excel shows (`#REF!`). Raises
    ReadError E_WORKBOOK, E_SHEET, E_EMPTY, E_HEADER, E_CELL or E_NO_ROWS.
    """
    import fastexcel

    try:
        workbook = fastexcel.read_excel(str(file))
        names = workbook.sheet_names
        chosen = _chosen(sheet, names)
        # Rows to skip are given, or blank ones at the top would not count.
        cells, errors = workbook.load_sheet(
            chosen, header_row=None, skip_rows=0, dtypes="string"
        ).to_arrow_with_errors()
    except fastexcel.FastExcelError as error:
        raise ReadError(
            "it cannot be read as an Excel workbook: damaged, or locked with a password; "
            "open it in Excel and save it again.",
            code="E_WORKBOOK",
        ) from error
    if cells.num_rows == 0 or cells.num_columns == 0:
        raise ReadError(f"the sheet '{chosen}' is empty.", code="E_EMPTY")
    records = _records(cells, _shown(errors))
    seen = stage(header_of(records), records, into)
    others = f"; the workbook has also {', '.join(n for n in names if n != chosen)}"
    warnings = list(seen.warnings)
    if len(names) > 1 and not sheet:
        warnings.insert(0, f"the first sheet, '{chosen}', is read{others}")
    return {
        "records": seen.records,
        "columns": seen.columns,
        "encoding": "",
        "delimiter": "",
        "warnings": warnings,
    }


def _chosen(sheet: str, names: list[str]) -> str:
    if not names:
        raise ReadError("the workbook has no sheet.", code="E_SHEET")
    if not sheet:
        return names[0]
    same = [n for n in names if n.strip().lower() == sheet.strip().lower()]
    if len(same) != 1:
        raise ReadError(
            f"the workbook has no sheet '{sheet}'.{did_you_mean(sheet, names)}", code="E_SHEET"
        )
    return same[0]


def _shown(errors: Any) -> dict[tuple[int, int], str]:
    """The cells that hold an error, by row and column, as Excel shows them."""
    found = {}
    for each in errors.errors if errors else ():
        kind = _ERROR.search(each.detail)
        found[each.position] = _ERRORS.get(kind[1], "#ERROR") if kind else "#ERROR"
    return found


def _records(cells: Any, errors: dict[tuple[int, int], str]) -> Iterator[Record]:
    for begin in range(0, cells.num_rows, BATCH_ROWS):
        part = cells.slice(begin, BATCH_ROWS)
        columns = [part.column(i).to_pylist() for i in range(part.num_columns)]
        for offset, row in enumerate(zip(*columns, strict=True)):
            texts = [_text(cell) for cell in row]
            for i in range(len(texts)) if errors else ():
                texts[i] = errors.get((begin + offset, i), texts[i])
            if any(text.strip() for text in texts):
                yield begin + offset + 1, texts, None


def _text(cell: str | None) -> str:
    if cell is None:
        return ""
    if len(cell) > LONGEST_CELL:
        raise ReadError(f"a cell has more than {LONGEST_CELL:,} characters.", code="E_CELL")
    midnight = _MIDNIGHT.fullmatch(cell)
    return midnight[1] if midnight else cell
