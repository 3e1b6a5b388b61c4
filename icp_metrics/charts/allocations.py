"""A figure under every way of counting it: whether the answer hangs on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from icp_metrics import wording
from icp_metrics.charts.look import Figure, Look
from icp_metrics.charts.pairs import Line, pairs
from icp_metrics.compare.row import Row
from icp_metrics.statistics.estimate import Estimate


def allocations(row: Row, look: Look) -> Figure:
    """A line per variant of `row.extras["variants"]`: both groups, each with its likely range.

    A circular one has hollow marks and says so.
    """
    lines = [_line(row, name, found) for name, found in row.extras["variants"].items()]
    return pairs(lines, look, unit=row.kpi.unit, currency=row.currency)


def estimate_of(told: Mapping[str, Any]) -> Estimate:
    """A group's figures under a variant, as an estimate without replicates."""
    return Estimate(told["value"], told["low"], told["high"], told["status"], told["reason"])


def _line(row: Row, name: str, found: Mapping[str, Any]) -> Line:
    words = wording.basis(row.kpi, name, found)
    label = words.replace(", ", "<br>")
    return Line(
        label=f"{label}<br>decides nothing" if found["circular"] else label,
        words=words,
        groups={group: estimate_of(found[group]) for group in ("fit", "not_fit")},
        hollow=bool(found["circular"]),
        name=name,
    )
