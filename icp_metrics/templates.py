"""Upload templates as workbooks: a sheet to fill in, and one that says what may be filled in."""

from __future__ import annotations

import io

import xlsxwriter

from icp_metrics.projections import rules
from icp_metrics.schema import DATE, Table

_MOST_ROWS = 1_048_576
_ABOUT = ("column", "kind", "meaning", "rules", "example")
_LONGEST_LIST = 255
"""Characters of a list of allowed values that Excel takes."""


def workbook(table: Table) -> bytes:
    """An .xlsx with the table's header and an example row, typed; allowed values are offered.

    The second sheet says of each column what it means, what it may hold, and an example.
    """
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        text = book.add_format({"num_format": "@"})
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(table.name[:31])
        sheet.freeze_panes(1, 0)
        for i, column in enumerate(table.columns):
            # As text an identifier keeps its zeros, and a date what was written.
            sheet.set_column(i, i, max(14, len(column.name) + 2), text)
            sheet.write_string(0, i, column.name, bold)
            sheet.write_comment(0, i, f"{column.doc} {column.kind.doc}.")
            sheet.write_string(1, i, column.example, date if column.kind is DATE else text)
            allowed = next((list(c.allowed) for c in column.checks if c.allowed), [])
            if allowed and len(",".join(allowed)) <= _LONGEST_LIST:
                offered = {"validate": "list", "source": allowed}
                sheet.data_validation(1, i, _MOST_ROWS - 1, i, offered)
        about = book.add_worksheet("about")
        about.set_column(0, 1, 18)
        about.set_column(2, 4, 50)
        for i, head in enumerate(_ABOUT):
            about.write_string(0, i, head, bold)
        for row, column in enumerate(table.columns, 1):
            said = (column.name, column.kind.doc, column.doc, rules(table, column), column.example)
            for i, cell in enumerate(said):
                about.write_string(row, i, cell, wrapped)
    return held.getvalue()
