"""Targets: what a figure is to reach in ICP, and whether its likely range says that it does."""

from __future__ import annotations

from typing import Any, Literal

from icp_metrics.compare.question import Question, variant_of
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.view import View
from icp_metrics.kpis import Kpi
from icp_metrics.statistics.estimate import Estimate

Met = Literal["reached", "missed", "open"]


def target(view: View, q: Question, fit: Estimate) -> dict[str, Any] | None:
    """The target of a KPI in its own unit as `value`, and as `met` what the figure in ICP says.

    None without a target, for a segment, and for a way of counting that is not the usual one: a
    target is set for one figure. `met` is None of a KPI that is neither better high nor low.
    """
    value = view.settings["targets"].get(q.kpi.id)
    if value is None or q.by is not None or q.variant != variant_of(view, q.kpi, Slice()):
        return None
    return {"value": value, "met": met(q.kpi, fit, value)}


def met(kpi: Kpi, fit: Estimate, value: float) -> Met | None:
    """Reached or missed where the whole likely range lies on one side, the target's own included
    on the good one; else open."""
    if kpi.better == "neither":
        return None
    if fit.low is None or fit.high is None or fit.status not in ("ok", "caution"):
        return "open"
    if kpi.better == "higher":
        return "reached" if fit.low >= value else "missed" if fit.high < value else "open"
    return "reached" if fit.high <= value else "missed" if fit.low > value else "open"
