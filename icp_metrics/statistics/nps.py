"""Net Promoter Score: promoters less detractors among those who answered, from -1 to 1.

Reichheld (2003) Harvard Business Review 81(12):46-54 for the bands of the answers 0 to 10; Rocks
(2016) Am Stat 70:365-372 for variance and limits. Counts may be fractions: an account whose
answers are averaged is a part of each band.

Checked against the tests of the R package NPS by the author of the method, and by hand.
"""

from __future__ import annotations

from math import sqrt
from typing import Literal

from icp_metrics.statistics.quantiles import t_two_sided_p, z_of

Band = Literal["detractors", "passives", "promoters"]

Counts = tuple[float, float, float]
"""Promoters, detractors, answers."""

PASSIVES_FROM, PROMOTERS_FROM = 7, 9
"""The lowest answer of the passives and of the promoters; what is below is a detractor's."""

_ADDED = 0.75
"""What the adjusted Wald limits add to promoters and to detractors each, and twice to passives."""


def band(score: float) -> Band:
    """Whose answer a score from 0 to 10 is."""
    if score >= PROMOTERS_FROM:
        return "promoters"
    return "passives" if score >= PASSIVES_FROM else "detractors"


def nps(promoters: float, detractors: float, answers: float) -> float:
    """(promoters - detractors) / answers, on -1..1. Needs answers > 0."""
    return (promoters - detractors) / answers


def nps_variance(p: float, d: float) -> float:
    """Variance of one answer that is +1, 0 or -1, with shares `p` and `d`: p + d - (p - d)²."""
    return max(0.0, p + d - (p - d) ** 2)


def adjusted(promoters: float, detractors: float, answers: float) -> tuple[float, float]:
    """The score and its variance after 3/4 promoters, 3/2 passives and 3/4 detractors are added.

    Rocks (2016): of the intervals tried there, the one built on these holds from few answers on.
    """
    total = answers + 4 * _ADDED
    p, d = (promoters + _ADDED) / total, (detractors + _ADDED) / total
    return p - d, nps_variance(p, d) / total


def adjusted_wald(
    promoters: float, detractors: float, answers: float, critical: float, deff: float = 1.0
) -> tuple[float, float]:
    """Limits of the score: adjusted ± critical · sqrt(variance · deff), within -1..1.

    `deff`: how many times larger the variance of clustered answers is than that of as many
    independent ones.
    """
    centre, variance = adjusted(promoters, detractors, answers)
    margin = critical * sqrt(variance * deff)
    return max(-1.0, centre - margin), min(1.0, centre + margin)


def nps_difference(
    first: Counts, second: Counts, confidence: float = 0.95
) -> tuple[float, float, float, float]:
    """First minus second of unclustered answers: (difference, low, high, p).

    Of the adjusted scores, whose variances add: Lewis & Sauro (2021) How to Statistically Compare
    Two Net Promoter Scores, MeasuringU.
    """
    (a, of_a), (b, of_b) = adjusted(*first), adjusted(*second)
    error = sqrt(of_a + of_b)
    margin = z_of(confidence) * error
    p = t_two_sided_p((a - b) / error, float("inf"))
    return a - b, a - b - margin, a - b + margin, p
