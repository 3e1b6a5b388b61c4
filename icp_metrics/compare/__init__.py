"""The one entry point everything uses: compare(view, kpi, slice), and members() behind a number."""

from icp_metrics.compare.compare import compare
from icp_metrics.compare.members import members
from icp_metrics.compare.periods import Period
from icp_metrics.compare.row import Row
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.view import View, open_view

__all__ = ["Period", "Row", "Slice", "View", "compare", "members", "open_view"]
