"""How many are needed to tell two groups apart, and how likely that is: for planning.

Never of a gap that was found: beside that stands about how many more would narrow its range
(`more_needed`). Formulas of R's power.prop.test and power.t.test, two-sided, equal groups; Fleiss
(1981) Statistical Methods for Rates and Proportions, 2nd ed., ch. 3.
"""

from __future__ import annotations

from math import sqrt

from icp_metrics.statistics.quantiles import normal_quantile, normal_tail, z_of


def power_of_shares(p1: float, p2: float, n: float, confidence: float = 0.95) -> float:
    """The chance that two groups of `n` with shares `p1` and `p2` are told apart.

    Checked against R's power.prop.test.
    """
    apart = abs(p1 - p2) * sqrt(n) - z_of(confidence) * _alike(p1, p2)
    return 1 - normal_tail(apart / _apart(p1, p2))


def needed_for_shares(p1: float, p2: float, power: float, confidence: float = 0.95) -> float:
    """How many per group tell shares `p1` and `p2` apart with a chance of `power`.

    Needs p1 != p2. Not rounded: one cannot ask a part of an account, so round up.

    Checked against R's power.prop.test.
    """
    margin = z_of(confidence) * _alike(p1, p2) + normal_quantile(power) * _apart(p1, p2)
    return (margin / (p1 - p2)) ** 2


def smallest_detectable(error: float, power: float = 0.8, confidence: float = 0.95) -> float:
    """The smallest difference that would be told apart with a chance of `power`, from the standard
    error with which it is known: error · (z of confidence + z of power).

    At 95 % and 80 %, 2.8 errors. For planning: what so much data could show, whatever it did show.
    Bloom (1995) Evaluation Review 19:547-556. Needs power above 1/2, or it is below the margin.

    Checked against Bloom (1995), and statsmodels NormalIndPower.
    """
    return error * (z_of(confidence) + normal_quantile(power))


def smallest_detectable_share(
    p: float, n: float, power: float = 0.8, confidence: float = 0.95
) -> float | None:
    """The smallest share above `p` that two groups of `n` tell from it with a chance of `power`.

    Where `needed_for_shares` is `n`, found by halving. None where not even 1 could be told.

    Checked against R's power.prop.test.
    """
    low, high = p, 1.0
    if power_of_shares(high, p, n, confidence) < power:
        return None
    for _ in range(60):
        middle = (low + high) / 2
        if power_of_shares(middle, p, n, confidence) < power:
            low = middle
        else:
            high = middle
    return high


def _alike(p1: float, p2: float) -> float:
    """The standard deviation of a difference if both shares were their mean."""
    return sqrt((p1 + p2) * (1 - (p1 + p2) / 2))


def _apart(p1: float, p2: float) -> float:
    return sqrt(p1 * (1 - p1) + p2 * (1 - p2))
