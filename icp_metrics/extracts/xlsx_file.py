"""A sheet of an Excel workbook copied to Parquet, cell by cell, as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from icp_metrics.errors import ReadError, did_you_mean
from icp_metrics.extracts.sheet_scan import Scan, scan
from icp_metrics.extracts.staged import BATCH_ROWS, LONGEST_CELL, Record, header_of, stage
from icp_metrics.extracts.workbook_gates import Sheet, Workbook, damaged

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
    """Copy `sheet` (blank: the first that is not hidden) to `into`; return what a `Reading` says.

    The header is the first row with a filled cell; rows without one are no records. A date cell
    becomes ISO text (without time at midnight; both of Excel's calendars), a number has no
    trailing `.0`, no exponent and up to 9 decimals, a flag is `true` or `false`, an error is what
    Excel shows (`#REF!`). Rows are counted in the sheet's XML too. Raises ReadError as `Workbook`
    and `scan` do, and E_EMPTY, E_HEADER, E_CELL, E_NO_ROWS or E_COUNT.
    """
    with closing(Workbook(file)) as book:
        chosen = _chosen(sheet, book.sheets)
        seen_in_xml = scan(book, chosen)
    cells, errors = _cells(file, chosen.name)
    if cells.num_rows == 0 or cells.num_columns == 0:
        raise ReadError(f"the sheet '{chosen.name}' is empty.", code="E_EMPTY")
    records = _records(cells, _shown(errors))
    seen = stage(header_of(records), records, into)
    _compare(seen_in_xml, seen.records + 1)
    others = [s.name for s in book.sheets if s.name != chosen.name]
    warnings = [*book.warnings, *_said(seen_in_xml), *seen.warnings]
    if others and not sheet:
        also = ", ".join(others)
        warnings.insert(
            0, f"the first sheet, '{chosen.name}', is read; the workbook has also {also}"
        )
    return {
        "records": seen.records,
        "columns": seen.columns,
        "encoding": "",
        "delimiter": "",
        "warnings": warnings,
    }


def _chosen(name: str, sheets: list[Sheet]) -> Sheet:
    if not name:
        return next((s for s in sheets if not s.hidden), sheets[0])
    same = [s for s in sheets if s.name.strip().lower() == name.strip().lower()]
    if not same:
        hint = did_you_mean(name, [s.name for s in sheets])
        raise ReadError(f"the workbook has no sheet '{name}'.{hint}", code="E_SHEET")
    return same[0]


def _cells(file: Path, sheet: str) -> tuple[Any, Any]:
    """The sheet as Arrow, all text, and where it has errors."""
    import fastexcel

    try:
        # Rows to skip are given, or blank ones at the top would not count.
        found: tuple[Any, Any] = (
            fastexcel.read_excel(str(file))
            .load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
            .to_arrow_with_errors()
        )
    except fastexcel.FastExcelError as error:
        raise damaged() from error
    # A panic of the library is no Exception.
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise damaged() from error
    return found


def _compare(seen: Scan, read: int) -> None:
    """Raises ReadError E_COUNT unless as many rows were read as the XML has."""
    if not seen.least <= read <= seen.most:
        raise ReadError(
            f"{read:,} rows were read, header included, but {seen.least:,} of the sheet hold "
            "something; open the workbook in Excel and save it again.",
            code="E_COUNT",
        )


def _said(seen: Scan) -> tuple[str, ...]:
    if not seen.uncalculated:
        return ()
    return (
        f"{seen.uncalculated:,} cells hold a formula that was never calculated, and are blank; "
        "open the workbook in Excel and save it",
    )


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
