"""Coverage of a value, a gap and a change, whatever the estimator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from typing import Protocol

import numpy as np

from icp_metrics.statistics.estimate import Difference, Estimate, Estimator, Rules, Sums
from icp_metrics.statistics.jackknife import BUCKETS, Floats, Ints
from icp_metrics.statistics.time_to import TimeTo

RULES = Rules()
_HIDDEN = (TimeTo,)
"""Estimators whose range is not promised, and counted as none here, where too few events are."""

Limits = tuple[float | None, float | None]


class Population(Protocol):
    """Accounts to draw from, in one period or in two of the same accounts."""

    @property
    def estimator(self) -> Estimator:
        """What is estimated."""
        ...

    def drawn(self, accounts: int, runs: int, rng: np.random.Generator) -> Iterator[list[Sums]]:
        """For each run, the sums of the same random accounts in each period."""
        ...

    def true(self, settled: Estimator) -> list[float]:
        """The true value of each period, to the horizon that was settled."""
        ...


def keyed(keys: Ints, bucket: Ints, amounts: Floats, held: Ints, accounts: int) -> Sums:
    """Sums by key from rows (key, bucket, amounts of each column); `held`: each fact's bucket."""
    own, at = np.unique(keys, return_inverse=True)
    cell = bucket * len(own) + at
    values = np.zeros((BUCKETS * len(own), len(amounts)))
    for i, column in enumerate(amounts):
        values[:, i] = np.bincount(cell, column, len(values))
    shaped = values.reshape(BUCKETS, len(own), len(amounts))
    return Sums(shaped, np.bincount(held, minlength=BUCKETS).astype(float), accounts, own)


@dataclass(frozen=True)
class Coverage:
    """Over the runs: the share with an interval, and of those the share that holds the truth.

    `missed_low` and `missed_high`: the share of intervals that lie below and above it. `width`:
    the median, since the mean of heavy-tailed widths says nothing; of those with both limits.
    """

    estimable: float
    covered: float
    missed_low: float
    missed_high: float
    width: float

    @staticmethod
    def of(limits: Iterable[Limits], true: float | Sequence[float]) -> Coverage:
        """Coverage of a true value, or of each run's own, by limits; None is without interval."""
        every = list(limits)
        has = np.asarray([low is not None for low, _ in every])
        if not has.any():
            return Coverage(0.0, *[float("nan")] * 4)
        known = np.asarray([pair for pair in every if pair[0] is not None], dtype=np.float64)
        low, high = known.reshape(-1, 2).T
        truth = np.broadcast_to(true, len(every))[has]
        below, above = float((high < truth).mean()), float((low > truth).mean())
        width = float(np.nanmedian(high - low))
        return Coverage(len(known) / len(every), 1 - below - above, below, above, width)


def of_value(population: Population, accounts: int, runs: int, seed: int = 1) -> Coverage:
    """Coverage of a group's value."""
    rng = np.random.default_rng(seed)
    limits: list[Limits] = []
    truths = []
    for sums in population.drawn(accounts, runs, rng):
        settled = population.estimator.settle(sums[:1], RULES)
        found = _estimate(settled, sums[0])
        limits.append((found.low, found.high))
        truths.append(population.true(settled)[0])
    return Coverage.of(limits, truths)


def of_gap(
    first: Population, second: Population, accounts: tuple[int, int], runs: int, seed: int = 1
) -> tuple[Coverage, Coverage | None]:
    """Coverage of a gap between two groups: as a difference and, for amounts, as a ratio."""
    rng = np.random.default_rng(seed)
    pairs = zip(
        first.drawn(accounts[0], runs, rng), second.drawn(accounts[1], runs, rng), strict=True
    )
    gaps, truths = [], []
    for a, b in pairs:
        settled = first.estimator.settle([a[0], b[0]], RULES)
        gaps.append(_difference(settled, a[0], b[0]))
        truths.append((first.true(settled)[0], second.true(settled)[0]))
    return _both(gaps, truths)


def of_change(
    population: Population, accounts: int, runs: int, seed: int = 1
) -> tuple[Coverage, Coverage | None]:
    """Coverage of the change from the second period to the first on the same accounts."""
    rng = np.random.default_rng(seed)
    changes, truths = [], []
    for now, before in population.drawn(accounts, runs, rng):
        settled = population.estimator.settle([now, before], RULES)
        changes.append(_difference(settled, now, before))
        a, b = population.true(settled)
        truths.append((a, b))
    return _both(changes, truths)


def _estimate(settled: Estimator, sums: Sums) -> Estimate:
    found = settled.estimate(sums, RULES)
    if isinstance(settled, _HIDDEN) and found.status == "insufficient":
        return Estimate.unknown("low_n")
    return found


def _difference(settled: Estimator, first: Sums, second: Sums) -> Difference:
    return settled.difference(_estimate(settled, first), _estimate(settled, second), RULES)


def _both(
    gaps: list[Difference], truths: list[tuple[float, float]]
) -> tuple[Coverage, Coverage | None]:
    difference = Coverage.of([(g.low, g.high) for g in gaps], [a - b for a, b in truths])
    if all(g.ratio_low is None for g in gaps):
        return difference, None
    logs: list[Limits] = [
        (None, None) if g.ratio_low is None or g.ratio_high is None
        else (log(g.ratio_low), log(g.ratio_high))
        for g in gaps
    ]  # fmt: skip
    return difference, Coverage.of(logs, [log(a / b) for a, b in truths])
