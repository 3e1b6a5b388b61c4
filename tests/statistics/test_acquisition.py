from __future__ import annotations

from dataclasses import replace
from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from icp_metrics.statistics.acquisition import Acquisition
from icp_metrics.statistics.estimate import Difference, Estimate, Rules, Sums
from icp_metrics.statistics.jackknife import BUCKETS
from tests.statistics.groups import group

RULES = Rules()
CAC = Acquisition()


def accounts(costs: list[float], won: list[int], first: int = 0) -> Sums:
    """One account in each bucket from `first` on, with its cost and whether it was won."""
    sums = group([(first + i, c, w) for i, (c, w) in enumerate(zip(costs, won, strict=True))])
    facts = np.zeros(BUCKETS)
    facts[first : first + len(costs)] = 1
    return replace(sums, facts=facts)


def even(count: int, won: int, cost: float = 100.0, first: int = 0) -> Sums:
    """Accounts that cost the same, the first `won` of which became customers."""
    return accounts([cost] * count, [1] * won + [0] * (count - won), first)


def limits(thing: Estimate | Difference) -> tuple[float, float]:
    assert thing.low is not None
    assert thing.high is not None
    return thing.low, thing.high


def poisson(count: float) -> tuple[float, float]:
    """Garwood's limits by scipy's chi-square."""
    return stats.chi2.ppf(0.025, 2 * count) / 2, stats.chi2.ppf(0.975, 2 * count + 2) / 2


def gap(first: Sums, second: Sums) -> Difference:
    return CAC.difference(CAC.estimate(first, RULES), CAC.estimate(second, RULES), RULES)


def test_limits_are_the_cost_by_those_of_the_count() -> None:
    got = CAC.estimate(even(60, 12), RULES)
    fewest, most = poisson(12)
    assert got.value == 500
    assert limits(got) == pytest.approx((6000 / most, 6000 / fewest))
    assert (got.status, got.reason) == ("ok", None)


def test_cost_that_varies_between_accounts_makes_the_count_worth_less() -> None:
    rng = np.random.default_rng(4)
    costs = [float(c) for c in rng.lognormal(0, 1.5, 60)]
    won = [int(w) for w in rng.random(60) < 0.3]
    got = CAC.estimate(accounts(costs, won), RULES)
    cost, count = sum(costs), sum(won)
    rates = [(count - w) / (cost - c) for c, w in zip(costs, won, strict=True)]
    variance = 59 / 60 * sum((r - np.mean(rates)) ** 2 for r in rates)
    deff = variance * cost**2 / count
    assert deff > 1.2
    fewest, most = poisson(count / deff)
    assert limits(got) == pytest.approx((cost / deff / most, cost / deff / fewest))


def test_no_customer_leaves_a_lower_limit_alone() -> None:
    got = CAC.estimate(even(20, 0), RULES)
    assert (got.value, got.high, got.replicates) == (None, None, None)
    assert (got.status, got.reason) == ("not_estimable", "zero_denominator")
    assert got.low == pytest.approx(2000 / 3.6889, rel=1e-4)
    none = gap(even(20, 0), even(20, 5, first=20))
    assert (none.value, none.ratio, none.p) == (None, None, None)


def test_status_follows_accounts_and_customers() -> None:
    def status(count: int, won: int) -> str:
        return CAC.estimate(even(count, won), RULES).status

    assert status(40, 1) == "insufficient"
    assert status(9, 5) == "insufficient"
    assert status(40, 9) == "caution"
    assert status(40, 10) == "ok"
    assert status(20, 10) == "caution"


def test_account_that_holds_most_of_the_cost_is_said() -> None:
    got = CAC.estimate(accounts([4000.0] + [100.0] * 59, [1] * 20 + [0] * 40), RULES)
    assert (got.status, got.reason) == ("caution", "concentration")


