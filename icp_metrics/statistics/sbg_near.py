"""The sBG model of many counts that are all nearly the same, such as those without each bucket.

`sbg.fit_many` searches the whole plane for each; from the model of the whole, Newton's steps reach
the same maximum at a thirtieth of the cost (test_projection.py compares both).

Checked against `sbg` and scipy.optimize.
"""

from __future__ import annotations

import numpy as np

from icp_metrics.statistics.jackknife import Bools, Floats
from icp_metrics.statistics.sbg import fit_many

_STEPS = 30
_LEAST_GAP = 1e-6
"""The smallest 1 / (alpha + beta): customers as good as alike, as in sbg.py."""
_CLOSE = 1e-10


def fit_near(at_risk: Floats, lost: Floats, alpha: float, beta: float) -> tuple[Floats, Floats]:
    """Alpha and beta of each row of counts, from the model of counts near to them.

    `at_risk`, `lost`: shape (m, renewals); the answers (m,), nan where `fit_many` has none. Steps
    are those of m = alpha / (alpha + beta), the mean churn, and g = 1 / (alpha + beta), how far
    customers differ: the chance of leaving at renewal t is m / (1 + g (t - 1)). What has not come
    to rest is left to `fit_many`.
    """
    kept = np.maximum(at_risk - lost, 0.0)
    size = len(at_risk)
    churn = np.full(size, alpha / (alpha + beta))
    apart = np.full(size, 1 / (alpha + beta))
    still = np.zeros(size, dtype=bool)
    for _ in range(_STEPS):
        churn, apart, still = _step(churn, apart, lost, kept)
        if still.all():
            break
    found = np.stack([churn / apart, (1 - churn) / apart])
    if not still.all():
        found[:, ~still] = fit_many(at_risk[~still], lost[~still])[:2]
    return found[0], found[1]


def _step(churn: Floats, apart: Floats, lost: Floats, kept: Floats) -> tuple[Floats, Floats, Bools]:
    """One of Newton's steps, kept within what the model allows, and whether it changed nothing."""
    t = np.arange(lost.shape[1], dtype=float)
    all_lost, risk = lost.sum(axis=1), lost + kept
    stay = 1 - churn[:, None] + apart[:, None] * t
    whole = 1 + apart[:, None] * t
    with np.errstate(divide="ignore", invalid="ignore"):
        by_churn = all_lost / churn - (kept / stay).sum(axis=1)
        by_apart = (kept * t / stay).sum(axis=1) - (risk * t / whole).sum(axis=1)
        cc = -all_lost / churn**2 - (kept / stay**2).sum(axis=1)
        ca = (kept * t / stay**2).sum(axis=1)
        aa = (risk * t**2 / whole**2).sum(axis=1) - (kept * t**2 / stay**2).sum(axis=1)
        # At the edge, where customers are alike, only the churn moves: it is lost / at risk.
        edge = (apart <= _LEAST_GAP) & (by_apart <= 0)
        inverse = 1 / (cc * aa - ca**2)
        new_churn = churn - (aa * by_churn - ca * by_apart) * inverse
        new_apart = apart - (cc * by_apart - ca * by_churn) * inverse
        new_churn = np.where(edge, churn - by_churn / cc, new_churn)
        new_apart = np.maximum(np.where(edge, _LEAST_GAP, new_apart), _LEAST_GAP)
        hill = edge | ((cc < 0) & (inverse > 0))
        within = (new_churn > 0) & (new_churn < 1) & hill
        moved = np.abs(new_churn - churn) + np.abs(new_apart - apart)
    still = within & (moved < _CLOSE * (1 + apart))
    return np.where(within, new_churn, churn), np.where(within, new_apart, apart), still
