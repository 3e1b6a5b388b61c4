"""How much of a whole belongs to a group: a mix, not a performance.

Checked against statsmodels proportion_confint, and by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from icp_metrics.statistics.estimate import (
    FEWEST_BUCKETS,
    Difference,
    Estimate,
    Plain,
    Rules,
    Sums,
    status_of,
)
from icp_metrics.statistics.gaps import share_difference
from icp_metrics.statistics.jackknife import kish, leave_one_out
from icp_metrics.statistics.quantiles import z_of
from icp_metrics.statistics.ratios import quotient
from icp_metrics.statistics.shares import wilson


@dataclass(frozen=True, eq=False)
class Mix(Plain):
    """sum(y) of a group / sum(y) of all groups. `whole`: the sums of all, once settled."""

    whole: Sums | None = None
    columns: ClassVar[tuple[str, ...]] = ("y",)
    decides_by_ratio: ClassVar[bool] = False

    def settle(self, groups: Sequence[Sums], rules: Rules) -> Self:
        """Fix the whole that the groups, which do not overlap, are parts of."""
        values = np.sum([g.values for g in groups], axis=0)
        facts = np.sum([g.facts for g in groups], axis=0)
        return replace(self, whole=Sums(values, facts, sum(g.n for g in groups)))

    def resettle(self, groups: Sequence[Sums], rules: Rules) -> Self:
        """Another period has another whole."""
        return self.settle(groups, rules)

    def estimate(self, sums: Sums, rules: Rules) -> Estimate:
        """The share with Wilson limits on an effective number of accounts, and status.

        The effective number is min(n_kish of the whole, R(1-R)/var, n), with z, as of retained
        money; n: the accounts of the whole. The whole itself is all, without a likely range.
        Not estimable: no_data, zero_denominator, low_n; boundary where refunds make it negative
        or more than all.
        """
        whole = self.whole
        if whole is None or whole.facts.sum() == 0:
            return Estimate.unknown("no_data")
        y, x = sums.values[:, 0], whole.values[:, 0]
        if x.sum() <= 0:
            return Estimate.unknown("zero_denominator")
        replicates = leave_one_out(np.stack([y, x], axis=1), quotient, whole.filled)
        share = replicates.value
        if np.array_equal(y, x):
            return Estimate(1.0, None, None, status_of(whole.n, rules))
        if replicates.k < FEWEST_BUCKETS or not replicates.computable:
            return Estimate.unknown("low_n", value=share)
        if not 0 <= share <= 1:
            return Estimate.unknown("boundary", value=share)
        effective = min(kish(x), float(whole.n))
        if 0 < share < 1 and replicates.variance > 0:
            effective = min(effective, share * (1 - share) / replicates.variance)
        low, high = wilson(share, effective, z_of(rules.confidence))
        return Estimate(share, low, high, status_of(whole.n, rules), replicates=replicates)

    def difference(self, first: Estimate, second: Estimate, rules: Rules) -> Difference:
        """First minus second: of groups, or of periods."""
        return share_difference(first, second, rules)
