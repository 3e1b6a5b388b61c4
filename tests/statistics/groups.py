"""Small groups of accounts to test with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from icp_metrics.statistics.estimate import Sums
from icp_metrics.statistics.jackknife import BUCKETS


def group(rows: Sequence[tuple[int, float, float]]) -> Sums:
    """Sums of accounts given as (bucket, y, x), one account and x facts each."""
    values = np.zeros((BUCKETS, 2))
    for bucket, y, x in rows:
        values[bucket] += (y, x)
    return Sums(values, values[:, 1].copy(), len(rows))


def one_per_bucket(y: Sequence[float], x: Sequence[float] | None = None, first: int = 0) -> Sums:
    """One account in each bucket from `first` on; x is 1 where not given."""
    deals = [1.0] * len(y) if x is None else x
    return group([(first + i, a, b) for i, (a, b) in enumerate(zip(y, deals, strict=True))])


WON = (3, 1, 2, 0, 4, 1, 2, 2, 0, 1, 3, 1)
CLOSED = (5, 3, 4, 2, 6, 4, 3, 5, 1, 2, 4, 3)
AMOUNTS = (1200.0, 800.0, 4100.0, 950.0, 2300.0, 610.0, 1750.0, 3020.0, 1100.0, 880.0)
