"""How long deals take to win, and how long customers stay: censored, and entering late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from benchmarks.coverage.measure import keyed
from icp_metrics.statistics.estimate import Estimator, Sums
from icp_metrics.statistics.jackknife import BUCKETS, Bools, Floats, Ints
from icp_metrics.statistics.reaching import Reaching
from icp_metrics.statistics.surviving import Surviving
from icp_metrics.statistics.time_to import TimeTo

YEAR = 365

_MANY = 1_000_000
"""Deals from which the truth is known."""


@dataclass(frozen=True)
class Deals:
    """1 + Poisson(`deals` - 1) deals per account in a window of a year.

    One deal of each account is created in the window, the others up to a year before it, which
    enter late if they are still open. A deal is won with a beta-distributed probability of its
    account with mean `won` (correlation of two deals 0.2), after a lognormal time with median
    `days`; the others are lost in half that time. `between` and `within` are the sigmas of the
    time between accounts and within them. Open ones are censored at the end of the window.
    """

    days: float = 60
    won: float = 0.4
    between: float = 0.4
    within: float = 0.8
    deals: float = 3
    periods: int = 1
    estimator: ClassVar[Estimator] = TimeTo()

    @cached_property
    def _won_by(self) -> Ints:
        """How many of `_MANY` deals are won by each day."""
        rng = np.random.default_rng(22)
        level, rate = self._accounts(rng, _MANY)
        won, days = self._outcomes(rng, level, rate)
        return np.cumsum(np.bincount(days[won & (days <= YEAR)], minlength=YEAR + 1))

    @cached_property
    def _medians(self) -> Ints:
        """The true median by horizon."""
        counts = self._won_by
        return np.asarray([np.argmax(counts >= counts[h] / 2) for h in range(YEAR + 1)])

    def true(self, settled: Estimator) -> list[float]:
        """The median days to win among deals won by the horizon."""
        assert settled.horizon is not None
        return [float(self._medians[settled.horizon])] * self.periods

    def drawn(self, accounts: int, runs: int, rng: np.random.Generator) -> Iterator[list[Sums]]:
        """For each run, the life table of the same random accounts in each period."""
        for _ in range(runs):
            level, rate = self._accounts(rng, accounts)
            bucket = rng.integers(0, BUCKETS, accounts)
            yield [self._window(rng, level, rate, bucket) for _ in range(self.periods)]

    def _accounts(self, rng: np.random.Generator, n: int) -> tuple[Floats, Floats]:
        size = 1 / 0.2 - 1
        return rng.normal(0, 1, n), rng.beta(self.won * size, (1 - self.won) * size, n)

    def _outcomes(
        self, rng: np.random.Generator, level: Floats, rate: Floats
    ) -> tuple[Bools, Ints]:
        won = rng.random(len(level)) < rate
        logs = self.between * level + rng.normal(0, self.within, len(level))
        return won, (np.where(won, 1.0, 0.5) * self.days * np.exp(logs)).astype(np.int64)

    def _window(self, rng: np.random.Generator, level: Floats, rate: Floats, bucket: Ints) -> Sums:
        count = 1 + rng.poisson(self.deals - 1, len(level))
        account = np.repeat(np.arange(len(level)), count)
        created = rng.integers(-YEAR, YEAR, len(account))
        first = np.cumsum(count) - count
        created[first] = rng.integers(0, YEAR, len(level))
        won, days = self._outcomes(rng, level[account], rate[account])
        entry, last = np.maximum(0, -created), YEAR - created - 1
        seen = days >= entry
        kind = np.where(days > last, 3, np.where(won, 1, 2))[seen]
        return _life_table(
            entry[seen], np.minimum(days, last)[seen], kind, bucket[account[seen]], 4, account[seen]
        )


@dataclass(frozen=True)
class Wins(Deals):
    """The same deals, of which the share won by the horizon is asked."""

    estimator: ClassVar[Estimator] = Reaching()

    def true(self, settled: Estimator) -> list[float]:
        """The share won by the horizon."""
        assert settled.horizon is not None
        return [float(self._won_by[settled.horizon]) / _MANY] * self.periods


@dataclass(frozen=True)
class Customers:
    """Customers who stay for an exponential time, of whom `leave` are gone after a year.

    They begin at random days of a `window`, and of the `before` days before: these enter late.
    Those still there are censored at the end.
    """

    leave: float
    before: int = 0
    window: int = 2 * YEAR
    estimator: ClassVar[Estimator] = Surviving(day=YEAR)

    def true(self, settled: Estimator) -> list[float]:
        """The share still there after the day."""
        return [float((1 - self.leave) ** ((YEAR + 1) / YEAR))]

    def drawn(self, accounts: int, runs: int, rng: np.random.Generator) -> Iterator[list[Sums]]:
        """For each run, the life table of random customers."""
        rate = -np.log(1 - self.leave) / YEAR
        for _ in range(runs):
            days = rng.exponential(1 / rate, accounts).astype(np.int64)
            began = rng.integers(-self.before, self.window, accounts)
            entry, last = np.maximum(0, -began), self.window - began - 1
            seen = days >= entry
            kind = np.where(days > last, 2, 1)[seen]
            bucket = rng.integers(0, BUCKETS, accounts)[seen]
            stayed = np.minimum(days, last)[seen]
            yield [_life_table(entry[seen], stayed, kind, bucket, 3, np.flatnonzero(seen))]


def _life_table(
    entry: Ints, left: Ints, kind: Ints, bucket: Ints, columns: int, account: Ints
) -> Sums:
    """Each fact twice, as it enters and as it leaves in column `kind`."""
    amounts = np.zeros((columns, 2 * len(entry)))
    amounts[0, : len(entry)] = 1
    amounts[kind, len(entry) + np.arange(len(entry))] = 1
    both = np.concatenate([bucket, bucket])
    days = np.concatenate([entry, left])
    return keyed(days, both, amounts, bucket, len(np.unique(account)))
