"""The rows behind a number: found, narrowed, sorted, counted, and opened one by one."""

from icp_metrics.ui.rows.draw import draw_rows
from icp_metrics.ui.rows.kept import keep_rows

__all__ = ["draw_rows", "keep_rows"]
