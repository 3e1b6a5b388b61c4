"""Exact limits of a count.

Garwood F (1936) Biometrika 28:437-442: half of a chi-square quantile, which is a quantile of the
gamma distribution.

Checked against scipy's chi-square quantiles and tails, and the printed table.
"""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def garwood(count: float, confidence: float = 0.95) -> tuple[float, float]:
    """Limits of the mean of a Poisson variable that was seen to be `count`, 0 or more.

    chi2(alpha/2; 2·count) / 2 and chi2(1 - alpha/2; 2·count + 2) / 2; from 0 on for a count of 0,
    whose upper limit is 3.689 at 95 %. `count` may be an effective one, with decimals.
    """
    from scipy.special import gammaincinv

    tail = (1 - confidence) / 2
    low = 0.0 if count == 0 else float(gammaincinv(count, tail))
    return low, float(gammaincinv(count + 1, 1 - tail))
