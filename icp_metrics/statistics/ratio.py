"""The ratio estimator: sum(y) / sum(x), as a share or as an amount.

A share (0 or 1 per fact) has Wilson limits on an effective number of facts; an amount has limits
on the logarithmic scale. Both take their variance from the jackknife over buckets.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, nextafter

import numpy as np

from icp_metrics.statistics.estimate import (
    FEWEST_BUCKETS,
    Difference,
    Estimate,
    Plain,
    Rules,
    Status,
    Sums,
)
from icp_metrics.statistics.jackknife import (
    Floats,
    Replicates,
    correlation,
    effective_df,
    kish,
    leave_one_out,
    minus,
    move_apart,
    moves,
    satterthwaite,
)
from icp_metrics.statistics.quantiles import t_critical, t_two_sided_p
from icp_metrics.statistics.shares import newcombe, wilson

_FEWEST_EVENTS = 10


def _ratio(sums: Floats) -> Floats:
    y, x = sums[:, 0], sums[:, 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(x > 0, y / x, np.nan)


@dataclass(frozen=True)
class Ratio(Plain):
    """sum(y) / sum(x). `share`: y counts those of the x facts for which something is true."""

    share: bool
    columns: tuple[str, ...] = ("y", "x")

    @property
    def decides_by_ratio(self) -> bool:
        """Amounts are compared as a ratio (a doubling is a doubling), shares as a difference."""
        return not self.share

    def estimate(self, sums: Sums, rules: Rules) -> Estimate:
        """Value, limits and status of a group.

        Not estimable: no_data (no facts), zero_denominator, low_n (fewer than five non-empty
        buckets, or a replicate that cannot be computed), boundary (an amount that is not
        positive, or that does not vary).
        """
        y, x = float(sums.values[:, 0].sum()), float(sums.values[:, 1].sum())
        if sums.facts.sum() == 0:
            return Estimate.unknown("no_data")
        if x <= 0:
            return Estimate.unknown("zero_denominator")
        replicates = leave_one_out(sums.values, _ratio, sums.filled)
        if replicates.k < FEWEST_BUCKETS or not replicates.computable:
            return Estimate.unknown("low_n", value=replicates.value)
        if self.share:
            return _share(y, x, sums.n, replicates, rules)
        return _amount(sums, replicates, rules)

    def difference(self, first: Estimate, second: Estimate, rules: Rules) -> Difference:
        """First minus second, jointly over buckets."""
        if first.replicates is None or second.replicates is None:
            return Difference()
        if self.share:
            return _share_difference(first, second, rules)
        return _amount_difference(first, second, rules)


def _status(n: float, rules: Rules, *, caution: bool) -> Status:
    if n < rules.insufficient_below:
        return "insufficient"
    return "caution" if caution or n < rules.caution_below else "ok"


def _share(y: float, x: float, n: int, replicates: Replicates, rules: Rules) -> Estimate:
    p = replicates.value
    t = t_critical(rules.confidence, replicates.k - 1)
    if p in (0.0, 1.0):
        # No spread to see: the accounts, not their deals, are the independent observations.
        effective = min(float(n), x)
    else:
        binomial = p * (1 - p) / x
        effective = x / max(1.0, replicates.variance / binomial)
    low, high = wilson(p, effective, t)
    status = _status(n, rules, caution=min(y, x - y) < _FEWEST_EVENTS)
    return Estimate(p, low, high, status, replicates=replicates)


def _amount(sums: Sums, replicates: Replicates, rules: Rules) -> Estimate:
    if replicates.value <= 0:
        return Estimate.unknown("boundary", value=replicates.value)
    logs = replicates.map(_log)
    if not logs.computable:
        return Estimate.unknown("low_n", value=replicates.value)
    if not moves(logs):
        return Estimate.unknown("boundary", value=replicates.value)
    margin = t_critical(rules.confidence, effective_df(logs)) * logs.variance**0.5
    low, high = replicates.value * exp(-margin), replicates.value * exp(margin)
    spread_over = min(float(sums.n), kish(sums.values[:, 0]))
    status = _status(spread_over, rules, caution=False)
    by_accounts = _status(sums.n, rules, caution=False)
    reason = None if status == by_accounts else "concentration"
    return Estimate(replicates.value, low, high, status, reason, replicates)


def _log(values: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(values > 0, np.log(values), np.nan)


def _triple(e: Estimate) -> tuple[float, float, float]:
    assert e.value is not None and e.low is not None and e.high is not None
    return e.value, e.low, e.high


def _p(gap: float, low: float, high: float, df: float, rules: Rules) -> float:
    """p of a gap from the limit that faces zero: T = t_crit · |gap| / |gap - limit|."""
    if gap == 0:
        return 1.0
    facing = low if gap > 0 else high
    t = t_critical(rules.confidence, df) * abs(gap) / abs(gap - facing)
    p, alpha = t_two_sided_p(t, df), 1 - rules.confidence
    # Quantile and tail are inverse to about ten digits; the verdict and p must agree in all.
    return min(p, nextafter(alpha, 0.0)) if low > 0 or high < 0 else max(p, alpha)


def _share_difference(first: Estimate, second: Estimate, rules: Rules) -> Difference:
    assert first.replicates is not None and second.replicates is not None
    if not move_apart(first.replicates, second.replicates):
        return Difference()
    r = correlation(first.replicates, second.replicates)
    low, high = newcombe(_triple(first), _triple(second), r)
    joint = minus(first.replicates, second.replicates)
    df = satterthwaite(first.replicates, second.replicates)
    p = _p(joint.value, low, high, df, rules)
    return Difference(joint.value, low, high, p=p, replicates=joint)


def _amount_difference(first: Estimate, second: Estimate, rules: Rules) -> Difference:
    assert first.replicates is not None and second.replicates is not None
    logs = minus(first.replicates.map(_log), second.replicates.map(_log))
    if not (moves(logs) and move_apart(first.replicates, second.replicates)):
        return Difference()
    df = effective_df(logs)
    margin = t_critical(rules.confidence, df) * logs.variance**0.5
    low, high = newcombe(
        _triple(first), _triple(second), correlation(first.replicates, second.replicates)
    )
    joint = minus(first.replicates, second.replicates)
    a, b = logs.value - margin, logs.value + margin
    return Difference(
        joint.value,
        low,
        high,
        exp(logs.value),
        exp(a),
        exp(b),
        _p(logs.value, a, b, df, rules),
        joint,
    )


def change_of(now: Difference, before: Difference) -> Difference:
    """The change of a gap from one period to another, with limits from both gaps' own limits."""
    if now.replicates is None or before.replicates is None:
        return Difference()
    if not move_apart(now.replicates, before.replicates):
        return Difference()
    assert now.value is not None and now.low is not None and now.high is not None
    assert before.value is not None and before.low is not None and before.high is not None
    r = correlation(now.replicates, before.replicates)
    low, high = newcombe((now.value, now.low, now.high), (before.value, before.low, before.high), r)
    return Difference(now.value - before.value, low, high)
