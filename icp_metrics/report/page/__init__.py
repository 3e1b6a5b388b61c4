"""The report as one HTML file: it opens without a network, and prints on A4 and Letter."""

from icp_metrics.report.page.page import page

__all__ = ["page"]
