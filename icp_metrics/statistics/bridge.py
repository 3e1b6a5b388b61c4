"""From opening to closing recurring revenue, and by which movements.

Checked against `movements`, by hand, and row by row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

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
from icp_metrics.statistics.jackknife import Floats, Replicates, left_out

MOVEMENTS = ("new", "reactivation", "expansion", "contraction", "churn")


@dataclass(frozen=True)
class Bridge(Plain):
    """Growth over the window: (closing of its last month - opening of its first) / that opening.

    Opening + all movements = closing, in each month and over the window. Contraction and churn
    are negative.
    """

    keyed_by: ClassVar[str] = "month"
    columns: ClassVar[tuple[str, ...]] = ("opening", *MOVEMENTS, "closing")
    decides_by_ratio: ClassVar[bool] = True

    def estimate(self, sums: Sums, rules: Rules) -> Estimate:
        """Growth, with limits from the logarithm of closing / opening, and status.

        The status follows the accounts that opening revenue is worth. Not estimable: no_data,
        zero_denominator (nothing at the opening), low_n, boundary (nothing left, or no spread).
        """
        if sums.facts.sum() == 0:
            return Estimate.unknown("no_data")
        if _ends(sums)[:, 0].sum() <= 0:
            return Estimate.unknown("zero_denominator")
        return self.read(self.points(sums).values, sums, rules)

    def points(self, sums: Sums) -> Points:
        """Closing / opening, a mean over opening revenue."""
        ends = left_out(_ends(sums))
        return Points(_factor(ends)[:, None], ends[:, :1])

    def read(self, values: Floats, sums: Sums, rules: Rules) -> Estimate:
        """Growth, limits and status from closing / opening, as `estimate` has them."""
        factor = Replicates.of(values[:, 0], sums.filled)
        if factor.k < FEWEST_BUCKETS or not factor.computable:
            return Estimate.unknown("low_n", value=factor.value - 1)
        return _moved(amount(factor, sums.n, _ends(sums)[:, 0], rules), -1)

    def difference(self, first: Estimate, second: Estimate, rules: Rules) -> Difference:
        """First minus second growth; decided by the ratio of their closing / opening."""
        return amount_difference(_moved(first, 1), _moved(second, 1), rules)

    def companions(self, sums: Sums, rules: Rules) -> Mapping[str, float | None]:
        """Opening, every movement added up over the window, and closing."""
        if sums.facts.sum() == 0:
            return dict.fromkeys(self.columns)
        whole = sums.values.sum(axis=(0, 1))
        opening, closing = _ends(sums).sum(axis=0)
        moves = {name: float(whole[i]) for i, name in enumerate(MOVEMENTS, start=1)}
        return {"opening": float(opening), **moves, "closing": float(closing)}

    def hangs_on(self, sums: Sums) -> tuple[Held, ...]:
        """The opening revenue of the first month."""
        if sums.keys is None or not len(sums.keys):
            return ()
        first = int(sums.keys[0])
        return (Held("opening", _ends(sums)[:, 0], (first, first + 1)),)


def _ends(sums: Sums) -> Floats:
    """Opening of the first month and closing of the last per bucket: shape (BUCKETS, 2)."""
    return np.stack([sums.values[:, 0, 0], sums.values[:, -1, -1]], axis=1)


def _factor(ends: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(ends[:, 0] > 0, ends[:, 1] / ends[:, 0], np.nan)


def _moved(e: Estimate, by: float) -> Estimate:
    """An estimate with everything moved: growth is closing / opening - 1."""

    def shift(x: float | None) -> float | None:
        return None if x is None else x + by

    replicates = e.replicates
    if replicates is not None:
        replicates = replicates.map(lambda values: values + by)
    return replace(
        e, value=shift(e.value), low=shift(e.low), high=shift(e.high), replicates=replicates
    )
