"""A workbook with which a number can be added up again: its rows, what is left out, live formulas.

Sheets: `Read me`; `In and out`, from all records to those that count; `Rows`, one for each fact;
`Left out`, the others by reason; `Sum`, the formula over `Rows`; `SQL`.
"""

from icp_metrics.explain.workbook.workbook import MOST_ROWS, as_bytes, write

__all__ = ["MOST_ROWS", "as_bytes", "write"]
