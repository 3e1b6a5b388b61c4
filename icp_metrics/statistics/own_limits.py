"""Ratios and differences of positive figures whose limits are no multiple of a standard error.

The logarithms of both sides' own limits are combined, with the correlation of the two estimates:
MOVER for a ratio, Zou & Donner (2008) Stat Med 27:1693-1702, on the logarithmic scale.

Checked against coverage of `acquisition`, `payback` and `quotient`, and by hand there.
"""

from __future__ import annotations

from math import exp, inf, log

import numpy as np

from icp_metrics.statistics.estimate import Difference, Estimate, Rules, worse
from icp_metrics.statistics.gaps import limits_of, p_facing
from icp_metrics.statistics.jackknife import (
    Floats,
    Replicates,
    correlation,
    minus,
    move_apart,
)
from icp_metrics.statistics.shares import newcombe

Limits = tuple[float, float, float]


def logs(limits: Limits) -> Limits:
    """The logarithms of a value and its limits."""
    value, low, high = limits
    return log(value), log(low), log(high)


def own_limits_quotient(first: Estimate, second: Estimate) -> Estimate:
    """first / second, both positive and with replicates, and the worse status of both.

    A margin below 0 is no logarithm: such a replicate says nothing of how the two move together.
    """
    assert first.replicates is not None and second.replicates is not None
    a, b = logs(limits_of(first)), logs(limits_of(second))
    r = correlation(first.replicates.map(_log), second.replicates.map(_log))
    low, high = newcombe(a, b, r)
    value = exp(a[0] - b[0])
    joint = Replicates(
        value,
        first.replicates.without / second.replicates.without,
        first.replicates.filled | second.replicates.filled,
    )
    status = worse(first.status, second.status)
    return Estimate(value, exp(low), exp(high), status, first.reason or second.reason, joint)


def _log(values: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(values > 0, np.log(values), np.nan)


def own_limits_difference(first: Estimate, second: Estimate, rules: Rules) -> Difference:
    """First minus second: shown as a difference, decided as a ratio.

    p is that of a normal whose margin is the way to the limit that faces a ratio of 1. Empty where
    a side has no interval, or where the two move exactly alike.
    """
    if first.replicates is None or second.replicates is None:
        return Difference()
    if not move_apart(first.replicates, second.replicates):
        return Difference()
    sides = limits_of(first), limits_of(second)
    low, high = newcombe(*sides, correlation(first.replicates, second.replicates))
    ratio = log(sides[0][0] / sides[1][0])
    r = correlation(first.replicates.map(np.log), second.replicates.map(np.log))
    a, b = newcombe(logs(sides[0]), logs(sides[1]), r)
    joint = minus(first.replicates, second.replicates)
    return Difference(
        joint.value,
        low,
        high,
        exp(ratio),
        exp(a),
        exp(b),
        p_facing(ratio, a, b, inf, rules),
        joint,
    )
