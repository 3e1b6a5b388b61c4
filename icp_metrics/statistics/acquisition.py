"""What a customer costs to win: cost / customers, sure to what the count of customers is sure to.

The count is one of rare events: its limits are Garwood's, on an effective count D / deff with
deff = max(1, var(D/cost) · cost² / D), where the variance is the jackknife's. Cost that varies
from account to account, or an account that wins several times, makes deff larger than 1; what is
surer than a Poisson count is not made surer.

Checked against scipy's chi-square quantiles, by hand, and by coverage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import log
from typing import ClassVar

import numpy as np

from icp_metrics.statistics.amounts import WIDEST
from icp_metrics.statistics.estimate import (
    FEWEST_BUCKETS,
    FEWEST_EVENTS,
    Difference,
    Estimate,
    Held,
    Plain,
    Points,
    Rules,
    Status,
    Sums,
    status_of,
)
from icp_metrics.statistics.garwood import garwood
from icp_metrics.statistics.jackknife import BUCKETS, Floats, Replicates, kish
from icp_metrics.statistics.own_limits import own_limits_difference
from icp_metrics.statistics.ratios import ratio_points

FEWEST_CUSTOMERS = 2
"""With fewer customers the range is no promise: a cost per customer is insufficient."""


@dataclass(frozen=True)
class Acquisition(Plain):
    """cost / customers. Cost that belongs to no account is in every replicate."""

    columns: ClassVar[tuple[str, ...]] = ("cost", "customers")
    decides_by_ratio: ClassVar[bool] = True

    def estimate(self, sums: Sums, rules: Rules) -> Estimate:
        """Cost per customer with limits and status.

        Without a customer only the lower limit, cost / 3.689 at 95 %: zero_denominator. Not
        estimable either: no_data, no_cost (none fell on them), boundary (refunds exceed the
        cost), low_n (fewer than five non-empty buckets, or without one there is no cost), and low_n
        or concentration where the limits would be absurdly wide. Caution with fewer than ten
        customers, and, with the reason `concentration`, where a few accounts hold the cost.
        """
        if sums.facts.sum() == 0:
            return Estimate.unknown("no_data")
        cost, customers = map(float, sums.values.sum(axis=0))
        if cost == 0:
            return Estimate.unknown("no_cost")
        if customers == 0 and cost > 0:
            least = cost / garwood(0, rules.confidence)[1]
            return Estimate(None, least, None, "not_estimable", "zero_denominator")
        if cost < 0:
            return Estimate.unknown("boundary", value=None if customers == 0 else cost / customers)
        return self.read(self.points(sums).values, sums, rules)

    def points(self, sums: Sums) -> Points:
        """Customers per cost, a mean over cost: so strata without a customer count too."""
        return ratio_points(replace(sums, values=sums.values[:, ::-1]))

    def read(self, values: Floats, sums: Sums, rules: Rules) -> Estimate:
        """Cost per customer, limits and status from customers per cost, as `estimate` has them."""
        customers = float(sums.values[:, 1].sum())
        rate = Replicates.of(values[:, 0], sums.filled)
        if rate.value <= 0:
            return Estimate.unknown("zero_denominator")
        value = 1 / rate.value
        if rate.k < FEWEST_BUCKETS or not rate.computable:
            return Estimate.unknown("low_n", value=value)
        deff = max(1.0, rate.variance / rate.value**2 * customers)
        low, high = garwood(customers / deff, rules.confidence)
        few = min(float(sums.n), kish(sums.values[:, 0]))
        status, reason = _told(sums.n, few, customers, rules)
        if low == 0 or log(high / low) > WIDEST:
            return Estimate.unknown(reason or "low_n", value=value)
        cost = value * customers / deff
        return Estimate(value, cost / high, cost / low, status, reason, reciprocal(value, rate))

    def difference(self, first: Estimate, second: Estimate, rules: Rules) -> Difference:
        """First minus second: shown as a difference, decided as a ratio."""
        return own_limits_difference(first, second, rules)

    def companions(self, sums: Sums, rules: Rules) -> Mapping[str, float | None]:
        """`cost` and `customers`: what is divided by what."""
        cost, customers = map(float, sums.values.sum(axis=0))
        return {"cost": cost, "customers": customers}

    def hangs_on(self, sums: Sums) -> tuple[Held, ...]:
        """The cost that accounts bear; what nobody bears is in every replicate."""
        return (Held("cost", sums.values[:BUCKETS, 0]),)


def reciprocal(value: float, rate: Replicates) -> Replicates:
    """Replicates of a value that is the reciprocal of a rate: exp(1 - rate_b / rate), times it.

    To first order they are 1 / rate_b; but without the bucket of the only customers the rate is 0,
    and these are finite and positive all the same.
    """
    return Replicates(value, value * np.exp(1 - rate.without / rate.value), rate.filled)


def _told(n: int, few: float, customers: float, rules: Rules) -> tuple[Status, str | None]:
    status = status_of(n, rules, caution=customers < FEWEST_EVENTS)
    if customers < FEWEST_CUSTOMERS:
        return "insufficient", None
    if status_of(few, rules) == status_of(n, rules):
        return status, None
    # The limits allow for it, so nothing is hidden; but it is said.
    return "caution" if status == "ok" else status, "concentration"
