"""Workbooks for people: a sheet per table with numbers as numbers, and one on what they are of."""

from icp_metrics.report.workbook.of_report import of_report
from icp_metrics.report.workbook.of_table import of_table

__all__ = ["of_report", "of_table"]
