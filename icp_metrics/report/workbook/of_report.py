"""The workbook of a report."""

from __future__ import annotations

from io import BytesIO

from icp_metrics import wording
from icp_metrics.explain.workbook.cells import Book
from icp_metrics.report.report import Report
from icp_metrics.report.sheets import write_rows
from icp_metrics.report.workbook.about import write_about
from icp_metrics.report.workbook.names import sheet_name


def of_report(report: Report) -> bytes:
    """The report as an Excel file: `KPIs`, `By quarter`, `By` what it is broken down by, `Focus`,
    `Not working`, and `About`."""
    file = BytesIO()
    book = Book(file)
    write_rows(book, "KPIs", report.every)
    if quarters := [row for section in report.sections for row in section.quarters]:
        write_rows(book, "By quarter", quarters)
    if segments := [row for section in report.sections for row in section.segments]:
        by = next(wording.attribute(row.by) for row in segments if row.by is not None)
        write_rows(book, sheet_name(f"By {by}"), segments, by=by)
    if report.focus:
        write_rows(book, "Focus", report.focus)
    if report.worse:
        write_rows(book, "Not working", report.worse, by="Where")
    write_about(book, report.about, report.asks, report.answer)
    book.close()
    return file.getvalue()
