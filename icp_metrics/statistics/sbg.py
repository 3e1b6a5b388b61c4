"""How long customers stay beyond what was seen: the shifted beta-geometric model (sBG).

Each customer leaves at a renewal with a chance of its own, the same at all its renewals; chances
differ between customers as a beta distribution does. Those who leave easily leave first, so the
retention of those that are left rises from renewal to renewal. Fader & Hardie (2007) How to
project customer retention, J. Interactive Marketing 21(1):76-90. What comes of it is a projection
and is called one wherever it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, lgamma, log

import numpy as np

from icp_metrics.statistics.jackknife import Bools, Floats

FEWEST_RENEWALS = 3
"""With fewer renewals seen there is nothing to project from: two already fit two parameters."""

ALIKE, APART = 1e6, 1e-4
"""The largest and the smallest alpha + beta. Customers who are all alike (retention that does not
rise) would need an infinite one, customers who leave at once or never one of 0: at these the
curve is the limit's to six digits."""

_STEPS, _HALVINGS, _FRACTIONS = 47, 50, 2000


@dataclass(frozen=True)
class Sbg:
    """The model: `alpha` and `beta` of the chance of leaving; `loglik` of what it was fitted to.

    Renewals are numbered from 1; a customer is there from 0 on.
    """

    alpha: float
    beta: float
    loglik: float = 0.0

    @property
    def mean_churn(self) -> float:
        """The mean chance of leaving: alpha / (alpha + beta), which is 1 - r(1)."""
        return self.alpha / (self.alpha + self.beta)

    def retention(self, renewal: int) -> float:
        """r(t) = (beta + t - 1) / (alpha + beta + t - 1): of those there before, who renew.

        Fader & Hardie (2007) eq. 8. Checked against Fader & Hardie (2007), Figure 5.
        """
        return (self.beta + renewal - 1) / (self.alpha + self.beta + renewal - 1)

    def survival(self, renewals: float) -> float:
        """S(t) = B(alpha, beta + t) / B(alpha, beta): the share there after `renewals`.

        Fader & Hardie (2007) eq. 6. Checked against Fader & Hardie (2007) and the product of
        retentions.
        """
        whole = self.alpha + self.beta
        logs = lgamma(self.beta + renewals) - lgamma(whole + renewals)
        return exp(logs + lgamma(whole) - lgamma(self.beta))

    def lifetime(self, discount: float) -> float:
        """Discounted expected lifetime of a new customer, in periods: sum of S(t) / (1 + d)^t.

        From t = 0, the period begun with, on: 2F1(1, beta; alpha + beta; 1 / (1 + d)). Fader &
        Hardie (2010) Customer-base valuation in a contractual setting, Marketing Science
        29:85-93. Infinite without discount where alpha is 1 or less. Checked against the sum
        itself.
        """
        return self._series(0, discount)

    def residual(self, discount: float, renewals: int) -> float:
        """Discounted expected residual lifetime, in periods, of one who has renewed `renewals`
        times and is before the next.

        The next renewal counts whole: r(n+1) · 2F1(1, beta + n + 1; alpha + beta + n + 1;
        1 / (1 + d)) with n = `renewals`. Fader & Hardie (2010) eq. 6. Checked against the sum
        itself.
        """
        return self.retention(renewals + 1) * self._series(renewals + 1, discount)

    def _series(self, after: int, discount: float) -> float:
        """Sum over t >= 0 of S(after + t) / S(after) / (1 + discount)^t.

        That is 1 + b/c · z · 2F1(1, b + 1; c + 1; z), whose last factor is Gauss' continued
        fraction (DLMF 15.7.1): it also holds where customers are as good as alike, and scipy's
        hyp2f1 does not.
        """
        b, c, z = self.beta + after, self.alpha + self.beta + after, 1 / (1 + discount)
        if discount == 0:
            return (c - 1) / (self.alpha - 1) if self.alpha > 1 else inf
        below = c + 2 * _FRACTIONS
        for n in range(_FRACTIONS, 0, -1):
            below = c + 2 * n - 1 - n * (c - b - 1 + n) * z / below
            below = c + 2 * n - 2 - (b + n) * (c + n - 1) * z / below
        return 1 + b * z / below


def fit(survival: Sequence[float]) -> Sbg | None:
    """The model of shares still there: survival[0] = 1 at the start, then after each renewal.

    Maximum likelihood; `loglik` is per customer. Those there at the end are followed no longer.
    None for the reasons of `fit_counts`. Raises ValueError where shares rise or leave 0..1.

    Checked against Fader & Hardie (2007), Regular and High End.
    """
    shares = np.asarray(survival, dtype=float)
    if len(shares) and not (shares[0] == 1 and shares[-1] >= 0 and (np.diff(shares) <= 0).all()):
        raise ValueError(f"shares still there start with 1 and never rise; {list(survival)} do not")
    return fit_counts(shares[:-1], -np.diff(shares))


