"""The workbook of one table, as it stands on a page."""

from __future__ import annotations

from io import BytesIO

import polars as pl

from icp_metrics.errors import IcpError
from icp_metrics.explain.workbook import MOST_ROWS
from icp_metrics.explain.workbook.cells import Book
from icp_metrics.report.about import About
from icp_metrics.report.workbook.about import write_about

_WIDE, _NARROW = 28, 14


def of_table(frame: pl.DataFrame, about: About, title: str, *, most: int = MOST_ROWS) -> bytes:
    """The table as an Excel file: `Table`, and `About`.

    Raises IcpError E_ROWS for more rows than a sheet holds (`most`).
    """
    if frame.height > most:
        raise IcpError(
            f"The table has {frame.height:,} rows; a sheet holds {most:,}. Narrow the filters, or "
            "take it as CSV.",
            code="E_ROWS",
        )
    file = BytesIO()
    book = Book(file)
    text = [kind == pl.String for kind in frame.dtypes]
    sheet = book.sheet("Table", *(_WIDE if is_text else _NARROW for is_text in text))
    sheet.row(*frame.columns, look=book.head)
    sheet.freeze(columns=1)
    for row in frame.iter_rows():
        sheet.row(*(", ".join(map(str, v)) if isinstance(v, list) else v for v in row))
    sheet.printed_wide()
    write_about(book, about, title)
    book.close()
    return file.getvalue()
