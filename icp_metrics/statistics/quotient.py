"""A quotient of two figures of the same accounts, such as lifetime value by cost."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import ClassVar

import numpy as np

from icp_metrics.statistics.estimate import Difference, Estimate, Plain, Rules, Status, Sums
from icp_metrics.statistics.gaps import limits_of
from icp_metrics.statistics.jackknife import Floats, Replicates, correlation
from icp_metrics.statistics.own_limits import logs as own_logs
from icp_metrics.statistics.own_limits import own_limits_difference
from icp_metrics.statistics.shares import newcombe

_WORST: tuple[Status, ...] = ("not_estimable", "insufficient", "caution", "ok")


@dataclass(frozen=True)
class Quotient(Plain):
    """First part / second part. It has no sums of its own: it combines what its parts say."""

    columns: ClassVar[tuple[str, ...]] = ()
    decides_by_ratio: ClassVar[bool] = True

    def combine(self, first: Estimate, second: Estimate, rules: Rules) -> Estimate:
        """first / second with limits on the logarithmic scale, and the worse status of both.

        The limits combine those of the parts, each by its own rule, with the correlation of their
        replicates (Newcombe 1998, as a difference of logarithms). Not estimable for the reason of
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
        logs = [p.replicates.map(_log) for p in parts if p.replicates is not None]
        a, b = (own_logs(limits_of(p)) for p in parts)
        low, high = newcombe(a, b, correlation(*logs))
        value = exp(a[0] - b[0])
        joint = Replicates(
            value,
            first.replicates.without / second.replicates.without,
            first.replicates.filled | second.replicates.filled,
        )
        status = min((p.status for p in parts), key=_WORST.index)
        reason = first.reason or second.reason
        return Estimate(value, exp(low), exp(high), status, reason, joint)

    def estimate(self, sums: Sums, rules: Rules) -> Estimate:
        """Nothing: there are no sums of a quotient."""
        return Estimate.unknown("no_data")

    def difference(self, first: Estimate, second: Estimate, rules: Rules) -> Difference:
        """First minus second, decided as their ratio; from both sides' own limits."""
        return own_limits_difference(first, second, rules)


def _positive(e: Estimate) -> bool:
    known = (e.value, e.low, e.high)
    return all(v is not None and v > 0 for v in known)


def _log(values: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(values > 0, np.log(values), np.nan)
