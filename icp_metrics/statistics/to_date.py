"""What customers have brought so far, all of them at one age: history, with nothing expected.

Only customers that have been followed up to the age count, with all they brought by then; who left
before counts with what it brought. So neither group has had more time than the other.

Checked against scipy's t, by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from icp_metrics.statistics.amounts import amount, amount_difference
from icp_metrics.statistics.estimate import (
    FEWEST_BUCKETS,
    Difference,
    Estimate,
    Held,
    Plain,
    Points,
    Rules,
    Sums,
)
from icp_metrics.statistics.jackknife import Floats, Replicates
from icp_metrics.statistics.ratios import ratio_points

_SHORTER = (24, 12)


@dataclass(frozen=True)
class ToDate(Plain):
    """Margin by an age per customer followed up to it: the same age for all groups.

    By age in months: `followed`, customers that came to it, and the `margin` and `revenue` they
    had brought by then.
    """

    horizon: int | None = None
    keyed_by: ClassVar[str] = "tenure"
    columns: ClassVar[tuple[str, ...]] = ("followed", "margin", "revenue")
    decides_by_ratio: ClassVar[bool] = True

    def settle(self, groups: Sequence[Sums], rules: Rules) -> Self:
        """Fix the age: `rules.horizon_months`, or the longest of 24 and 12 below it.

        Of every group with at least `rules.insufficient_below` accounts as many must have come to
        it. None if they have not even come to the shortest.
        """
        longest, least = rules.horizon_months, rules.insufficient_below
        shown = [g for g in groups if g.n >= least]
        for months in (longest, *(m for m in _SHORTER if m < longest)):
            if shown and all(_at(g, months)[:, 0].sum() >= least for g in shown):
                return replace(self, horizon=months)
        return replace(self, horizon=None)

    def estimate(self, sums: Sums, rules: Rules) -> Estimate:
        """Mean margin with limits on the logarithmic scale, and status.

        Not estimable: no_data, right_edge (no age, or nobody came to it), low_n, boundary (not
        positive, or all the same).
        """
        if sums.facts.sum() == 0:
            return Estimate.unknown("no_data")
        if self.horizon is None or _at(sums, self.horizon)[:, 0].sum() == 0:
            return Estimate.unknown("right_edge")
        return self.read(self.points(sums).values, sums, rules)

    def points(self, sums: Sums) -> Points:
        """Margin by the age, a mean over customers that came to it. Needs an age."""
        assert self.horizon is not None
        return ratio_points(_of_age(sums, self.horizon))

    def read(self, values: Floats, sums: Sums, rules: Rules) -> Estimate:
        """Limits and status of an amount, as `estimate` has them."""
        assert self.horizon is not None
        aged = _of_age(sums, self.horizon)
        replicates = Replicates.of(values[:, 0], aged.filled)
        if replicates.k < FEWEST_BUCKETS or not replicates.computable:
            return Estimate.unknown("low_n", value=replicates.value)
        return amount(replicates, aged.n, aged.values[:, 0], rules)

    def difference(self, first: Estimate, second: Estimate, rules: Rules) -> Difference:
        """First minus second: shown as a difference, decided as a ratio."""
        return amount_difference(first, second, rules)

    def companions(self, sums: Sums, rules: Rules) -> Mapping[str, float | None]:
        """`revenue` by the age, and `followed`: how many customers came to it."""
        if self.horizon is None or sums.facts.sum() == 0:
            return {"revenue": None, "followed": None}
        followed, _, revenue = map(float, _at(sums, self.horizon).sum(axis=0))
        return {"revenue": revenue / followed if followed else None, "followed": followed}

    def hangs_on(self, sums: Sums) -> tuple[Held, ...]:
        """The margin that they brought."""
        if self.horizon is None:
            return ()
        margin = _at(sums, self.horizon)[:, self.columns.index("margin")]
        return (Held("margin", margin, (self.horizon, self.horizon + 1)),)


def _at(sums: Sums, months: int) -> Floats:
    """Sums at an age: shape (rows, columns); zeros where nobody came to it."""
    assert sums.keys is not None
    found: Floats = sums.values[:, sums.keys == months].sum(axis=1)
    return found


def _of_age(sums: Sums, months: int) -> Sums:
    """Margin and number of the customers that came to an age: the buckets that count are theirs."""
    at = _at(sums, months)
    followed = at[:, 0]
    return Sums(np.stack([at[:, 1], followed], axis=1), followed, round(float(followed.sum())))
