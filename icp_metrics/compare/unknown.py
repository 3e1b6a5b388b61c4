"""Whether missing data follows the outcome, and what the gap would be either way.

Accounts whose fit cannot be told are in neither group. If they won more often, or less often, than
those that can be judged, a gap says something of the missing data too. So it is said where the
share of unknown is over 10 points apart, beside what the gap would be if all unknown were fit, and
if none were. These are two plain cases: where unknown accounts fit or not as they won or lost, it
could be wider still.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from icp_metrics.compare.cells import Cell
from icp_metrics.compare.row import number
from icp_metrics.profile.fit import ALL, FIT, NOT_FIT, UNKNOWN
from icp_metrics.statistics.estimate import Difference, Estimator, Rules

FAR_APART = 0.10
"""A share of unknown that differs by more than this between outcomes is said."""


def shares(estimator: Estimator, cells: Mapping[str, Cell]) -> tuple[float, float] | None:
    """The share of unknown among facts with the outcome, and among those without; None where
    there is no outcome, or one of them has no facts."""
    if not cells:
        return None
    whole, missing = (estimator.outcome(cells[g].sums) for g in (ALL, UNKNOWN))
    if whole is None or missing is None or min(whole) <= 0:
        return None
    return missing[0] / whole[0], missing[1] / whole[1]


def follows(estimator: Estimator, cells: Mapping[str, Cell]) -> bool:
    """Whether the two shares are far apart."""
    found = shares(estimator, cells)
    return found is not None and abs(found[0] - found[1]) > FAR_APART


def unknown(
    estimator: Estimator, cells: Mapping[str, Cell], gap: Difference, rules: Rules
) -> dict[str, Any] | None:
    """`with_outcome`, `without`: shares of unknown; `gap_if_fit`, `gap_if_not_fit`: the gap with
    all unknown on one side. None where it is not about an outcome, or none is unknown."""
    found = shares(estimator, cells)
    if found is None or gap.value is None or not cells[UNKNOWN].facts:
        return None

    def value(*groups: str) -> float | None:
        whole = cells[groups[0]]
        for name in groups[1:]:
            whole = whole + cells[name]
        return estimator.estimate(whole.sums, rules).value

    def between(first: float | None, second: float | None) -> float | None:
        return None if first is None or second is None else number(first - second)

    return {
        "with_outcome": found[0],
        "without": found[1],
        "gap_if_fit": between(value(FIT, UNKNOWN), value(NOT_FIT)),
        "gap_if_not_fit": between(value(FIT), value(NOT_FIT, UNKNOWN)),
    }