def fit_counts(at_risk: Sequence[float] | Floats, lost: Sequence[float] | Floats) -> Sbg | None:
    """The model of counts per renewal, the first one first: who was up for it, and who left.

    Whoever is followed late or not for long counts at the renewals at which they were seen. None
    where it cannot be fitted: fewer than three renewals with anybody up for them, nobody lost, or
    nobody kept. Where retention does not rise, customers are as good as alike: the curve is then
    that of one retention for all.

    Checked against scipy.optimize on the likelihood, and by simulation.
    """
    risk, gone = np.asarray(at_risk, dtype=float), np.asarray(lost, dtype=float)
    alpha, beta, loglik = fit_many(risk[None], gone[None])
    if np.isnan(alpha[0]):
        return None
    return Sbg(float(alpha[0]), float(beta[0]), float(loglik[0]))


def fit_many(at_risk: Floats, lost: Floats) -> tuple[Floats, Floats, Floats]:
    """`fit_counts` of many at once, such as of all replicates: alpha, beta and log-likelihood.

    `at_risk`, `lost`: shape (m, renewals); the answers (m,), nan where it cannot be fitted.
    Raises ValueError where more are lost than were up for a renewal.

    log L = sum of lost · log(alpha) + kept · log(beta + t - 1) - at risk · log(alpha + beta + t -
    1). With alpha + beta fixed it is concave in the mean churn, which halving finds; over alpha +
    beta a grid, and halving around its highest point.

    Checked against `fit_counts` of each, and so scipy.optimize.
    """
    if (lost < 0).any() or (lost > at_risk + 1e-9).any():
        raise ValueError("no fewer than 0 and no more than were up for a renewal can be lost at it")
    kept = np.maximum(at_risk - lost, 0.0)
    known = ((at_risk > 0).sum(axis=1) >= FEWEST_RENEWALS) & (lost.sum(axis=1) > 0)
    known &= kept.sum(axis=1) > 0
    alpha, beta, loglik = (np.full(len(at_risk), np.nan) for _ in range(3))
    if known.any():
        alpha[known], beta[known], loglik[known] = _maximum(lost[known], kept[known])
    return alpha, beta, loglik


def _maximum(lost: Floats, kept: Floats) -> tuple[Floats, Floats, Floats]:
    grid = np.linspace(log(APART), log(ALIKE), _STEPS)
    sizes = np.tile(np.exp(grid), len(lost))
    many = np.repeat(lost, _STEPS, axis=0), np.repeat(kept, _STEPS, axis=0)
    heights = _loglik(sizes, _churn(sizes, *many), *many).reshape(len(lost), _STEPS)
    top = np.argmax(heights, axis=1)
    low, high = grid[np.maximum(top - 1, 0)], grid[np.minimum(top + 1, _STEPS - 1)]
    for _ in range(_HALVINGS):
        size = np.exp((low + high) / 2)
        rising = _rises(size, _churn(size, lost, kept), lost, kept)
        low, high = np.where(rising, np.log(size), low), np.where(rising, high, np.log(size))
    size = np.exp((low + high) / 2)
    churn = _churn(size, lost, kept)
    return size * churn, size * (1 - churn), _loglik(size, churn, lost, kept)


def _churn(size: Floats, lost: Floats, kept: Floats) -> Floats:
    """The likeliest mean churn where alpha + beta is `size`: where the slope is 0."""
    total, before = size[:, None], np.arange(lost.shape[1], dtype=float)
    all_lost = lost.sum(axis=1)
    low, high = np.zeros(len(lost)), np.ones(len(lost))
    for _ in range(_HALVINGS):
        churn = (low + high) / 2
        stay = (1 - churn)[:, None] * total + before
        rising = all_lost / churn > (kept * total / stay).sum(axis=1)
        low, high = np.where(rising, churn, low), np.where(rising, high, churn)
    return np.asarray((low + high) / 2)


def _loglik(size: Floats, churn: Floats, lost: Floats, kept: Floats) -> Floats:
    total, before = size[:, None], np.arange(lost.shape[1], dtype=float)
    stay = (1 - churn)[:, None] * total + before
    terms = kept * np.log(stay) - (lost + kept) * np.log(total + before)
    return np.asarray(lost.sum(axis=1) * np.log(churn * size) + terms.sum(axis=1))


def _rises(size: Floats, churn: Floats, lost: Floats, kept: Floats) -> Bools:
    """Whether the likelihood still rises with alpha + beta, the churn given."""
    total, before = size[:, None], np.arange(lost.shape[1], dtype=float)
    rest = (1 - churn)[:, None]
    terms = kept * rest / (rest * total + before) - (lost + kept) / (total + before)
    return np.asarray(lost.sum(axis=1) / size + terms.sum(axis=1) > 0)


def margin_multiple(retention: float, discount: float) -> float:
    """What a customer is worth in margins of a period: r / (1 + i - r).

    For one retention for all, for ever, and a first margin that has been had already. Gupta &
    Lehmann (2003) Customers as assets, J. Interactive Marketing 17(1):9-24. Needs r < 1 + i.
    Checked against their table and the sum itself.
    """
    return retention / (1 + discount - retention)
