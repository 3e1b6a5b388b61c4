"""Answers to surveys: the Net Promoter Score, and how many are satisfied."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from benchmarks.coverage.sales import ACCOUNTS, Ratios
from icp_metrics.statistics.jackknife import Floats, Ints
from icp_metrics.statistics.mean_score import MeanScore
from icp_metrics.statistics.net_promoter import NetPromoter
from icp_metrics.statistics.ratio import Ratio

Mix = tuple[float, float, float]
"""Shares of promoters, passives and detractors."""


@dataclass(frozen=True, eq=False)
class Scores(Ratios):
    """Accounts with their promoters, passives and detractors in each period."""

    @cached_property
    def _true(self) -> list[float]:
        whole = self.sums.sum(axis=1)
        return [float(100 * (p - d) / (p + q + d)) for p, q, d in whole]


def scores(
    mix: Mix, *, later: Mix | None = None, icc: float = 0.2, by_account: bool = False
) -> Scores:
    """1 + Poisson(2) answers per account; the mix of accounts is Dirichlet with mean `mix`.

    `icc` is the correlation of two answers of one account. With `later`, a second period in which
    each account's mix is moved as much and its answers are new. `by_account`: averaged, so that
    each account counts once.
    """
    rng = np.random.default_rng(30)
    own = rng.dirichlet(np.asarray(mix) * (1 / icc - 1), ACCOUNTS)
    periods, facts = [], []
    for now in [mix] if later is None else [mix, later]:
        moved = own * np.asarray(now) / np.asarray(mix)
        given = 1 + rng.poisson(2, ACCOUNTS)
        counts = rng.multinomial(given, moved / moved.sum(axis=1, keepdims=True))
        periods.append(counts / given[:, None] if by_account else counts)
        facts.append(given)
    return Scores(NetPromoter(), np.asarray(periods, float), np.asarray(facts, float))


def satisfied(p: float, *, by_account: bool = False) -> Ratios:
    """As many answers per account, of which a share with mean `p` is in the top boxes."""
    rng, given, level = _accounts(p, 31)
    top = rng.binomial(given, level).astype(np.float64)
    estimator = MeanScore(top=1.0) if by_account else Ratio(share=True)
    return Ratios(estimator, _summed(top, given, by_account=by_account))


def mean_scores(p: float) -> Ratios:
    """Answers from 1 to 5, as 0 to 100: the steps of four above 1 are taken with mean `p`."""
    rng, given, level = _accounts(p, 32)
    points = 25.0 * rng.binomial(4 * given, level)
    return Ratios(MeanScore(), _summed(points, given, by_account=False))


def _accounts(p: float, seed: int) -> tuple[np.random.Generator, Ints, Floats]:
    """Answers of each account, and how satisfied it is; two of its answers correlate by 0.2."""
    rng = np.random.default_rng(seed)
    size = 1 / 0.2 - 1
    given = 1 + rng.poisson(2, ACCOUNTS)
    return rng, given, rng.beta(p * size, (1 - p) * size, ACCOUNTS)


def _summed(y: Floats, given: Ints, *, by_account: bool) -> Floats:
    """Shape (1, ACCOUNTS, 2): y and the number of answers; of averages, that of accounts."""
    x = given.astype(np.float64)
    each = x if by_account else np.ones(len(x))
    return np.stack([y / each, x / each], axis=1)[None]
