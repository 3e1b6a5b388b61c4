"""The one source of variance: leave out one bucket of accounts at a time.

A bucket is one of 128 fixed random classes of accounts. Any function of sums gets its variance by
recomputing it without each bucket in turn: var = (k-1)/k · sum((theta_b - mean)²) over the k
non-empty buckets (Quenouille 1956; Tukey 1958; delete-a-group: Kott 2001, J. Official Statistics
17:521-526). Several deals of one account are in one bucket, so clustering is accounted for.

Checked against loops that leave out one class after another, and the delta method.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import sqrt

import numpy as np
from numpy.typing import NDArray

BUCKETS = 128

NOWHERE = BUCKETS
"""The row of sums that belong to no account, after those of the buckets: in the whole and in every
replicate, never left out. Sums without it have BUCKETS rows."""

_ROUNDING = 1e-18
"""A relative variance below this is the rounding of floats, not spread (16 digits, squared)."""

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Replicates:
    """A value and what it becomes with each bucket left out.

    `without`: shape (rows,), equal to `value` where a bucket is empty. `filled`: the non-empty
    buckets. `value` and entries of `without` are nan where they cannot be computed.
    """

    value: float
    without: Floats
    filled: Bools

    @staticmethod
    def of(values: Floats, filled: Bools) -> Replicates:
        """From the value of the whole and then those without each bucket: shape (1 + rows,)."""
        return Replicates(float(values[0]), values[1:], filled)

    @cached_property
    def k(self) -> int:
        """How many buckets are not empty."""
        return int(self.filled.sum())

    @property
    def computable(self) -> bool:
        """Whether the value and every replicate exist."""
        return bool(np.isfinite(self.value) and np.isfinite(self.without[self.filled]).all())

    @cached_property
    def variance(self) -> float:
        """The jackknife variance; nan with fewer than two non-empty buckets."""
        if self.k < 2:
            return float("nan")
        apart = self.without[self.filled]
        apart = apart - apart.sum() / self.k
        return float((self.k - 1) / self.k * (apart * apart).sum())

    def map(self, function: Callable[[Floats], Floats]) -> Replicates:
        """The same replicates on another scale, such as the logarithm."""
        return Replicates(
            float(function(np.asarray([self.value]))[0]), function(self.without), self.filled
        )


def left_out(sums: Floats) -> Floats:
    """The whole, then the whole without each row: (1 + rows, ...) from (rows, ...)."""
    total = sums.sum(axis=0, keepdims=True)
    return np.concatenate([total, total - sums])


def leave_one_out(sums: Floats, value: Callable[[Floats], Floats], filled: Bools) -> Replicates:
    """Replicates of `value` over sums of shape (rows, ...), a row for each bucket or one more.

    `value` maps sums of shape (m, ...) to m values: one call for the whole and all replicates.
    """
    return Replicates.of(value(left_out(sums)), filled)


def minus(first: Replicates, second: Replicates) -> Replicates:
    """Joint replicates of a difference: each bucket is left out of both at once."""
    return Replicates(
        first.value - second.value,
        first.without - second.without,
        first.filled | second.filled,
    )


def covariance(first: Replicates, second: Replicates) -> float:
    """Jackknife covariance over the buckets that either has; nan with fewer than two."""
    joint = first.filled | second.filled
    k = int(joint.sum())
    if k < 2:
        return float("nan")
    a, b = first.without[joint], second.without[joint]
    return float((k - 1) / k * ((a - a.sum() / k) * (b - b.sum() / k)).sum())


def correlation(first: Replicates, second: Replicates) -> float:
    """Correlation of two estimates; 0 if one of them is constant."""
    spread = first.variance * second.variance
    if not spread > 0:
        return 0.0
    return max(-1.0, min(1.0, covariance(first, second) / sqrt(spread)))


def satterthwaite(first: Replicates, second: Replicates) -> float:
    """Degrees of freedom of a difference, from each side's own variance and k - 1.

    Satterthwaite (1946) Biometrics Bulletin 2:110-114. The joint number of buckets would
    undercover when one side is much smaller.
    """
    v1, v2 = first.variance, second.variance
    if not v1 + v2 > 0:
        return float(min(first.k, second.k) - 1)
    return (v1 + v2) ** 2 / (v1 * v1 / (first.k - 1) + v2 * v2 / (second.k - 1))


def effective_df(replicates: Replicates) -> float:
    """Degrees of freedom of the variance when few buckets carry most of it; at most k - 1.

    1.5 · (sum d²)² / sum d⁴ over the deviations d of the replicates, where k - 1 holds only if all
    buckets weigh alike. Johnson & Rust (1992, J. Educational Statistics 17:175-190) put a factor
    near 3 there, right for normal d. Heavy-tailed amounts hide their largest values from small
    samples, so that the sum of d⁴ comes out too small; 1.5 was chosen by simulation (numbers in
    docs/reference/coverage.md). Joint replicates of a gap need nothing more: buckets that only
    one side has, unequal groups and the same accounts in both are all seen in d. Needs spread.
    """
    without = replicates.without[replicates.filled]
    squares = (without - without.mean()) ** 2
    effective = 1.5 * float(squares.sum()) ** 2 / float((squares * squares).sum())
    return min(replicates.k - 1.0, effective)


def moves(replicates: Replicates) -> bool:
    """Whether the replicates of a logarithm spread by more than rounding does."""
    return replicates.variance > _ROUNDING


def move_apart(first: Replicates, second: Replicates) -> bool:
    """Whether two estimates differ in more than a constant: else their gap has no variance.

    Two constants, such as all won against none won, do not: their limits come from elsewhere.
    """
    apart = first.variance + second.variance
    return apart == 0 or minus(first, second).variance > _ROUNDING * apart


def kish(sums: Floats) -> float:
    """Effective number of accounts behind a sum: S²/q, from bucket sums of shape (BUCKETS,).

    q = (sum X_b² - S²/128) · 128/127 estimates the sum of squares over accounts. A sum that is
    spread evenly has as many effective accounts as accounts; one that hangs on a few has few.
    """
    sums = sums[:BUCKETS]
    total = float(sums.sum())
    squares = (float((sums * sums).sum()) - total * total / BUCKETS) * BUCKETS / (BUCKETS - 1)
    return float("inf") if squares <= 0 else total * total / squares
