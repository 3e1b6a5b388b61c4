from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from icp_metrics.statistics.estimate import Rules, Sums
from icp_metrics.statistics.jackknife import BUCKETS, NOWHERE
from icp_metrics.statistics.mix import Mix

RULES = Rules()


def amounts(of: dict[int, float]) -> Sums:
    """One account with an amount in each of these buckets; NOWHERE is no account."""
    values, facts = np.zeros((NOWHERE + 1, 1)), np.zeros(NOWHERE + 1)
    for bucket, amount in of.items():
        values[bucket], facts[bucket] = amount, 1
    return Sums(values, facts, len([b for b in of if b < BUCKETS]))


FIT = amounts(dict(enumerate([10.0] * 30)))
NOT_FIT = amounts({30 + i: 5.0 for i in range(40)})
NOBODY = amounts({NOWHERE: 100.0})
MIX = Mix().settle([FIT, NOT_FIT, NOBODY], RULES)


def test_shares_of_the_groups_add_up_to_the_whole() -> None:
    shares = [MIX.estimate(g, RULES).value for g in (FIT, NOT_FIT, NOBODY)]
    assert shares == pytest.approx([300 / 600, 200 / 600, 100 / 600])


def test_limits_are_wilsons_on_the_effective_number_of_the_whole() -> None:
    found = Mix().settle([FIT, NOT_FIT], RULES).estimate(FIT, RULES)
    y, total = [10.0] * 30 + [0.0] * 40, [10.0] * 30 + [5.0] * 40
    without = [(300 - a) / (500 - b) for a, b in zip(y, total, strict=True)]
    variance = 69 / 70 * sum((w - np.mean(without)) ** 2 for w in without)
    squares = (30 * 100 + 40 * 25 - 500**2 / 128) * 128 / 127
    effective = min(70, 500**2 / squares, 0.6 * 0.4 / variance)
    low, high = proportion_confint(0.6 * effective, effective, method="wilson")
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.status == "ok"


def test_the_whole_is_all_of_it_without_a_range() -> None:
    everything = Sums(
        FIT.values + NOT_FIT.values + NOBODY.values, FIT.facts + NOT_FIT.facts + NOBODY.facts, 70
    )
    found = MIX.estimate(everything, RULES)
    assert (found.value, found.low, found.high) == (1.0, None, None)


def test_what_belongs_to_no_account_is_in_every_replicate_and_in_no_count() -> None:
    found = MIX.estimate(FIT, RULES)
    assert found.replicates is not None
    assert found.replicates.k == 70
    # Without its first bucket: 290 of 590.
    assert found.replicates.without[0] == pytest.approx(290 / 590)
    assert MIX.whole is not None
    assert MIX.whole.n == 70


def test_another_period_has_another_whole() -> None:
    other = MIX.resettle([FIT, amounts({30: 100.0})], RULES)
    assert other.estimate(FIT, RULES).value == pytest.approx(0.75)


def test_refunds_and_nothing_are_no_share() -> None:
    refunds = Mix().settle([amounts({0: -5.0}), NOT_FIT], RULES)
    assert refunds.estimate(amounts({0: -5.0}), RULES).reason == "boundary"
    none = Mix().settle([amounts({}), amounts({})], RULES)
    assert none.estimate(amounts({}), RULES).reason == "no_data"
    zero = Mix().settle([amounts({0: 0.0}), amounts({})], RULES)
    assert zero.estimate(amounts({0: 0.0}), RULES).reason == "zero_denominator"
