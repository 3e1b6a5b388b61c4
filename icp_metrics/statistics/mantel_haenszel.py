"""Two shares compared within strata and pooled: Mantel-Haenszel. Shown as reference.

Per stratum x1 of n1 and x2 of n2, with N = n1 + n2. In the words of a two-by-two table a = x1,
b = n1 - x1, c = x2, d = n2 - x2. For independent facts: several deals of one account make all of
this too sure, so no verdict rests on it. Strata of which a group has no facts say nothing of a
difference and weigh nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Literal

from icp_metrics.statistics.homogeneity import Homogeneity
from icp_metrics.statistics.quantiles import chi2_p, z_of

Stratum = tuple[float, float, float, float]
"""x1, n1, x2, n2: how many of how many in the first group and in the second."""


@dataclass(frozen=True)
class Pooled:
    """A pooled difference or ratio with its limits, None where there are none.

    `error`: the standard error, of a ratio that of its logarithm.
    """

    value: float
    error: float | None
    low: float | None
    high: float | None


def risk_difference(
    strata: Sequence[Stratum],
    confidence: float = 0.95,
    variance: Literal["sato", "greenland_robins"] = "sato",
) -> Pooled | None:
    """First minus second share, pooled with the weights n1·n2/N.

    sum (x1·n2 - x2·n1)/N over sum n1·n2/N. Variance of Sato (1989) Biometrics 45:1323, which holds
    for few large strata as for many small ones: (difference · sum P + sum Q) / (sum W)², with
    P = (n1²·x2 - n2²·x1 + n1·n2·(n2 - n1)/2) / N² and Q = (x1·(n2 - x2) + x2·(n1 - x1)) / 2N; or
    of Greenland & Robins (1985) Biometrics 41:55-68, for large strata: sum of (x1·(n1 - x1)·n2³ +
    x2·(n2 - x2)·n1³) / (n1·n2·N²), over (sum W)². Normal limits, not cut off at -1 and 1. None
    where no stratum has facts of both groups; without limits where the variance is not above 0,
    as where all shares are 0 or 1.

    Checked against Rothman, Greenland & Lash (2008), R's metafor rma.mh, by hand.
    """
    both = [s for s in strata if s[1] > 0 and s[3] > 0]
    if not both:
        return None
    weights = sum(n1 * n2 / (n1 + n2) for _, n1, _, n2 in both)
    value = sum((x1 * n2 - x2 * n1) / (n1 + n2) for x1, n1, x2, n2 in both) / weights
    if variance == "sato":
        squared = sum(value * _p(*s) + _q(*s) for s in both)
    else:
        squared = sum(_greenland_robins(*s) for s in both)
    if not squared > 1e-12 * weights:
        return Pooled(value, None, None, None)
    error = sqrt(squared) / weights
    margin = z_of(confidence) * error
    return Pooled(value, error, value - margin, value + margin)


def _p(x1: float, n1: float, x2: float, n2: float) -> float:
    return (n1 * n1 * x2 - n2 * n2 * x1 + n1 * n2 * (n2 - n1) / 2) / (n1 + n2) ** 2


def _q(x1: float, n1: float, x2: float, n2: float) -> float:
    return (x1 * (n2 - x2) + x2 * (n1 - x1)) / (2 * (n1 + n2))


def _greenland_robins(x1: float, n1: float, x2: float, n2: float) -> float:
    spread = x1 * (n1 - x1) * n2**3 + x2 * (n2 - x2) * n1**3
    return spread / (n1 * n2 * (n1 + n2) ** 2)


def odds_ratio(strata: Sequence[Stratum], confidence: float = 0.95) -> Pooled | None:
    """Odds of the first group over those of the second, pooled: sum a·d/N over sum b·c/N.

    Limits by the variance of the logarithm of Robins, Breslow & Greenland (1986) Biometrics
    42:311-323: with R = a·d/N, S = b·c/N, P = (a + d)/N, Q = (b + c)/N, sum P·R / 2(sum R)² +
    sum (P·S + Q·R) / 2(sum R · sum S) + sum Q·S / 2(sum S)². 0 without limits where only the sum
    above is 0; None where the one below is, which makes the ratio endless or nothing at all.

    Checked against statsmodels StratifiedTable and R's mantelhaen.test.
    """
    tables = [(x1, n1 - x1, x2, n2 - x2, n1 + n2) for x1, n1, x2, n2 in strata if n1 > 0 and n2 > 0]
    r = [a * d / n for a, _, _, d, n in tables]
    s = [b * c / n for _, b, c, _, n in tables]
    top, bottom = sum(r), sum(s)
    if not bottom > 0:
        return None
    if not top > 0:
        return Pooled(0.0, None, None, None)
    p = [(a + d) / n for a, _, _, d, n in tables]
    q = [(b + c) / n for _, b, c, _, n in tables]
    squared = (
        sum(pi * ri for pi, ri in zip(p, r, strict=True)) / (2 * top**2)
        + sum(pi * si + qi * ri for pi, qi, ri, si in zip(p, q, r, s, strict=True))
        / (2 * top * bottom)
        + sum(qi * si for qi, si in zip(q, s, strict=True)) / (2 * bottom**2)
    )
    return _ratio(top / bottom, squared, confidence)


def risk_ratio(strata: Sequence[Stratum], confidence: float = 0.95) -> Pooled | None:
    """First share over the second, pooled: sum x1·n2/N over sum x2·n1/N.

    Limits by the variance of the logarithm of Greenland & Robins (1985) Biometrics 41:55-68: sum
    ((x1 + x2)·n1·n2 - x1·x2·N)/N² over both sums. 0 without limits where only the sum above is 0,
    None where the one below is; without limits where all shares are 1.

    Checked against Rothman, Greenland & Lash (2008), statsmodels StratifiedTable.
    """
    both = [s for s in strata if s[1] > 0 and s[3] > 0]
    top = sum(x1 * n2 / (n1 + n2) for x1, n1, _, n2 in both)
    bottom = sum(x2 * n1 / (n1 + n2) for _, n1, x2, n2 in both)
    if not bottom > 0:
        return None
    if not top > 0:
        return Pooled(0.0, None, None, None)
    spread = sum(
        ((x1 + x2) * n1 * n2 - x1 * x2 * (n1 + n2)) / (n1 + n2) ** 2 for x1, n1, x2, n2 in both
    )
    return _ratio(top / bottom, spread / (top * bottom), confidence)


def _ratio(value: float, squared: float, confidence: float) -> Pooled:
    if not squared > 1e-12:
        return Pooled(value, None, None, None)
    margin = z_of(confidence) * sqrt(squared)
    return Pooled(value, sqrt(squared), exp(log(value) - margin), exp(log(value) + margin))


@dataclass(frozen=True)
class Cmh:
    """The Cochran-Mantel-Haenszel statistic, one degree of freedom, and its p."""

    chi2: float
    p: float


def cmh(strata: Sequence[Stratum], *, correction: bool = False) -> Cmh | None:
    """Test that in no stratum the two groups differ, against a difference one way in all.

    (|sum (x1 - expected)| - 1/2)² over sum of hypergeometric variances n1·n2·m·(N - m) /
    N²(N - 1), m = x1 + x2. The half only with `correction`, and, as in R's mantelhaen.test, only
    where the difference is no smaller: a smaller one is tested as it is.
    Cochran (1954) Biometrics 10:417-451; Mantel & Haenszel (1959) JNCI 22:719-748. A stratum of
    one fact or less has no variance. None where none has.

    Checked against statsmodels StratifiedTable and R's mantelhaen.test.
    """
    apart = spread = 0.0
    for x1, n1, x2, n2 in strata:
        n, m = n1 + n2, x1 + x2
        if n > 1:
            apart += x1 - n1 * m / n
            spread += n1 * n2 * m * (n - m) / (n * n * (n - 1))
    if not spread > 0:
        return None
    half = 0.5 if correction and abs(apart) >= 0.5 else 0.0
    statistic = (abs(apart) - half) ** 2 / spread
    return Cmh(statistic, chi2_p(statistic, 1))


def breslow_day(strata: Sequence[Stratum], *, tarone: bool = False) -> Homogeneity | None:
    """Test that the odds ratio is the same in all strata.

    Sum of (x1 - A)² / variance, where A solves A·(n2 - m + A) / ((n1 - A)·(m - A)) = the pooled
    odds ratio, m = x1 + x2, and 1/variance = 1/A + 1/(n1 - A) + 1/(m - A) + 1/(n2 - m + A).
    Breslow & Day (1980) Statistical Methods in Cancer Research I, 4.4. `tarone`: less
    (sum of x1 - A)² / sum of variances, Tarone (1985) Biometrika 72:91-95. Strata in which all or
    none have the event, or that lack a group, tell nothing of odds. None with fewer than two
    others, or without a pooled odds ratio above 0.

    Checked against statsmodels StratifiedTable.
    """
    pooled = odds_ratio(strata)
    told = [s for s in strata if s[1] > 0 and s[3] > 0 and 0 < s[0] + s[2] < s[1] + s[3]]
    if pooled is None or not pooled.value > 0 or len(told) < 2:
        return None
    statistic = apart = spread = 0.0
    for x1, n1, x2, n2 in told:
        m = x1 + x2
        expected = _expected(pooled.value, n1, n2, m)
        cells = (expected, n1 - expected, m - expected, n2 - m + expected)
        variance = 1 / sum(1 / cell for cell in cells)
        statistic += (x1 - expected) ** 2 / variance
        apart, spread = apart + x1 - expected, spread + variance
    if tarone:
        statistic = max(0.0, statistic - apart**2 / spread)
    return Homogeneity(statistic, len(told) - 1, chi2_p(statistic, len(told) - 1))


def _expected(ratio: float, n1: float, n2: float, m: float) -> float:
    """The count of the first group that gives a table with its margins this odds ratio.

    The root of (1 - ratio)·A² + (n2 - m + ratio·(n1 + m))·A - ratio·n1·m, in the form that does
    not lose digits where the ratio is near 1.
    """
    b = n2 - m + ratio * (n1 + m)
    return 2 * ratio * n1 * m / (b + sqrt(b * b + 4 * (1 - ratio) * ratio * n1 * m))
