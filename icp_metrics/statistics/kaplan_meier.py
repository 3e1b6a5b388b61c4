"""The share still there after each day: Kaplan & Meier (1958) JASA 53:457-481.

Arrays are [..., days], see life_table.py. Limits are as in R's survival package 3.5. So
are medians, but for a curve (or a limit of it) that stays at exactly one half until it drops again:
R prints the day midway between, here it is the first day at one half.

Checked against statsmodels SurvfuncRight, Freireich et al. (1963) and R's survfit.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from icp_metrics.statistics.jackknife import Floats
from icp_metrics.statistics.life_table import hazard
from icp_metrics.statistics.quantiles import z_of

HALF = 0.5 + 1e-12
"""A curve of shares that should be exactly one half may miss it by the rounding of floats."""


def survival(events: Floats, at_risk: Floats) -> Floats:
    """S after each day: product of 1 - events / at risk over the days up to it.

    A day without events changes nothing, even if nobody is at risk; once S is 0 it stays so.
    """
    return np.cumprod(1 - hazard(events, at_risk), axis=-1, dtype=np.float64)


def greenwood(events: Floats, at_risk: Floats) -> Floats:
    """Variance of S after each day: S² · sum of d / (n (n - d)). nan where S is 0.

    Greenwood (1926) Reports on Public Health and Medical Subjects 33. For independent people: the
    product's own ranges rest on the jackknife over buckets.
    """
    n, d = np.broadcast_arrays(np.asarray(at_risk, dtype=float), np.asarray(events, dtype=float))
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(d > 0, d / (n * (n - d)), 0.0)
        variance: Floats = survival(d, n) ** 2 * np.cumsum(terms, axis=-1)
    return variance


def log_log_limits(
    survived: Floats, variance: Floats, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Limits of S on the scale log(-log S): S^exp(± z·se / (S·|ln S|)). nan where S is 0 or 1.

    Kalbfleisch & Prentice (1980) The Statistical Analysis of Failure Time Data, 1.3.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        s = np.where((survived > 0) & (survived < 1), survived, np.nan)
        margin = z_of(confidence) * np.sqrt(variance) / (s * np.abs(np.log(s)))
        return s ** np.exp(margin), s ** np.exp(-margin)


def log_limits(
    survived: Floats, variance: Floats, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Limits of S on the scale log S: S·exp(± z·se / S), at most 1. nan where S is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        s = np.where(survived > 0, survived, np.nan)
        margin = z_of(confidence) * np.sqrt(variance) / s
        return s * np.exp(-margin), np.minimum(1.0, s * np.exp(margin))


def median(days: Floats, survived: Floats) -> Floats:
    """The first day after which at most half are left; nan where the curve never gets there.

    `survived`: [..., days]; the answer has its leading axes. Without days there is no median.
    """
    below = np.asarray(survived) <= HALF
    if not below.shape[-1]:
        return np.full(below.shape[:-1], np.nan)
    first = np.asarray(days, dtype=float)[np.argmax(below, axis=-1)]
    return np.where(below.any(axis=-1), first, np.nan)


def median_limits(
    days: Floats,
    events: Floats,
    at_risk: Floats,
    confidence: float = 0.95,
    scale: Literal["log_log", "log"] = "log_log",
) -> tuple[Floats, Floats]:
    """Limits of the median: the days on which the limits of S reach one half.

    Brookmeyer & Crowley (1982) Biometrics 38:29-41. nan where a limit of S never gets there.
    """
    limits = log_log_limits if scale == "log_log" else log_limits
    low, high = limits(survival(events, at_risk), greenwood(events, at_risk), confidence)
    return median(days, low), median(days, high)
