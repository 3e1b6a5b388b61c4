"""The median of a curve G that rises to 1: its limits by inversion, and its replicates.

G comes with its replicates: row 0 is the whole, row 1 + b the whole without bucket b. Why so:
docs/decisions/0010.

Checked by hand, with `time_to`, and by coverage.
"""

from __future__ import annotations

import numpy as np

from icp_metrics.statistics.jackknife import Bools, Floats, Replicates

HALF = 0.5 - 1e-12
"""A share that should be exactly one half may miss it by the rounding of floats."""


def inverted(share: Floats, filled: Bools, t: float) -> tuple[int, int]:
    """Which days limits of G reach one half on: the upper limit first, then the lower.

    Limits on the scale of the logit: log(G / (1-G)) ± t · error / (G (1-G)). `share`: shape
    (1 + BUCKETS, days), rising to 1. Brookmeyer & Crowley (1982) Biometrics 38:29-41.
    """
    g, without = share[0], share[1:][filled]
    k = len(without)
    error = np.sqrt((k - 1) / k * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
    with np.errstate(divide="ignore", invalid="ignore"):
        logit = np.log(g / (1 - g))
        margin = t * error / (g * (1 - g))
        above, below = logit + margin, logit - margin
    inside = (g > 0) & (g < 1 - 1e-12)
    upper = np.where(inside, above >= -1e-12, g >= HALF)
    lower = np.where(inside, below >= -1e-12, g >= HALF)
    return int(np.argmax(upper)), int(np.argmax(lower))


def linearised(
    median: float, share: Floats, at: int, error: float, filled: Bools
) -> Replicates | None:
    """Replicates of the median, day number `at`, that move with G around it and spread by `error`.

    G in the middle of the median's jump is used: G after it is 1 in every replicate if the median
    is the last day with an event. None if nothing moves.
    """
    before = share[:, at - 1] if at else 0.0
    moving = (share[:, at] + before) / 2
    movement = Replicates(float(moving[0]), moving[1:], filled)
    if not movement.variance > 1e-18:
        return None
    slope = error / movement.variance**0.5
    return Replicates(median, median - (moving[1:] - moving[0]) * slope, filled)
