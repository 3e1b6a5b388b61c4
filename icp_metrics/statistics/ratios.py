"""Ratios of sums over accounts: R = sum(y) / sum(x).

Checked against the textbook error of a mean, by hand, and Davison & Hinkley (1997).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np

from icp_metrics.statistics.estimate import Points, Sums
from icp_metrics.statistics.jackknife import Floats, left_out


def quotient(sums: Floats) -> Floats:
    """y / x of sums of shape (m, 2); nan where x is not positive."""
    y, x = sums[:, 0], sums[:, 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(x > 0, y / x, np.nan)


def ratio_points(sums: Sums) -> Points:
    """y / x of sums whose columns are y and x, with and without each bucket: a mean over x."""
    whole = left_out(sums.values)
    return Points(quotient(whole)[:, None], whole[:, 1:])


def ratio_of_sums(
    y: Sequence[float], x: Sequence[float], *, correction: bool = True
) -> tuple[float, float]:
    """The ratio and its delta-method standard error, from one (y, x) per account.

    SE² = n/(n-1) · sum((y - R·x)²) / sum(x)². Cochran (1977) Sampling Techniques, 3rd ed., 6.4.
    The published form of Davison & Hinkley (1997) has no n/(n-1): `correction=False`. It is what
    the product's jackknife must agree with on unclustered data. Needs sum(x) != 0.
    """
    n, total = len(x), sum(x)
    ratio = sum(y) / total
    squares = sum((yi - ratio * xi) ** 2 for yi, xi in zip(y, x, strict=True))
    factor = n / (n - 1) if correction else 1.0
    return ratio, sqrt(factor * squares) / abs(total)
