"""The ratio estimator: sum(y) / sum(x), as a share or as an amount.

A share (0 or 1 per fact) has Wilson limits on an effective number of facts; an amount has limits
on the logarithmic scale. Both take their variance from the jackknife over buckets.

Checked against statsmodels proportion_confint, scipy's t, row by row, and by coverage.
"""

from __future__ import annotations

from dataclasses import dataclass

from icp_metrics.statistics.amounts import amount, amount_difference
from icp_metrics.statistics.estimate import (
    FEWEST_BUCKETS,
    FEWEST_EVENTS,
    Difference,
    Estimate,
    Held,
    Plain,
    Points,
    Rules,
    Sums,
    status_of,
)
from icp_metrics.statistics.gaps import share_difference
from icp_metrics.statistics.jackknife import Floats, Replicates, correlation, move_apart
from icp_metrics.statistics.quantiles import t_critical
from icp_metrics.statistics.ratios import ratio_points
from icp_metrics.statistics.shares import newcombe, wilson


@dataclass(frozen=True)
class Ratio(Plain):
    """sum(y) / sum(x). `share`: y counts those of the x facts for which something is true."""

    share: bool
    columns: tuple[str, ...] = ("y", "x")

    @property
    def decides_by_ratio(self) -> bool:
        """Amounts are compared as a ratio (a doubling is a doubling), shares as a difference."""
        return not self.share

    def estimate(self, sums: Sums, rules: Rules) -> Estimate:
        """Value, limits and status of a group.

        Not estimable: no_data (no facts), zero_denominator, low_n (fewer than five non-empty
        buckets, or a replicate that cannot be computed), boundary (an amount that is not
        positive, or that does not vary).
        """
        if sums.facts.sum() == 0:
            return Estimate.unknown("no_data")
        if sums.values[:, 1].sum() <= 0:
            return Estimate.unknown("zero_denominator")
        return self.read(self.points(sums).values, sums, rules)

    def points(self, sums: Sums) -> Points:
        """The ratio, a mean over x."""
        return ratio_points(sums)

    def read(self, values: Floats, sums: Sums, rules: Rules) -> Estimate:
        """Limits and status of a ratio, as `estimate` has them."""
        replicates = Replicates.of(values[:, 0], sums.filled)
        if replicates.k < FEWEST_BUCKETS or not replicates.computable:
            return Estimate.unknown("low_n", value=replicates.value)
        if self.share:
            return _share(sums, replicates, rules)
        return amount(replicates, sums.n, sums.values[:, 0], rules)

    def difference(self, first: Estimate, second: Estimate, rules: Rules) -> Difference:
        """First minus second, jointly over buckets."""
        rule = share_difference if self.share else amount_difference
        return rule(first, second, rules)

    def hangs_on(self, sums: Sums) -> tuple[Held, ...]:
        """Of an amount, what is divided."""
        return () if self.share else (Held(self.columns[0], sums.values[:, 0]),)

    def outcome(self, sums: Sums) -> tuple[float, float] | None:
        """Of a share: the facts that count, and the others."""
        if not self.share:
            return None
        y, x = sums.values.sum(axis=0)
        return float(y), float(x - y)


def _share(sums: Sums, replicates: Replicates, rules: Rules) -> Estimate:
    p, n = replicates.value, sums.n
    y, x = map(float, sums.values.sum(axis=0))
    t = t_critical(rules.confidence, replicates.k - 1)
    if p in (0.0, 1.0):
        # No spread to see: the accounts, not their deals, are the independent observations.
        effective = min(float(n), x)
    else:
        binomial = p * (1 - p) / x
        effective = x / max(1.0, replicates.variance / binomial)
    low, high = wilson(p, effective, t)
    status = status_of(n, rules, caution=min(y, x - y) < FEWEST_EVENTS)
    return Estimate(p, low, high, status, replicates=replicates)


def change_of(now: Difference, before: Difference) -> Difference:
    """The change of a gap from one period to another, with limits from both gaps' own limits."""
    if now.replicates is None or before.replicates is None:
        return Difference()
    if not move_apart(now.replicates, before.replicates):
        return Difference()
    assert now.value is not None and now.low is not None and now.high is not None
    assert before.value is not None and before.low is not None and before.high is not None
    r = correlation(now.replicates, before.replicates)
    low, high = newcombe((now.value, now.low, now.high), (before.value, before.low, before.high), r)
    return Difference(now.value - before.value, low, high)
