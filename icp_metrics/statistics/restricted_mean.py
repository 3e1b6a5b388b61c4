"""The mean time until an event, of the first tau days: the area under the Kaplan-Meier curve.

Irwin (1949) J. Hygiene 47:188-189; Uno et al. (2014) J. Clinical Oncology 32:2380-2385. Unlike the
mean it exists while people are still followed, and unlike the median always.

Checked against scipy, by hand, and what R's survival prints of lung (rmean = 730).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, sqrt

import numpy as np

from icp_metrics.statistics.jackknife import Floats
from icp_metrics.statistics.kaplan_meier import survival
from icp_metrics.statistics.quantiles import t_two_sided_p, z_of


def restricted_mean(
    times: Floats, events: Floats, at_risk: Floats, tau: float
) -> tuple[Floats, Floats]:
    """The restricted mean to `tau` and its variance: sum over event times of A²·d / (n(n-d)).

    A is the area under the curve from that time to tau. `times`: rising, shape (times,), not below
    0; `events` and `at_risk`: [..., times]; the answers have their leading axes. Times from tau on
    do not count. Where everyone at risk leaves (d = n) the area after it is 0, and so is the term.
    For independent people. If nobody is followed to tau, the last height of the curve is kept.
    """
    within = np.asarray(times) < tau
    t, d, n = np.asarray(times)[within], events[..., within], at_risk[..., within]
    survived = survival(d, n)
    areas = survived * np.diff(np.append(t, tau))
    rest = np.flip(np.cumsum(np.flip(areas, axis=-1), axis=-1), axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where((d > 0) & (n > d), rest**2 * d / (n * (n - d)), 0.0)
    start = min(t[0], tau) if len(t) else tau
    return start + areas.sum(axis=-1), terms.sum(axis=-1)


@dataclass(frozen=True)
class Contrast:
    """First against second restricted mean: a difference, and a ratio on the logarithmic scale.

    Limits and p are None where nothing varies, the ratio where a mean is 0.
    """

    difference: float
    low: float | None
    high: float | None
    p: float | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None


def contrast(
    first: tuple[float, float], second: tuple[float, float], confidence: float = 0.95
) -> Contrast:
    """Two independent restricted means, each (value, variance), compared with normal limits.

    The ratio's variance is var / value² of both: Uno et al. (2014).
    """
    (a, va), (b, vb) = first, second
    gap, ratio = a - b, a / b if a > 0 and b > 0 else None
    if not va + vb > 0:
        return Contrast(gap, None, None, None, ratio, None, None)
    z, error = z_of(confidence), sqrt(va + vb)
    p = t_two_sided_p(gap / error, float("inf"))
    if ratio is None:
        return Contrast(gap, gap - z * error, gap + z * error, p, None, None, None)
    spread = exp(z * sqrt(va / a**2 + vb / b**2))
    return Contrast(gap, gap - z * error, gap + z * error, p, ratio, ratio / spread, ratio * spread)
