"""The sheet of the rows behind a number, and where its columns are for formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from icp_metrics import wording
from icp_metrics.explain.workbook.cells import Book, letter

_HEADS = {
    "fact_id": "Id",
    "fact_name": "Name",
    "account_id": "Account id",
    "account_name": "Account",
    "fit": "ICP",
    "score": "ICP score",
    "reason": "Why",
    "at": "Fit judged on",
    "counted_on": "Counted on",
    "entry_day": "From day",
    "exit_day": "To day",
    "left_by": "Left by",
    "tenure": "Month of tenure",
}


def write_rows(
    book: Book, name: str, frame: pl.DataFrame, summed: Mapping[str, str]
) -> dict[str, str]:
    """Write every row; per column the range that formulas name it by.

    `summed`: words for the columns that are added up.
    """
    shown = frame.drop("segment", strict=False).with_columns(
        pl.col("fit").replace_strict(wording.GROUP_WORDS, default="")
    )
    sheet = book.sheet(name, *(18 for _ in shown.columns))
    sheet.row(*(_head(c, summed) for c in shown.columns), look=book.head)
    sheet.freeze()
    for row in shown.iter_rows():
        sheet.row(*row)
    return ranges(name, shown.columns, shown.height)


def ranges(sheet: str, columns: Sequence[str], rows: int) -> dict[str, str]:
    """`'Rows'!$H$2:$H$413` of each column; of no rows the empty one below the head."""
    last = max(rows, 1) + 1
    return {name: f"'{sheet}'!${letter(i)}$2:${letter(i)}${last}" for i, name in enumerate(columns)}


def _head(column: str, summed: Mapping[str, str]) -> str:
    words = _HEADS.get(column) or summed.get(column) or column.replace("_", " ")
    return wording.capital(words)
