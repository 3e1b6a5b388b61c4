"""The Net Promoter Score as an estimator: points from -100 to 100, answers clustered by account.

Checked against scipy's t with `nps`, and by coverage.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from icp_metrics.statistics.estimate import (
    FEWEST_BUCKETS,
    FEWEST_EVENTS,
    Difference,
    Estimate,
    Plain,
    Points,
    Rules,
    Sums,
    status_of,
)
from icp_metrics.statistics.gaps import share_difference
from icp_metrics.statistics.jackknife import Floats, Replicates, left_out
from icp_metrics.statistics.nps import Counts, adjusted_wald, nps_variance
from icp_metrics.statistics.quantiles import t_critical

POINTS = 100.0


@dataclass(frozen=True)
class NetPromoter(Plain):
    """100 · (promoters - detractors) / (promoters + passives + detractors).

    A fact is an answer, 1 in one of the columns; or the average of an account's answers, with
    fractions that add up to 1.
    """

    columns: tuple[str, ...] = ("promoters", "passives", "detractors")
    decides_by_ratio = False

    def estimate(self, sums: Sums, rules: Rules) -> Estimate:
        """The score in points, with adjusted Wald limits at t of k - 1, and status.

        The variance is multiplied by deff = max(1, jackknife variance / multinomial variance of
        as many independent answers): answers of one account are a cluster. Of averages, deff may
        be as small as one over the answers of each.
        Caution with fewer than ten answers outside the commonest band. Not estimable: no_data,
        low_n (fewer than five non-empty buckets).
        """
        if sums.facts.sum() == 0 or sums.values.sum() <= 0:
            return Estimate.unknown("no_data")
        return self.read(self.points(sums).values, sums, rules)

    def points(self, sums: Sums) -> Points:
        """The shares of promoters and of detractors, means over answers."""
        whole = left_out(sums.values)
        answers = whole.sum(axis=1, keepdims=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            return Points(np.where(answers > 0, whole[:, ::2] / answers, np.nan), answers)

    def read(self, values: Floats, sums: Sums, rules: Rules) -> Estimate:
        """Limits and status of two shares, as `estimate` has them."""
        replicates = Replicates.of(POINTS * (values[:, 0] - values[:, 1]), sums.filled)
        if replicates.k < FEWEST_BUCKETS or not replicates.computable:
            return Estimate.unknown("low_n", value=replicates.value)
        answers = float(sums.values.sum())
        counts = (float(values[0, 0]) * answers, float(values[0, 1]) * answers, answers)
        low, high = _limits(counts, sums, replicates, rules)
        outside = answers - float(sums.values.sum(axis=0).max())
        status = status_of(sums.n, rules, caution=outside < FEWEST_EVENTS)
        return Estimate(replicates.value, low, high, status, replicates=replicates)

    def difference(self, first: Estimate, second: Estimate, rules: Rules) -> Difference:
        """First minus second, from both sides' own limits and the correlation of the two."""
        return share_difference(first, second, rules)


def _limits(
    counts: Counts, sums: Sums, replicates: Replicates, rules: Rules
) -> tuple[float, float]:
    """Limits in points; the score is always within them, whatever the confidence."""
    promoters, detractors, answers = counts
    t = t_critical(rules.confidence, replicates.k - 1)
    multinomial = nps_variance(promoters / answers, detractors / answers) / answers
    if multinomial == 0:
        # All in one band, no spread to see: the accounts, not their answers, are independent.
        each = min(1.0, sums.n / answers)
        low, high = adjusted_wald(promoters * each, detractors * each, answers * each, t)
    else:
        # Averages of m answers may spread as little as 1/m of what single ones do.
        least = min(1.0, answers / float(sums.facts.sum()))
        deff = max(least, replicates.variance / POINTS**2 / multinomial)
        low, high = adjusted_wald(promoters, detractors, answers, t, deff)
    return min(POINTS * low, replicates.value), max(POINTS * high, replicates.value)
