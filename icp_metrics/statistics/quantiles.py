"""Quantiles and tails of the normal, t and chi-square distributions.

scipy is imported at the first call: its import alone costs more than a page may take to start,
and `scipy.special` a tenth of `scipy.stats`.

Checked against scipy.stats.
"""

from __future__ import annotations

from functools import lru_cache
from math import sqrt


@lru_cache(maxsize=4096)
def t_critical(confidence: float, df: float) -> float:
    """Two-sided critical value of t with `df` degrees of freedom; df = inf is the normal."""
    from scipy.special import ndtri, stdtrit

    tail = 0.5 + confidence / 2
    return float(ndtri(tail)) if df == float("inf") else float(stdtrit(df, tail))


def t_two_sided_p(t: float, df: float) -> float:
    """P(|T| >= |t|) for T with `df` degrees of freedom; df = inf is the normal."""
    from scipy.special import ndtr, stdtr

    lower = ndtr(-abs(t)) if df == float("inf") else stdtr(df, -abs(t))
    return float(2 * lower)


def chi2_p(statistic: float, df: int) -> float:
    """P(X >= statistic) for chi-square with `df` degrees of freedom."""
    from scipy.special import chdtrc

    return float(chdtrc(df, statistic))


def z_of(confidence: float) -> float:
    """Two-sided critical value of the normal, 1.96 at 0.95."""
    return t_critical(confidence, float("inf"))


def hypotenuse(a: float, b: float, r: float) -> float:
    """sqrt(a² + b² - 2rab), the length of a difference of two correlated errors; never negative."""
    return sqrt(max(0.0, a * a + b * b - 2 * r * a * b))


def normal_quantile(share: float) -> float:
    """The value below which a normal variable falls with a chance of `share`."""
    from scipy.special import ndtri

    return float(ndtri(share))


def normal_tail(z: float) -> float:
    """P(Z >= z) for a normal variable."""
    from scipy.special import ndtr

    return float(ndtr(-z))
