"""Shares: intervals and tests for proportions.

Wilson EB (1927) JASA 22:209-212. Newcombe RG (1998) Stat Med 17:857-872 (one share) and
17:873-890 (difference, method 10).

Checked against statsmodels proportion_confint and confint_proportions_2indep, scipy
chi2_contingency, and the printed tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from icp_metrics.statistics.quantiles import chi2_p, hypotenuse, z_of


def wilson(p: float, n: float, z: float) -> tuple[float, float]:
    """Score limits of a share `p` of `n` observations at critical value `z`.

    (p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n). `n` may be an effective number and
    `z` a t quantile. Never outside [0, 1]; never of width zero; exactly 0 or 1 on the side where
    the share is. Needs n > 0.
    """
    centre = p + z * z / (2 * n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    below = 1 + z * z / n
    low = 0.0 if p == 0 else max(0.0, (centre - half) / below)
    high = 1.0 if p == 1 else min(1.0, (centre + half) / below)
    return low, high


def newcombe(
    first: tuple[float, float, float], second: tuple[float, float, float], r: float = 0.0
) -> tuple[float, float]:
    """Limits of the difference of two shares from (share, low, high) of each: method 10.

    low = d - sqrt(a² + b² - 2rab) with a = p1 - l1, b = u2 - p2; high likewise with a = u1 - p1,
    b = p2 - l2. `r` is the correlation of the two estimates, 0 for separate groups; with r it is
    the MOVER of Zou & Donner (2008) Stat Med 27:1693-1702.
    """
    (p1, l1, u1), (p2, l2, u2) = first, second
    gap = p1 - p2
    return gap - hypotenuse(p1 - l1, u2 - p2, r), gap + hypotenuse(u1 - p1, p2 - l2, r)


def chi2_homogeneity(x: Sequence[float], n: Sequence[float]) -> tuple[float, int, float]:
    """Pearson's chi-square that all shares x/n are equal: (statistic, degrees of freedom, p).

    Fleiss (1981) Statistical Methods for Rates and Proportions, 2nd ed., p. 139.
    """
    pooled = sum(x) / sum(n)
    if pooled in (0.0, 1.0):
        return 0.0, len(x) - 1, 1.0
    expected = pooled * (1 - pooled)
    statistic = sum((xi - ni * pooled) ** 2 / (ni * expected) for xi, ni in zip(x, n, strict=True))
    return statistic, len(x) - 1, chi2_p(statistic, len(x) - 1)


def two_shares(x1: float, n1: float, x2: float, n2: float) -> tuple[float, float]:
    """Test that two shares are equal: (statistic, p). Pearson's chi-square times (N - 1) / N.

    Campbell (2007) Stat Med 26:3661-3675 finds it the best of the simple tests from few
    observations on. 0 and 1 where all or none of both have what is counted. Needs n1, n2 > 0.

    Checked against scipy contingency tables and Mantel-Haenszel of one stratum.
    """
    pearson, df, _ = chi2_homogeneity([x1, x2], [n1, n2])
    statistic = pearson * (n1 + n2 - 1) / (n1 + n2)
    return statistic, chi2_p(statistic, df)


def difference_error(x1: float, n1: float, x2: float, n2: float) -> tuple[float, float]:
    """First minus second share, and its standard error sqrt(p1·q1/n1 + p2·q2/n2).

    Of independent facts, each group by its own share. Rothman, Greenland & Lash (2008) Modern
    Epidemiology, 3rd ed., ch. 14. The error is 0 where both shares are 0 or 1: then it tells
    nothing, and no limits are made of it. Needs n1, n2 > 0.

    Checked against Rothman, Greenland & Lash (2008), Table 15-1.
    """
    p1, p2 = x1 / n1, x2 / n2
    return p1 - p2, sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)


def newcombe_counts(
    x1: float, n1: float, x2: float, n2: float, confidence: float = 0.95
) -> tuple[float, float, float]:
    """Difference of two unclustered shares with Newcombe's limits: (difference, low, high)."""
    z = z_of(confidence)
    p1, p2 = x1 / n1, x2 / n2
    low, high = newcombe((p1, *wilson(p1, n1, z)), (p2, *wilson(p2, n2, z)))
    return p1 - p2, low, high
