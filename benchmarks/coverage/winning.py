"""What customers cost to win, and in how many months they pay it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from icp_metrics.statistics.acquisition import Acquisition
from icp_metrics.statistics.estimate import Estimator, Sums
from icp_metrics.statistics.jackknife import BUCKETS, Floats, Ints
from icp_metrics.statistics.payback import Payback


@dataclass(frozen=True)
class Prospects:
    """Accounts with 1 + Poisson(1) deals, each won with a chance of `rate`; a customer is won once.

    A deal costs the same but for its month (sigma 0.3). With `tagged`, cost is lognormal with that
    sigma instead, whoever is won. `nobody`: spend that no account bears, as a multiple of the rest.
    `margin`: sigma of the lognormal margin a month of who is won, known of nine in ten; then it is
    payback that is estimated.
    """

    rate: float
    tagged: float = 0.0
    nobody: float = 0.0
    margin: float | None = None

    @property
    def estimator(self) -> Estimator:
        """Cost per customer, or months to pay it back."""
        return Acquisition() if self.margin is None else Payback()

    def true(self, settled: Estimator) -> list[float]:
        """Cost per customer, or by the mean margin of one, which is 1."""
        return [self._cost]

    def drawn(self, accounts: int, runs: int, rng: np.random.Generator) -> Iterator[list[Sums]]:
        """For each run, what random accounts cost and bring."""
        for _ in range(runs):
            yield [self.worked(accounts, rng)[0]]

    def worked(self, accounts: int, rng: np.random.Generator) -> tuple[Sums, Ints]:
        """What random accounts cost and bring, and the bucket of each that was won."""
        columns = self._accounts(rng, accounts)
        bucket = rng.integers(0, BUCKETS, accounts)
        rows = np.stack([np.bincount(bucket, c, BUCKETS) for c in columns], axis=1)
        held = np.bincount(bucket, minlength=BUCKETS).astype(float)
        none_bears = np.zeros((1, rows.shape[1]))
        none_bears[0, 0] = self.nobody * self._mean * accounts
        sums = Sums(np.vstack([rows, none_bears]), np.append(held, 1.0), accounts)
        return sums, bucket[columns[1] > 0]

    @cached_property
    def _means(self) -> Floats:
        drawn = self._accounts(np.random.default_rng(23), 2_000_000)
        return np.asarray([c.mean() for c in drawn])

    @property
    def _mean(self) -> float:
        return float(self._means[0])

    @cached_property
    def _cost(self) -> float:
        return (1 + self.nobody) * self._mean / float(self._means[1])

    def _accounts(self, rng: np.random.Generator, n: int) -> list[Floats]:
        deals = 1 + rng.poisson(1, n)
        sigma = self.tagged or 0.3
        spread = np.exp(rng.normal(0, sigma, n))
        cost = spread if self.tagged else deals * spread
        won = (rng.random(n) < 1 - (1 - self.rate) ** deals).astype(float)
        if self.margin is None:
            return [cost, won]
        known = won * (rng.random(n) < 0.9)
        each = np.exp(rng.normal(0, self.margin, n) - self.margin**2 / 2)
        return [cost, won, each * known, known]
