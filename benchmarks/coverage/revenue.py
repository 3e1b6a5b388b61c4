"""Recurring revenue: what is left of it after a year, and what a customer brings in two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from benchmarks.coverage.measure import keyed
from icp_metrics.statistics.estimate import Estimator, Sums
from icp_metrics.statistics.horizon import Horizon
from icp_metrics.statistics.jackknife import BUCKETS, Floats, Ints
from icp_metrics.statistics.ratio import Ratio
from icp_metrics.statistics.retained import Retained


@dataclass(frozen=True)
class Book:
    """Customers with lognormal MRR, a year on.

    `churn` of them are gone, `shrink` keep between 30 and 100 % of it, `grow` (counted in NRR
    only) add 40 % of it on average, exponentially. With `largest`, one customer has that share
    of all MRR at the start. With two periods, the same customers are seen twice.
    """

    churn: float
    shrink: float
    grow: float = 0.0
    sigma: float = 1.0
    largest: float = 0.0
    periods: int = 1

    @property
    def estimator(self) -> Estimator:
        """GRR, or NRR where customers grow."""
        return Ratio(share=False) if self.grow else Retained()

    def true(self, settled: Estimator) -> list[float]:
        """Mean share kept: what a customer keeps does not depend on its size."""
        return [1 - self.churn - self.shrink * 0.35 + self.grow * 0.4] * self.periods

    def drawn(self, accounts: int, runs: int, rng: np.random.Generator) -> Iterator[list[Sums]]:
        """For each run, what the same random customers paid and pay, in each period."""
        for _ in range(runs):
            paid = np.exp(rng.normal(0, self.sigma, accounts))
            if self.largest:
                paid[0] = paid[1:].sum() * self.largest / (1 - self.largest)
            bucket = rng.integers(0, BUCKETS, accounts)
            held = np.bincount(bucket, minlength=BUCKETS).astype(float)
            yield [
                Sums(
                    np.stack(
                        [
                            np.bincount(bucket, paid * self._kept(rng, accounts), BUCKETS),
                            np.bincount(bucket, paid, BUCKETS),
                        ],
                        axis=1,
                    ),
                    held,
                    accounts,
                )
                for _ in range(self.periods)
            ]

    def _kept(self, rng: np.random.Generator, n: int) -> Floats:
        luck = rng.random(n)
        ends = np.cumsum([self.churn, self.shrink, self.grow])
        return np.select(
            [luck < ends[0], luck < ends[1], luck < ends[2]],
            [np.zeros(n), rng.uniform(0.3, 1, n), 1 + rng.exponential(0.4, n)],
            1.0,
        )


@dataclass(frozen=True)
class Lifetimes:
    """Customers who leave with the same chance each month, seen for three years.

    They begin in those years or up to two years before. Margin is lognormal with `sigma` and
    grows by 1 % a month.
    """

    churn: float
    sigma: float = 0.5
    estimator: ClassVar[Estimator] = Horizon()

    def true(self, settled: Estimator) -> list[float]:
        """Expected margin to the horizon; nan where there is none, as no range is."""
        if settled.horizon is None:
            return [float("nan")]
        k = np.arange(settled.horizon)
        mean = np.exp(self.sigma**2 / 2)
        return [float(mean * ((1 - self.churn) ** k * 1.01**k).sum())]

    def drawn(self, accounts: int, runs: int, rng: np.random.Generator) -> Iterator[list[Sums]]:
        """For each run, account-months by tenure of random customers."""
        for _ in range(runs):
            yield [self.lived(accounts, rng)]

    def lived(self, accounts: int, rng: np.random.Generator, bucket: Ints | None = None) -> Sums:
        """Account-months by tenure of random customers, in buckets given or random too."""
        k = np.arange(24)
        began = rng.integers(-24, 36, accounts)[:, None] + k
        stays = rng.geometric(self.churn, accounts)[:, None]
        seen = (began >= 0) & (began < 36)
        active = seen & (k < stays)
        at_risk = seen & (k <= stays)
        margin = np.exp(rng.normal(0, self.sigma, accounts))[:, None] * 1.01**k * active
        there = (active | at_risk).any(axis=1)
        of = rng.integers(0, BUCKETS, accounts) if bucket is None else bucket
        columns = [active, at_risk, at_risk & (k == stays), margin, margin]
        amounts = np.stack([c.astype(float).ravel() for c in columns])
        tenure = np.broadcast_to(k, active.shape).ravel()
        return keyed(tenure, np.repeat(of, len(k)), amounts, of[there], int(there.sum()))
