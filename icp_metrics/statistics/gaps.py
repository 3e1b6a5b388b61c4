"""Differences of two estimates, and the p that goes with their limits.

Checked against scipy's t and Newcombe (1998), and by coverage.
"""

from __future__ import annotations

from math import nextafter

from icp_metrics.statistics.estimate import Difference, Estimate, Rules
from icp_metrics.statistics.jackknife import correlation, minus, move_apart, satterthwaite
from icp_metrics.statistics.quantiles import t_critical, t_two_sided_p
from icp_metrics.statistics.shares import newcombe


def limits_of(e: Estimate) -> tuple[float, float, float]:
    """(value, low, high) of an estimate that has them."""
    assert e.value is not None and e.low is not None and e.high is not None
    return e.value, e.low, e.high


def p_facing(gap: float, low: float, high: float, df: float, rules: Rules) -> float:
    """p of a gap from the limit that faces zero: T = t_crit · |gap| / |gap - limit|.

    p < 1 - confidence exactly when the interval excludes 0.
    """
    if gap == 0:
        return 1.0
    facing = low if gap > 0 else high
    t = t_critical(rules.confidence, df) * abs(gap) / abs(gap - facing)
    p, alpha = t_two_sided_p(t, df), 1 - rules.confidence
    # Quantile and tail are inverse to about ten digits; the verdict and p must agree in all.
    return min(p, nextafter(alpha, 0.0)) if low > 0 or high < 0 else max(p, alpha)


def share_difference(first: Estimate, second: Estimate, rules: Rules) -> Difference:
    """First minus second with limits from both sides' own limits (Newcombe, with correlation).

    Empty where a side has no interval, or where the two move exactly alike.
    """
    if first.replicates is None or second.replicates is None:
        return Difference()
    if not move_apart(first.replicates, second.replicates):
        return Difference()
    r = correlation(first.replicates, second.replicates)
    low, high = newcombe(limits_of(first), limits_of(second), r)
    joint = minus(first.replicates, second.replicates)
    df = satterthwaite(first.replicates, second.replicates)
    return Difference(
        joint.value,
        low,
        high,
        p=p_facing(joint.value, low, high, df, rules),
        replicates=joint,
    )


def joint_difference(first: Estimate, second: Estimate, rules: Rules) -> Difference:
    """First minus second, symmetric: t · standard error of the joint replicates.

    Empty where a side has no interval, or where nothing is left that spreads.
    """
    if first.replicates is None or second.replicates is None:
        return Difference()
    joint = minus(first.replicates, second.replicates)
    if not (move_apart(first.replicates, second.replicates) and joint.variance > 0):
        return Difference()
    df = satterthwaite(first.replicates, second.replicates)
    margin = t_critical(rules.confidence, df) * joint.variance**0.5
    low, high = joint.value - margin, joint.value + margin
    return Difference(
        joint.value,
        low,
        high,
        p=p_facing(joint.value, low, high, df, rules),
        replicates=joint,
    )
