"""How much of a sum of money is left: a share whose weights are money.

Checked against statsmodels proportion_confint, by hand, and by coverage.
"""

from __future__ import annotations

from dataclasses import dataclass

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
from icp_metrics.statistics.jackknife import Floats, Replicates, kish
from icp_metrics.statistics.quantiles import z_of
from icp_metrics.statistics.ratios import ratio_points
from icp_metrics.statistics.shares import wilson


@dataclass(frozen=True)
class Retained(Plain):
    """sum(y) / sum(x), where y is what is left of each account's x: 0 <= y <= x."""

    columns: tuple[str, ...] = ("y", "x")
    decides_by_ratio = False

    def estimate(self, sums: Sums, rules: Rules) -> Estimate:
        """The share with Wilson limits on an effective number of accounts, and status.

        The effective number is min(n_kish of x, R(1-R)/var, n), with z: few losses hide their
        variance from the jackknife. Caution with fewer than
        ten buckets that lost something, or that kept something, and, with the reason
        `concentration`, where a few accounts hold the money. Not estimable: no_data,
        zero_denominator, low_n.
        """
        if sums.facts.sum() == 0:
            return Estimate.unknown("no_data")
        if sums.values[:, 1].sum() <= 0:
            return Estimate.unknown("zero_denominator")
        return self.read(self.points(sums).values, sums, rules)

    def points(self, sums: Sums) -> Points:
        """The share, a mean over x."""
        return ratio_points(sums)

    def read(self, values: Floats, sums: Sums, rules: Rules) -> Estimate:
        """Limits and status of a share of money, as `estimate` has them."""
        y, x = sums.values[:, 0], sums.values[:, 1]
        replicates = Replicates.of(values[:, 0], sums.filled)
        if replicates.k < FEWEST_BUCKETS or not replicates.computable:
            return Estimate.unknown("low_n", value=replicates.value)
        share, accounts = replicates.value, kish(x)
        effective = min(accounts, float(sums.n))
        if 0 < share < 1 and replicates.variance > 0:
            effective = min(effective, share * (1 - share) / replicates.variance)
        low, high = wilson(share, effective, z_of(rules.confidence))
        few = min(int((y < x).sum()), int((y > 0).sum())) < FEWEST_EVENTS
        status = status_of(sums.n, rules, caution=few)
        concentrated = status_of(min(accounts, sums.n), rules) != status_of(sums.n, rules)
        if not concentrated:
            return Estimate(share, low, high, status, replicates=replicates)
        # The limits allow for it, so nothing is hidden; but it is said.
        status = "caution" if status == "ok" else status
        return Estimate(share, low, high, status, "concentration", replicates)

    def difference(self, first: Estimate, second: Estimate, rules: Rules) -> Difference:
        """First minus second, as a difference of shares: docs/decisions/0010 says why."""
        return share_difference(first, second, rules)

    def hangs_on(self, sums: Sums) -> tuple[Held, ...]:
        """The money that there was."""
        return (Held(self.columns[1], sums.values[:, 1]),)
