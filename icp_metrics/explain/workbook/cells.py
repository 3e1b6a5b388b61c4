"""Cells of a workbook: text is text whatever it looks like, and formulas are ours alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

_LONGEST = 32_767
"""Characters that a cell holds."""

_FIRST_DAY = date(1900, 3, 1)
"""Days before this are written as text: spreadsheets do not agree on them."""


class Book:
    """A workbook that is written row by row, and its formats."""

    def __init__(self, target: Path | BytesIO) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book = xlsxwriter.Workbook(target, options)
        self.bold = self._book.add_format({"bold": True})
        self.head = self._book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self.wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        self.code = self._book.add_format({"font_name": "Consolas"})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._numbers: dict[str, Any] = {}

    def sheet(self, name: str, *widths: int) -> Sheet:
        """A new sheet with columns of these widths, in characters."""
        added = self._book.add_worksheet(name)
        for i, width in enumerate(widths):
            added.set_column(i, i, width)
        return Sheet(added, self._day, self._number)

    def _number(self, shown: str) -> Any:
        if shown not in self._numbers:
            self._numbers[shown] = self._book.add_format({"num_format": shown})
        return self._numbers[shown]

    def close(self) -> None:
        """Write it."""
        self._book.close()


class Sheet:
    """A sheet to which rows are added from the top."""

    def __init__(self, sheet: Any, day: Any, number: Callable[[str], Any]) -> None:
        self._sheet, self._day, self._number = sheet, day, number
        self.next = 0
        """The number of the next row, from 0."""

    @property
    def name(self) -> str:
        """Its name."""
        return str(self._sheet.name)

    def row(self, *values: Any, look: Any = None) -> None:
        """Add a row; None leaves a cell empty."""
        for i, value in enumerate(values):
            self._write(i, value, look)
        self.next += 1

    def freeze(self, columns: int = 0) -> None:
        """Keep the rows so far in sight, and so many columns."""
        self._sheet.freeze_panes(self.next, columns)

    def printed_wide(self) -> None:
        """Print it across, as wide as the paper, its first row on every page."""
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)

    def _write(self, column: int, value: Any, look: Any) -> None:
        at = (self.next, column)
        if value is None:
            return
        if isinstance(value, Formula):
            self._sheet.write_formula(*at, f"={value.text}", look, value.cached)
        elif isinstance(value, Number):
            self._sheet.write_number(*at, value.value, self._number(value.shown))
        elif isinstance(value, bool):
            self._sheet.write_boolean(*at, value, look)
        elif isinstance(value, int | float | Decimal):
            self._sheet.write_number(*at, float(value), look)
        elif isinstance(value, date) and value >= _FIRST_DAY:
            self._sheet.write_datetime(*at, value, self._day)
        else:
            self._sheet.write_string(*at, str(value)[:_LONGEST], look)


@dataclass(frozen=True)
class Number:
    """A number, and how a spreadsheet writes it: `0.0%`."""

    value: float
    shown: str


class Formula:
    """A formula, without its `=`, and the value it has."""

    def __init__(self, text: str, cached: float | str) -> None:
        self.text, self.cached = text, cached


def letter(column: int) -> str:
    """`A` of column 0, `AA` of column 26."""
    name = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        name, column = chr(ord("A") + rest) + name, column - 1
    return name


def cell(column: int, row: int) -> str:
    """`$B$7`, from numbers that begin with 0."""
    return f"${letter(column)}${row + 1}"
