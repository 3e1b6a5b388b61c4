"""Customers who renew by the year, each with a chance of its own, and what is projected of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from benchmarks.coverage.measure import keyed
from icp_metrics.statistics.estimate import Estimator, Sums
from icp_metrics.statistics.jackknife import BUCKETS
from icp_metrics.statistics.projection import YEARS, Projection


@dataclass(frozen=True)
class Renewals:
    """The chance to leave at a renewal is a beta number, the same at all of a customer's renewals.

    They began 1 to `years` years ago, evenly, and are seen at their last `seen` renewals. Margin a
    year is lognormal with `sigma`.
    """

    alpha: float
    beta: float
    years: int = 4
    seen: int = 4
    sigma: float = 0.6
    estimator: ClassVar[Estimator] = Projection()

    def true(self, settled: Estimator) -> list[float]:
        """Expected margin of five years; nan where there is none, as no range is."""
        if settled.horizon is None:
            return [float("nan")]
        t = np.arange(YEARS - 1)
        there = np.cumprod((self.beta + t) / (self.alpha + self.beta + t))
        return [float(np.exp(self.sigma**2 / 2) * (1 + there.sum()))]

    def drawn(self, accounts: int, runs: int, rng: np.random.Generator) -> Iterator[list[Sums]]:
        """For each run, renewals by their number of random customers."""
        t = np.arange(1, self.years + 1)
        for _ in range(runs):
            leaves = rng.geometric(rng.beta(self.alpha, self.beta, accounts))[:, None]
            age = rng.integers(1, self.years + 1, accounts)[:, None]
            up = (t <= age) & (t > age - self.seen) & (t <= leaves)
            margin = np.exp(rng.normal(0, self.sigma, accounts))[:, None] * up
            bucket = np.broadcast_to(rng.integers(0, BUCKETS, accounts)[:, None], up.shape)[up]
            columns = np.stack([up, up & (t == leaves), margin, margin])[:, up].astype(float)
            keys = np.broadcast_to(t, up.shape)[up]
            yield [keyed(keys, bucket, columns, bucket, int(up.any(axis=1).sum()))]
