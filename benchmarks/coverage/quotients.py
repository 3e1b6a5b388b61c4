"""What a customer brings by what winning one costs: coverage of a quotient of two figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import log

import numpy as np

from benchmarks.coverage.measure import RULES, Coverage, Limits
from benchmarks.coverage.revenue import Lifetimes
from benchmarks.coverage.winning import Prospects
from icp_metrics.statistics.acquisition import Acquisition
from icp_metrics.statistics.estimate import Estimate, Sums
from icp_metrics.statistics.horizon import Horizon
from icp_metrics.statistics.quotient import Quotient


@dataclass(frozen=True)
class Worth:
    """Accounts that cost as `prospects` do; those won bring what `lifetimes` say, for two years."""

    prospects: Prospects
    lifetimes: Lifetimes

    @property
    def true(self) -> float:
        """Margin to the horizon by cost per customer."""
        settled = Horizon(24)
        return self.lifetimes.true(settled)[0] / self.prospects.true(Acquisition())[0]

    def found(self, accounts: int, rng: np.random.Generator) -> Estimate:
        """The quotient of random accounts; the same buckets are in both parts."""
        cost, won = self.prospects.worked(accounts, rng)
        margin = _beside_nowhere(self.lifetimes.lived(len(won), rng, won))
        settled = Horizon().settle([margin], RULES)
        if settled.horizon != 24:
            return Estimate.unknown("right_edge")
        return Quotient().combine(
            settled.estimate(margin, RULES), Acquisition().estimate(cost, RULES), RULES
        )


def _beside_nowhere(sums: Sums) -> Sums:
    """With a row for what belongs to no account, which cost has."""
    values = np.concatenate([sums.values, np.zeros_like(sums.values[:1])])
    return replace(sums, values=values, facts=np.append(sums.facts, 0.0))


def of_worth(worth: Worth, accounts: int, runs: int, seed: int = 1) -> Coverage:
    """Coverage of a quotient."""
    rng = np.random.default_rng(seed)
    found = [worth.found(accounts, rng) for _ in range(runs)]
    return Coverage.of([(e.low, e.high) for e in found], worth.true)


def of_gap_of_worths(
    first: Worth, second: Worth, accounts: tuple[int, int], runs: int, seed: int = 1
) -> tuple[Coverage, Coverage]:
    """Coverage of a gap of quotients: as a difference, and as the ratio that decides."""
    rng = np.random.default_rng(seed)
    gaps: list[Limits] = []
    logs: list[Limits] = []
    for _ in range(runs):
        sides = first.found(accounts[0], rng), second.found(accounts[1], rng)
        gap = Quotient().difference(*sides, RULES)
        gaps.append((gap.low, gap.high))
        if gap.ratio_low is None or gap.ratio_high is None:
            logs.append((None, None))
        else:
            logs.append((log(gap.ratio_low), log(gap.ratio_high)))
    a, b = first.true, second.true
    return Coverage.of(gaps, a - b), Coverage.of(logs, log(a / b))
