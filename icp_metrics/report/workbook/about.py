"""The sheet `About`: what the other sheets are of."""

from __future__ import annotations

from collections.abc import Sequence

from icp_metrics.explain.workbook.cells import Book
from icp_metrics.report.about import NOT_A_CAUSE, About

_HOW = (
    "Shares are fractions shown as percentages; their differences are percentage points (pp). A "
    "likely range is where the true value lies in 95 of 100 such cases, or as the setting "
    "confidence says. Too early: too few accounts for a number to be relied on."
)


def write_about(book: Book, about: About, title: str, said: str = "") -> None:
    """Write the sheet. `said`: the answer in words."""
    sheet = book.sheet("About", 30, 110)
    sheet.row(title, look=book.bold)
    if said:
        sheet.row(None, said, look=book.wrapped)
    sheet.row()
    for label, words in about.selected:
        sheet.row(label, words, look=book.wrapped)
    blocks: tuple[tuple[str, Sequence[tuple[str, object]]], ...] = (
        ("Which dates", about.dates),
        ("Criteria of the ICP definition", about.criteria),
        ("Data through, by table", about.through),
        ("Values of the settings", about.settings),
    )
    for heading, pairs in blocks:
        if pairs:
            sheet.row()
            sheet.row(heading, look=book.bold)
        for name, told in pairs:
            sheet.row(name, told, look=book.wrapped)
    if about.definitions:
        sheet.row()
        sheet.row("Definitions", look=book.bold)
    for kpi in about.definitions:
        sheet.row(kpi.title, f"{kpi.question} {kpi.definition}", look=book.wrapped)
        for source in kpi.sources:
            sheet.row(None, f"Source: {source}", look=book.wrapped)
    sheet.row()
    sheet.row("How to read it", _HOW, look=book.wrapped)
    sheet.row(None, NOT_A_CAUSE, look=book.wrapped)
