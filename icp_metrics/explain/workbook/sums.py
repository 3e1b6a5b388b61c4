"""The sheet that adds a number up again, with live formulas over its rows."""

from __future__ import annotations

import re
from collections.abc import Mapping

from icp_metrics.explain import words
from icp_metrics.explain.explanation import Explanation
from icp_metrics.explain.workbook.cells import Book, Formula, Sheet, cell
from icp_metrics.explain.worked.worked import REFERENCE, Column, Worked

_VALUE = 1
"""The column of the values beside their words."""


def write_block(book: Book, sheet: Sheet, e: Explanation, ranges: Mapping[str, str]) -> str:
    """Write a formula, what enters it and what comes out; the cell that holds the result.

    `ranges`: the columns of its rows, by name.
    """
    made = e.worked
    sheet.row(words.headline(e), look=book.bold)
    if made is None or not made.expression:
        said = f"No number: {words.why(e)}." if e.number.value is None else "See the parts."
        sheet.row(said)
    if made is None:
        return ""
    sheet.row("Formula", made.formula)
    cells = dict(ranges)
    for term in made.terms:
        # Of a figure made of others, a term is what a block above comes to, if to anything.
        text = _resolved(term.sheet, ranges) if term.sheet else ranges.get(term.name)
        cells[f"{{{term.name}}}"] = cell(_VALUE, sheet.next)
        sheet.row(term.words, Formula(text, term.value) if text else term.value)
    if not made.expression or made.value is None:
        return ""
    if made.columns:
        sheet.row()
        cells |= _write_steps(book, sheet, made.columns, cells)
    sheet.row()
    return _write_result(book, sheet, made, cells)


def _write_result(book: Book, sheet: Sheet, made: Worked, cells: Mapping[str, str]) -> str:
    assert made.value is not None
    result = cell(_VALUE, sheet.next)
    added = Formula(_resolved(made.expression, cells), made.value)
    sheet.row("Added up again", added, look=book.bold)
    told = cell(_VALUE, sheet.next)
    sheet.row("As icp-metrics has it", made.value)
    sheet.row("Difference", Formula(f"{result}-{told}", 0.0))
    sheet.row()
    return result


def _write_steps(
    book: Book, sheet: Sheet, columns: tuple[Column, ...], ranges: Mapping[str, str]
) -> dict[str, str]:
    """Write a table of steps; its columns and their last cells, as formulas name them."""
    sheet.row(*(c.words for c in columns), look=book.head)
    first, count = sheet.next, len(columns[0].values)
    last = first + count - 1
    cells: dict[str, str] = {}
    for i, column in enumerate(columns):
        cells[f"{{{column.name}:}}"] = f"{cell(i, first)}:{cell(i, last)}"
        cells[f"{{{column.name}.last}}"] = cell(i, last)
    for at in range(count):
        row = {**ranges, **cells}
        for i, column in enumerate(columns):
            row[f"{{{column.name}}}"] = cell(i, first + at)
            row[f"{{{column.name}<}}"] = cell(i, first + at - 1)
        sheet.row(*(_step(column, at, row) for column in columns))
    return cells


def _step(column: Column, at: int, cells: Mapping[str, str]) -> Formula | float | None:
    value = column.values[at]
    sheet = column.first if at == 0 and column.first else column.sheet
    if not sheet:
        return value
    return Formula(_resolved(sheet, cells), "" if value is None else value)


def _resolved(formula: str, cells: Mapping[str, str]) -> str:
    """A formula with its references as cells and ranges."""

    def place(found: re.Match[str]) -> str:
        return cells[found[3] if found[3] is not None else found[0]]

    return REFERENCE.sub(place, formula)
