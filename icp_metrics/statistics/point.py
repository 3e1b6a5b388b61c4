"""Limits of a point of a curve: the share still there, or reached, after a number of days.

Wilson with t of k - 1 on an effective number of min(facts, s(1-s)/var). No variance sees that
after the last event ever fewer were followed; so the limit away from the start (the lower one of a
share that falls from 1, the upper one of a share that rises from 0) takes only that part of the
number which was still seen at the end (Dorey & Korn 1987, Stat Med 6:679-687). At 0 or 1, where no
spread is to be seen: z, on min(n, followed).

Checked against scipy's t with `surviving` and `reaching`, and by coverage.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from icp_metrics.statistics.estimate import Rules
from icp_metrics.statistics.jackknife import Floats
from icp_metrics.statistics.quantiles import t_critical, z_of
from icp_metrics.statistics.shares import wilson


def point_limits(
    s: float,
    variance: float,
    *,
    k: int,
    n: float,
    facts: float,
    followed: float,
    still_seen: float,
    away: Literal["low", "high"],
    rules: Rules,
) -> tuple[float, float]:
    """Low and high of the share `s`. `k`: non-empty buckets; `n`: accounts; `facts`: what is
    followed, an account or one of its deals; `followed` and `still_seen`: of the day, as
    `followed.py` and `still_seen` have them."""
    if s in (0.0, 1.0):
        return wilson(s, min(n, followed), z_of(rules.confidence))
    # The variance knows how alike the deals of an account are; at 0 and 1 it knows nothing.
    effective = min(facts, s * (1 - s) / variance) if variance > 0 else n
    t = t_critical(rules.confidence, k - 1)
    thin = wilson(s, effective * still_seen, t)
    low, high = wilson(s, effective, t)
    return (thin[0], high) if away == "low" else (low, thin[1])


def still_seen(any_event: Floats, at_risk: Floats) -> Floats:
    """Per day, of those at risk just after the last event so far, the share at risk on it; 1 at
    most, and 1 before any event or where nobody was left. Counts on every day from 0 on."""
    days = np.arange(len(any_event))
    last = np.maximum.accumulate(np.where(any_event > 0, days, -1))
    after = np.where(last >= 0, (at_risk - any_event)[last], 0.0)
    seen = np.divide(at_risk, after, out=np.ones(len(days)), where=(after > 0) & (last < days))
    return np.minimum(seen, 1.0)
