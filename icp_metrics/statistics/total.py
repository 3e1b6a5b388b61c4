"""A total: what there is, counted or added up. It is no estimate and has no likely range.

Checked by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from icp_metrics.statistics.estimate import Difference, Estimate, Plain, Rules, Sums


@dataclass(frozen=True)
class Total(Plain):
    """sum(y). Nothing is 0 here: it says there is none."""

    columns: ClassVar[tuple[str, ...]] = ("y",)
    decides_by_ratio: ClassVar[bool] = False

    def estimate(self, sums: Sums, rules: Rules) -> Estimate:
        """The sum as it is."""
        return Estimate(float(sums.values[:, 0].sum()), None, None, "ok")

    def difference(self, first: Estimate, second: Estimate, rules: Rules) -> Difference:
        """First minus second, as it is."""
        if first.value is None or second.value is None:
            return Difference()
        return Difference(first.value - second.value)
