"""Direct standardisation: what two groups would have with the same mix of strata.

The plain form, of rates per stratum; `standardised.py` has the product's own, of any estimator and
with a likely range, which must agree with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class DirectlyStandardised:
    """The rate of both groups with a common mix, and as they are.

    `weight_dropped`: the share of all weights that lay on strata of which a group has nothing.
    """

    first: float
    second: float
    crude_first: float
    crude_second: float
    weight_dropped: float

    @property
    def gap(self) -> float:
        """First minus second, with one mix."""
        return self.first - self.second


def directly_standardised(
    first: Sequence[tuple[float, float]],
    second: Sequence[tuple[float, float]],
    weights: Sequence[float] | None = None,
) -> DirectlyStandardised | None:
    """Both rates weighted by one mix: sum w · y/x over sum w.

    `first`, `second`: (y, x) of each stratum, events and facts, or any two sums of a ratio.
    `weights`: one per stratum, by default the x of both groups together. A stratum of which
    either group has x = 0 has no rate to weigh and is left out of the rates, not of the crude
    ones. None where no stratum is left, or the weights of those left add up to 0.

    Fleiss (1981) Statistical Methods for Rates and Proportions, 2nd ed., ch. 14; Kitagawa (1964)
    Demography 1:296-315. Raises ValueError where lengths differ. Checked against Peters, Janzing &
    Schölkopf (2017), statsmodels WLS and by hand.
    """
    weighing = [a[1] + b[1] for a, b in zip(first, second, strict=True)]
    if weights is not None:
        weighing = list(weights)
    both = [(a, b, w) for a, b, w in zip(first, second, weighing, strict=True) if a[1] and b[1]]
    total, whole = sum(w for _, _, w in both), sum(weighing)
    if not total > 0:
        return None
    return DirectlyStandardised(
        first=sum(w * a[0] / a[1] for a, _, w in both) / total,
        second=sum(w * b[0] / b[1] for _, b, w in both) / total,
        crude_first=_crude(first),
        crude_second=_crude(second),
        weight_dropped=1 - total / whole,
    )


def _crude(strata: Sequence[tuple[float, float]]) -> float:
    return sum(y for y, _ in strata) / sum(x for _, x in strata)
