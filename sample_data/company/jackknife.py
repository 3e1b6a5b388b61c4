"""How far chance could have moved a figure: delete one of 128 buckets of accounts at a time."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence

from company.deals import Deal

BUCKETS = 128


def bucket(deal: Deal) -> int:
    return int(hashlib.md5(deal.cluster.encode()).hexdigest()[:8], 16) % BUCKETS


def standard_error(deals: Sequence[Deal], figure: Callable[[Sequence[Deal]], float]) -> float:
    """sqrt((k-1)/k * sum of squares) over the k non-empty buckets."""
    buckets = [bucket(deal) for deal in deals]
    left_out = [
        figure([d for d, b in zip(deals, buckets, strict=True) if b != gone])
        for gone in sorted(set(buckets))
    ]
    k = len(left_out)
    mean = sum(left_out) / k
    return math.sqrt((k - 1) / k * sum((v - mean) ** 2 for v in left_out))
