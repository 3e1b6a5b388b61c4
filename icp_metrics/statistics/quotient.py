"""A quotient of two figures of the same accounts, such as lifetime value by cost.

Checked by hand, and by coverage.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from icp_metrics.statistics.estimate import Difference, Estimate, Plain, Rules, Sums
from icp_metrics.statistics.own_limits import own_limits_difference, own_limits_quotient


@dataclass(frozen=True)
class Quotient(Plain):
    """First part / second part. It has no sums of its own: it combines what its parts say."""

    columns: ClassVar[tuple[str, ...]] = ()
    decides_by_ratio: ClassVar[bool] = True

    def combine(self, first: Estimate, second: Estimate, rules: Rules) -> Estimate:
        """first / second with limits on the logarithmic scale, and the worse status of both.

        The limits combine those of the parts, each by its own rule, with the correlation of their
        replicates (own_limits). Not estimable for the reason of
        a part that is not; boundary where a part is not positive; low_n without a likely range.
        """
        parts = (first, second)
        for part in parts:
            if part.value is None or part.status == "not_estimable":
                return Estimate.unknown(part.reason or "no_data")
        if first.replicates is None or second.replicates is None:
            return Estimate.unknown("low_n")
        if not all(_positive(p) for p in parts):
            return Estimate.unknown("boundary")
        return own_limits_quotient(first, second)

    def estimate(self, sums: Sums, rules: Rules) -> Estimate:
        """Nothing: there are no sums of a quotient."""
        return Estimate.unknown("no_data")

    def difference(self, first: Estimate, second: Estimate, rules: Rules) -> Difference:
        """First minus second, decided as their ratio; from both sides' own limits."""
        return own_limits_difference(first, second, rules)


def _positive(e: Estimate) -> bool:
    known = (e.value, e.low, e.high)
    return all(v is not None and v > 0 for v in known)
