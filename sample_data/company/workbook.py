"""Finance's workbook of spend: one row per cost, with a total at its end, as people keep them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter

from company.calendar import LAST_DAY
from company.exports import Row
from company.spend import FINANCE, Cost

FINANCE_FILE = "finance_spend.xlsx"
SHEET, NOTES = "Spend", "Notes"
FINANCE_COLUMNS = [
    "Entry",
    "Month",
    "Kind",
    "For",
    "What",
    "Channel",
    "Campaign",
    "Account",
    "Amount USD",
]
KINDS = {"people": "People", "tools": "Tools", "overhead": "Overhead", "program": "Programs"}
FOR = {"new": "New business", "retention": "Retention", "expansion": "Expansion", "": ""}
TOTAL = "Total"
REMARKS = (
    "Spend of sales and marketing by month. Ads are not here: the platforms have them.",
    "Account: the CRM's id, where something was spent on one account.",
    "For: blank where nobody said; it is for new business then.",
)


def finance_rows(costs: Sequence[Cost]) -> list[Row]:
    """The rows before the total; amounts as texts of dollars."""
    rows = []
    for each in costs:
        if each.paid_by == FINANCE:
            values = (
                each.spend_id,
                str(each.month),
                KINDS[each.category],
                FOR[each.purpose],
                each.what,
                each.channel,
                each.campaign.name if each.campaign else "",
                each.account.account_id if each.account else "",
                f"{each.cents / 100:.2f}",
            )
            rows.append(dict(zip(FINANCE_COLUMNS, values, strict=True)))
    return rows


def write_workbook(path: Path, rows: Sequence[Row]) -> None:
    """Dates and numbers are cells of their kind; what is no number stays a text.

    The day it says it was made is fixed, so that the same rows give the same file.
    """
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day)})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    money = book.add_format({"num_format": "#,##0.00"})
    sheet = book.add_worksheet(SHEET)
    sheet.write_row(0, 0, FINANCE_COLUMNS)
    total = 0.0
    for at, row in enumerate(rows, start=1):
        for column, name in enumerate(FINANCE_COLUMNS):
            text = row[name]
            if name == "Month" and is_day(text):
                sheet.write_datetime(at, column, datetime.fromisoformat(text), day)
            elif name == "Amount USD" and is_number(text):
                total += float(text)
                sheet.write_number(at, column, float(text), money)
            elif text:
                sheet.write_string(at, column, text)
    sheet.write_string(len(rows) + 1, 0, TOTAL)
    sheet.write_number(len(rows) + 1, len(FINANCE_COLUMNS) - 1, round(total, 2), money)
    notes = book.add_worksheet(NOTES)
    for at, remark in enumerate(REMARKS):
        notes.write_string(at, 0, remark)
    book.close()


def is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()


def is_day(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
