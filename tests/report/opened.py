"""A workbook as a person opens it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl


def sheets(file: bytes) -> dict[str, list[dict[str, Any]]]:
    """Each sheet as its rows by the heads of the columns: the cells themselves."""
    book = openpyxl.load_workbook(BytesIO(file))
    found = {}
    for sheet in book.worksheets:
        head, *rows = sheet.iter_rows()
        found[sheet.title] = [{h.value: c for h, c in zip(head, row, strict=True)} for row in rows]
    return found


def said(file: bytes) -> list[tuple[Any, Any]]:
    """The sheet About, as pairs."""
    return [
        (a.value, b.value) for a, b in openpyxl.load_workbook(BytesIO(file))["About"].iter_rows()
    ]
