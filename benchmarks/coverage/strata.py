"""Groups that consist of strata in different parts: coverage of the gap at like mix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

import numpy as np

from benchmarks.coverage.measure import RULES, Coverage, Limits, Population
from icp_metrics.statistics.estimate import Estimator, Sums
from icp_metrics.statistics.standardised import Sides, Standardised, standardised

_MANY = 150_000
"""So many accounts of each group that what they give is the truth, to a fifth of a point."""


@dataclass(frozen=True, eq=False)
class Mixed:
    """Two groups: their populations in each stratum, and the part of each stratum in them.

    `estimator`: settled, so that all runs have one horizon.
    """

    estimator: Estimator
    first: Sequence[Population]
    second: Sequence[Population]
    parts: tuple[Sequence[float], Sequence[float]]

    @cached_property
    def _parts(self) -> tuple[list[float], list[float]]:
        return list(self.parts[0]), list(self.parts[1])

    def drawn(self, accounts: tuple[int, int], rng: np.random.Generator) -> list[Sides]:
        """The sums of both groups in each stratum, of random accounts."""
        return list(
            zip(
                self._side(self.first, accounts[0], self._parts[0], rng),
                self._side(self.second, accounts[1], self._parts[1], rng),
                strict=True,
            )
        )

    def _side(
        self,
        of: Sequence[Population],
        accounts: int,
        parts: Sequence[float],
        rng: np.random.Generator,
    ) -> Iterator[Sums]:
        keyed = self.estimator.keyed_by is not None
        for population, n in zip(of, rng.multinomial(accounts, parts), strict=True):
            if n == 0:
                yield Sums.none(len(self.estimator.columns), keyed=keyed)
            else:
                [[sums]] = population.drawn(int(n), 1, rng)
                yield sums

    def found(self, accounts: tuple[int, int], rng: np.random.Generator) -> Standardised | None:
        """The gap at like mix of one draw."""
        return standardised(self.estimator, self.drawn(accounts, rng), RULES)


def of_adjusted(
    mixed: Mixed, accounts: tuple[int, int], runs: int, seed: int = 1
) -> tuple[Coverage, Coverage | None]:
    """Coverage of the gap at like mix: as a difference and, for amounts, as a ratio.

    The truth is that of very many accounts in the same proportion of the groups, since the common
    mix is that of both.
    """
    rng = np.random.default_rng(seed)
    scale = _MANY / max(accounts)
    whole = mixed.found((round(accounts[0] * scale), round(accounts[1] * scale)), rng)
    assert whole is not None and whole.gap.value is not None
    limits: list[Limits] = []
    logs: list[Limits] = []
    for _ in range(runs):
        found = mixed.found(accounts, rng)
        gap = None if found is None else found.gap
        limits.append((None, None) if gap is None else (gap.low, gap.high))
        if gap is None or gap.ratio_low is None or gap.ratio_high is None:
            logs.append((None, None))
        else:
            logs.append((log(gap.ratio_low), log(gap.ratio_high)))
    difference = Coverage.of(limits, whole.gap.value)
    if whole.gap.ratio is None:
        return difference, None
    return difference, Coverage.of(logs, log(whole.gap.ratio))
