from __future__ import annotations

from dataclasses import replace
from math import exp, log, sqrt

import numpy as np
import pytest

from icp_metrics.statistics.estimate import Estimate, Rules, Sums
from icp_metrics.statistics.quotient import Quotient
from icp_metrics.statistics.ratio import Ratio
from tests.statistics.groups import one_per_bucket

RULES = Rules()
QUOTIENT = Quotient()
AMOUNT = Ratio(share=False)
RNG = np.random.default_rng(4)


def money(scale: float, first: int = 0) -> Estimate:
    drawn = [float(v) for v in scale * RNG.lognormal(0, 0.4, 40)]
    return AMOUNT.estimate(one_per_bucket(drawn, first=first), RULES)


MARGIN, COST = money(30_000), money(10_000, first=50)


def test_value_is_the_one_by_the_other() -> None:
    found = QUOTIENT.combine(MARGIN, COST, RULES)
    assert MARGIN.value is not None and COST.value is not None
    assert found.value == pytest.approx(MARGIN.value / COST.value)
    assert found.status == "ok"


def test_limits_of_parts_of_other_accounts_add_in_squares_on_the_logarithm() -> None:
    found = QUOTIENT.combine(MARGIN, COST, RULES)
    (a, a1, a2), (b, b1, b2) = (
        [log(v) for v in (e.value, e.low, e.high) if v is not None] for e in (MARGIN, COST)
    )
    assert found.low == pytest.approx(exp(a - b - sqrt((a - a1) ** 2 + (b2 - b) ** 2)), rel=0.05)
    assert found.high == pytest.approx(exp(a - b + sqrt((a2 - a) ** 2 + (b - b1) ** 2)), rel=0.05)


def test_another_currency_changes_nothing() -> None:
    amounts = [float(v) for v in RNG.lognormal(8, 0.4, 40)]
    costs = [float(v) for v in RNG.lognormal(7, 0.4, 40)]

    def found(rate: float) -> Estimate:
        parts = (
            AMOUNT.estimate(one_per_bucket([rate * v for v in values]), RULES)
            for values in (amounts, costs)
        )
        return QUOTIENT.combine(*parts, RULES)

    one, other = found(1), found(1.08)
    assert (other.value, other.low, other.high) == pytest.approx((one.value, one.low, one.high))


def test_part_that_cannot_be_told_gives_its_reason() -> None:
    no_cost = Estimate.unknown("no_spend")
    assert QUOTIENT.combine(MARGIN, no_cost, RULES).reason == "no_spend"
    # No customers: a lower bound of the cost and nothing else.
    bound = Estimate(None, 9_000.0, None, "not_estimable", "zero_denominator")
    assert QUOTIENT.combine(MARGIN, bound, RULES).reason == "zero_denominator"
    assert QUOTIENT.combine(MARGIN, replace(COST, replicates=None), RULES).reason == "low_n"


def test_status_is_the_worse_of_both() -> None:
    careful = replace(COST, status="caution")
    assert QUOTIENT.combine(MARGIN, careful, RULES).status == "caution"


def test_gap_the_other_way_round_is_its_opposite() -> None:
    first = QUOTIENT.combine(MARGIN, COST, RULES)
    second = QUOTIENT.combine(money(20_000), money(12_000, first=50), RULES)
    there, back = (QUOTIENT.difference(a, b, RULES) for a, b in ((first, second), (second, first)))
    assert there.value is not None and back.value is not None
    assert there.value == pytest.approx(-back.value)
    assert there.low is not None and back.high is not None
    assert there.low == pytest.approx(-back.high)
    assert there.p == pytest.approx(back.p)


def test_a_quotient_has_no_sums_of_its_own() -> None:
    assert QUOTIENT.estimate(Sums.none(0), RULES).reason == "no_data"