def test_what_is_not_known_has_a_reason() -> None:
    def told(sums: Sums) -> tuple[str | None, float | None]:
        got = CAC.estimate(sums, RULES)
        assert got.status == "not_estimable"
        assert got.replicates is None
        return got.reason, got.value

    assert told(Sums.none(2)) == ("no_data", None)
    assert told(even(20, 5, cost=0.0)) == ("no_cost", None)
    assert told(even(20, 5, cost=-10.0)) == ("boundary", -40)
    assert told(even(20, 0, cost=-10.0)) == ("boundary", None)
    assert told(even(4, 2)) == ("low_n", 200)
    # Without the one account there is no cost, and no rate.
    assert told(accounts([100.0] + [0.0] * 19, [0] + [1] * 19)) == ("low_n", 100 / 19)


def test_limits_that_say_nothing_are_none() -> None:
    lopsided = accounts([1000.0] + [0.001] * 30, [0] + [1] * 2 + [0] * 28)
    assert CAC.estimate(lopsided, RULES).reason == "concentration"


def test_cost_of_nobody_counts_and_is_never_left_out() -> None:
    """The last row of sums belongs to no account."""
    sums = even(40, 10)
    more = Sums(np.vstack([sums.values, [[4000.0, 0.0]]]), np.append(sums.facts, 7.0), sums.n)
    got = CAC.estimate(more, RULES)
    assert got.value == 800
    assert got.replicates is not None
    assert got.replicates.k == 40
    assert limits(got) == pytest.approx(tuple(2 * v for v in limits(CAC.estimate(sums, RULES))))


def test_ratio_of_two_costs_has_limits_of_both_sides() -> None:
    a, b = even(60, 12), accounts([70.0] * 30, [1] * 15 + [0] * 15, first=60)
    got = gap(a, b)
    assert got.value == 500 - 140
    assert got.ratio == pytest.approx(500 / 140)
    (l1, u1), (l2, u2) = (
        [d / c for d, c in zip((n, n), reversed(poisson(n)), strict=True)] for n in (12, 15)
    )
    low = log(500 / 140) - sqrt(log(l1) ** 2 + log(u2) ** 2)
    high = log(500 / 140) + sqrt(log(u1) ** 2 + log(l2) ** 2)
    assert got.ratio_low == pytest.approx(exp(low), rel=1e-4)
    assert got.ratio_high == pytest.approx(exp(high), rel=1e-4)
    shown = sqrt((500 - 500 * l1) ** 2 + (140 * u2 - 140) ** 2)
    assert got.low == pytest.approx(360 - shown, rel=1e-3)


def test_gap_turns_round_with_the_groups() -> None:
    a, b = even(60, 12), even(50, 30)
    there, back = gap(a, b), gap(b, a)
    assert there.value is not None and back.value is not None
    assert limits(there) == pytest.approx(tuple(-v for v in reversed(limits(back))))
    assert there.ratio_low == pytest.approx(1 / back.ratio_high)  # type: ignore[operator]
    assert there.p == back.p


@settings(max_examples=60, deadline=None)
@given(won=st.tuples(st.integers(1, 40), st.integers(1, 40)), cost=st.floats(1, 500))
def test_p_and_the_range_of_the_ratio_never_disagree(won: tuple[int, int], cost: float) -> None:
    got = gap(even(60, won[0]), even(60, won[1], cost, first=60))
    assert got.p is not None and got.ratio_low is not None and got.ratio_high is not None
    assert (got.p < 0.05) == (got.ratio_low > 1 or got.ratio_high < 1)


def test_currency_scales_the_cost_and_leaves_the_ratio() -> None:
    euros, yen = (gap(even(60, 12, c), even(50, 30, 2 * c)) for c in (1.0, 160.0))
    assert euros.value is not None
    assert yen.value == pytest.approx(160 * euros.value)
    assert limits(yen) == pytest.approx(tuple(160 * v for v in limits(euros)))
    assert (yen.ratio_low, yen.ratio_high) == pytest.approx((euros.ratio_low, euros.ratio_high))
    assert yen.p == pytest.approx(euros.p)


def test_cost_and_customers_stand_beside_it() -> None:
    assert CAC.companions(even(60, 12), RULES) == {"cost": 6000, "customers": 12}
