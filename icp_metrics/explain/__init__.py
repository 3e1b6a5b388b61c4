"""How a number was made: explain(view, kpi, slice, group), as data, as text, as a workbook."""

from icp_metrics.explain.explain import explain
from icp_metrics.explain.explanation import Explanation

__all__ = ["Explanation", "explain"]
