"""Limits of what is positive and multiplies: money, months, quotients. The logarithmic scale.

Taken from the jackknife of the logarithm, with the degrees of freedom of docs/decisions/0006. A
difference is shown as a difference and decided as a ratio: a doubling is a doubling.

Checked against coverage of `ratio`, `bridge`, `horizon` and `to_date`, and by hand there.
"""

from __future__ import annotations

from math import exp

import numpy as np

from icp_metrics.statistics.estimate import Difference, Estimate, Rules, status_of
from icp_metrics.statistics.gaps import limits_of, p_facing
from icp_metrics.statistics.jackknife import (
    Floats,
    Replicates,
    correlation,
    effective_df,
    kish,
    minus,
    move_apart,
    moves,
)
from icp_metrics.statistics.quantiles import t_critical
from icp_metrics.statistics.shares import newcombe

WIDEST = 20.0
"""The widest margin of a logarithm: limits a factor of e^20, some 500 million, from the value say
nothing any more, and wider ones soon leave what floats can hold."""


def amount(replicates: Replicates, n: int, hangs_on: Floats, rules: Rules) -> Estimate:
    """An amount with its limits.

    `hangs_on`: the bucket sums of its numerator, shape (BUCKETS,); the status follows the smaller
    of `n` accounts and the effective number behind that sum, and says `concentration` where it is
    the second. Not estimable: boundary (not positive, or it does not vary), low_n (a replicate is
    not positive), and low_n or concentration where the limits would be absurdly wide.
    """
    if replicates.value <= 0:
        return Estimate.unknown("boundary", value=replicates.value)
    logs = replicates.map(_log)
    if not logs.computable:
        return Estimate.unknown("low_n", value=replicates.value)
    if not moves(logs):
        return Estimate.unknown("boundary", value=replicates.value)
    margin = t_critical(rules.confidence, effective_df(logs)) * logs.variance**0.5
    status = status_of(min(float(n), kish(hangs_on)), rules)
    reason = None if status == status_of(n, rules) else "concentration"
    if margin > WIDEST:
        return Estimate.unknown(reason or "low_n", value=replicates.value)
    low, high = replicates.value * exp(-margin), replicates.value * exp(margin)
    return Estimate(replicates.value, low, high, status, reason, replicates)


def amount_difference(first: Estimate, second: Estimate, rules: Rules) -> Difference:
    """First minus second: shown with limits from both sides' own, decided as their ratio.

    Empty where a side has no interval, where the two move exactly alike, or where the limits of
    the ratio would be absurdly wide.
    """
    if first.replicates is None or second.replicates is None:
        return Difference()
    logs = minus(first.replicates.map(_log), second.replicates.map(_log))
    if not (moves(logs) and move_apart(first.replicates, second.replicates)):
        return Difference()
    df = effective_df(logs)
    margin = t_critical(rules.confidence, df) * logs.variance**0.5
    if margin > WIDEST:
        return Difference()
    low, high = newcombe(
        limits_of(first), limits_of(second), correlation(first.replicates, second.replicates)
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
        p_facing(logs.value, a, b, df, rules),
        joint,
    )


def _log(values: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(values > 0, np.log(values), np.nan)
