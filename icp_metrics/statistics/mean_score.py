"""The mean of scores that lie between two ends: points from 0 to 100, or parts of 1.

Checked against scipy's t, by hand, and by coverage.
"""

from __future__ import annotations

from dataclasses import dataclass

from icp_metrics.statistics.estimate import (
    FEWEST_BUCKETS,
    FEWEST_EVENTS,
    Difference,
    Estimate,
    Plain,
    Points,
    Rules,
    Sums,
    status_of,
)
from icp_metrics.statistics.gaps import share_difference
from icp_metrics.statistics.jackknife import Floats, Replicates, effective_df
from icp_metrics.statistics.quantiles import t_critical
from icp_metrics.statistics.ratios import ratio_points
from icp_metrics.statistics.shares import wilson

_ROUNDING = 1e-20
"""A variance of a mean on 0..1 below this is the rounding of floats, not spread."""


@dataclass(frozen=True)
class MeanScore(Plain):
    """sum(y) / sum(x), where y is the score of each of the x facts, from 0 to `top`."""

    top: float = 100.0
    columns: tuple[str, ...] = ("y", "x")
    decides_by_ratio = False

    def estimate(self, sums: Sums, rules: Rules) -> Estimate:
        """The mean with limits that keep within the scale, and status.

        Wilson with t on m(1-m)/var answers, m the mean on 0..1: the usual margin in the middle of
        the scale, and bent at its ends as a share's is. Degrees of freedom are those of amounts
        (`effective_df`): close to an end a few low answers carry the variance, and k - 1 covers
        91 %. Caution where they are fewer than ten, and where all answers are the same: then the
        limits are those of as many answers as accounts. Not estimable: no_data, low_n (fewer than
        five non-empty buckets).
        """
        if sums.facts.sum() == 0 or sums.values[:, 1].sum() <= 0:
            return Estimate.unknown("no_data")
        return self.read(self.points(sums).values, sums, rules)

    def points(self, sums: Sums) -> Points:
        """The mean, over x."""
        return ratio_points(sums)

    def read(self, values: Floats, sums: Sums, rules: Rules) -> Estimate:
        """Limits and status of a mean, as `estimate` has them."""
        replicates = Replicates.of(values[:, 0], sums.filled)
        if replicates.k < FEWEST_BUCKETS or not replicates.computable:
            return Estimate.unknown("low_n", value=replicates.value)
        mean = min(1.0, max(0.0, replicates.value / self.top))
        variance = replicates.variance / self.top**2
        if variance > _ROUNDING:
            effective, df = mean * (1 - mean) / variance, effective_df(replicates)
        else:
            effective, df = min(float(sums.n), float(sums.values[:, 1].sum())), replicates.k - 1.0
        low, high = wilson(mean, effective, t_critical(rules.confidence, df))
        few = variance <= _ROUNDING or df < FEWEST_EVENTS
        status = status_of(sums.n, rules, caution=few)
        return Estimate(
            replicates.value, self.top * low, self.top * high, status, replicates=replicates
        )

    def difference(self, first: Estimate, second: Estimate, rules: Rules) -> Difference:
        """First minus second, from both sides' own limits and the correlation of the two."""
        return share_difference(first, second, rules)
