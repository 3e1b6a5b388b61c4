"""Deals: how many are won, and how large they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from icp_metrics.statistics.estimate import Estimator, Sums
from icp_metrics.statistics.jackknife import BUCKETS, Floats
from icp_metrics.statistics.ratio import Ratio

ACCOUNTS = 2**18
_AT_ONCE = 4_000_000


@dataclass(frozen=True, eq=False)
class Ratios:
    """Accounts drawn with replacement: shape (periods, ACCOUNTS, columns), in each period what the
    estimator sums: of a ratio y and x. `facts`: how many each account has, shape (periods,
    ACCOUNTS); 1 where not given, since most estimators only ask whether there are any."""

    estimator: Estimator
    sums: Floats
    facts: Floats | None = None

    @cached_property
    def _true(self) -> list[float]:
        return [float(y / x) for y, x in self.sums.sum(axis=1)]

    def true(self, settled: Estimator) -> list[float]:
        """The true ratio of each period."""
        return self._true

    def drawn(self, accounts: int, runs: int, rng: np.random.Generator) -> Iterator[list[Sums]]:
        """For each run, the sums of the same random accounts in each period."""
        facts = np.ones(self.sums.shape[:2]) if self.facts is None else self.facts
        for start in range(0, runs, step := max(1, _AT_ONCE // accounts)):
            m = min(step, runs - start)
            who = rng.integers(0, ACCOUNTS, m * accounts)
            bucket = rng.integers(0, BUCKETS, m * accounts)
            cell = np.repeat(np.arange(m) * BUCKETS, accounts) + bucket
            # Shape (m, BUCKETS, columns and facts) for each period.
            added = [
                np.stack(
                    [
                        np.bincount(cell, column[who], m * BUCKETS).reshape(m, BUCKETS)
                        for column in (*period.T, held)
                    ],
                    axis=2,
                ).astype(np.float64)
                for period, held in zip(self.sums, facts, strict=True)
            ]
            for run in range(m):
                yield [Sums(a[run, :, :-1], a[run, :, -1], accounts) for a in added]


def win_rates(p: float, *, later: float | None = None, icc: float = 0.15) -> Ratios:
    """1 + Poisson(2) deals per account; the win rate of accounts is beta with mean p.

    `icc` is the correlation of two deals of one account. With `later`, a second period in which
    each account's rate is p's times later / p and its deals are new.
    """
    rng = np.random.default_rng(20)
    size = 1 / icc - 1
    rate = rng.beta(p * size, (1 - p) * size, ACCOUNTS)
    periods = []
    for factor in [1.0] if later is None else [1.0, later / p]:
        deals = 1 + rng.poisson(2, ACCOUNTS)
        won = rng.binomial(deals, np.minimum(1, rate * factor))
        periods.append(np.stack([won, deals], axis=1))
    return Ratios(Ratio(share=True), np.asarray(periods, dtype=np.float64))


def deal_sizes(of_account: float, of_deal: float, *, deals: float = 3, periods: int = 1) -> Ratios:
    """Lognormal amounts; the two sigmas are the spread between accounts and within them.

    Won deals per account are geometric with mean `deals`; an account keeps its level over periods.
    """
    rng = np.random.default_rng(21)
    level = rng.normal(0, of_account, ACCOUNTS)
    sums = []
    for _ in range(periods):
        won = rng.geometric(1 / deals, ACCOUNTS)
        account = np.repeat(np.arange(ACCOUNTS), won)
        amounts = np.exp(level[account] + rng.normal(0, of_deal, len(account)))
        sums.append(np.stack([np.bincount(account, amounts), won], axis=1))
    return Ratios(Ratio(share=False), np.asarray(sums))
