"""In how many months a customer pays back what it cost to win: (cost / customers) / mean margin.

Two figures of the same accounts, each with limits of its own: the cost per customer those of the
count of customers, the mean margin a month of new customers those of an amount. Their logarithms
are combined as those of a difference, with the correlation of both.

Checked by hand, with `acquisition`, and by coverage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from icp_metrics.statistics.acquisition import Acquisition
from icp_metrics.statistics.amounts import amount
from icp_metrics.statistics.estimate import (
    FEWEST_BUCKETS,
    Difference,
    Estimate,
    Held,
    Plain,
    Points,
    Rules,
    Sums,
    status_of,
)
from icp_metrics.statistics.jackknife import BUCKETS, Floats, Replicates, moves
from icp_metrics.statistics.own_limits import own_limits_difference, own_limits_quotient
from icp_metrics.statistics.ratios import ratio_points


@dataclass(frozen=True)
class Payback(Plain):
    """(cost / customers) / (margin / paying). `margin`: a month, of the `paying` customers among
    the new ones whose recurring revenue and margin are known."""

    columns: ClassVar[tuple[str, ...]] = ("cost", "customers", "margin", "paying")
    decides_by_ratio: ClassVar[bool] = True

    def estimate(self, sums: Sums, rules: Rules) -> Estimate:
        """Months with limits, and the worse status of cost and margin.

        Not estimable: zero_denominator (no customer, or one that brings no margin: never paid
        back), no_mrr (of no customer is it known what it pays), low_n (also with fewer than five
        buckets of paying customers), and what keeps the cost per customer from being estimated.
        """
        cost = Acquisition().estimate(_costs(sums), rules)
        if cost.value is None:
            return Estimate.unknown(cost.reason or "no_data")
        margin, paying = map(float, sums.values[:, 2:].sum(axis=0))
        if paying == 0:
            return Estimate.unknown("no_mrr")
        if margin <= 0:
            return Estimate.unknown("zero_denominator")
        return self.read(self.points(sums).values, sums, rules)

    def points(self, sums: Sums) -> Points:
        """Customers per cost, a mean over cost, and margin a month, a mean over who pays."""
        cost, margin = Acquisition().points(_costs(sums)), ratio_points(_margins(sums))
        return Points(
            np.concatenate([cost.values, margin.values], axis=1),
            np.concatenate([cost.weight, margin.weight], axis=1),
        )

    def read(self, values: Floats, sums: Sums, rules: Rules) -> Estimate:
        """Months, limits and status of both parts, as `estimate` has them."""
        cost = Acquisition().read(values[:, :1], _costs(sums), rules)
        mean = _mean_margin(values[:, 1], _margins(sums), rules)
        value = None if cost.value is None or not mean.value else cost.value / mean.value
        for part in (cost, mean):
            if part.replicates is None:
                return Estimate.unknown(part.reason or "low_n", value=value)
        return own_limits_quotient(cost, mean)

    def difference(self, first: Estimate, second: Estimate, rules: Rules) -> Difference:
        """First minus second: shown as a difference, decided as a ratio."""
        return own_limits_difference(first, second, rules)

    def companions(self, sums: Sums, rules: Rules) -> Mapping[str, float | None]:
        """`cac`, the cost per customer, and `margin_a_month`, the mean margin of a new one."""
        cost, customers, margin, paying = map(float, sums.values.sum(axis=0))
        return {
            "cac": cost / customers if customers else None,
            "margin_a_month": margin / paying if paying else None,
        }

    def hangs_on(self, sums: Sums) -> tuple[Held, ...]:
        """The cost that accounts bear, and the margin of those that pay."""
        costs = Acquisition().hangs_on(_costs(sums))
        return (*costs, Held("margin", sums.values[:BUCKETS, 2]))


def _costs(sums: Sums) -> Sums:
    """Cost and customers."""
    return replace(sums, values=sums.values[:, :2])


def _margins(sums: Sums) -> Sums:
    """Margin and who pays it: the buckets that count are theirs."""
    return replace(sums, values=sums.values[:, 2:], facts=sums.values[:, 3])


def _mean_margin(values: Floats, paying: Sums, rules: Rules) -> Estimate:
    """Mean margin a month of new customers that pay: an amount, or one price that all pay."""
    count = round(float(paying.facts.sum()))
    replicates = Replicates.of(values, paying.filled)
    if replicates.k < FEWEST_BUCKETS or not replicates.computable:
        return Estimate.unknown("low_n", value=replicates.value)
    if not moves(replicates.map(np.log)):
        price = replicates.value
        return Estimate(price, price, price, status_of(count, rules), replicates=replicates)
    return amount(replicates, count, paying.values[:, 0], rules)
