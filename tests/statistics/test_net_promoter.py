from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np
import pytest
from scipy import stats

from icp_metrics.statistics.estimate import Estimate, Rules, Sums
from icp_metrics.statistics.jackknife import BUCKETS
from icp_metrics.statistics.net_promoter import NetPromoter

RULES = Rules()
NPS = NetPromoter()
Answers = tuple[float, float, float]
"""Promoters, passives, detractors."""

PROMOTER, PASSIVE, DETRACTOR = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def group(accounts: Sequence[Answers], first: int = 0, each: int | None = None) -> Sums:
    """One account in each bucket from `first` on; of averages, `each` is of how many answers."""
    values = np.zeros((BUCKETS, 3))
    values[first : first + len(accounts)] = accounts
    facts = values.sum(axis=1) if each is None else each * (values.sum(axis=1) > 0)
    return Sums(values, facts, len(accounts))


def estimated(accounts: Sequence[Answers], rules: Rules = RULES) -> Estimate:
    return NPS.estimate(group(accounts), rules)


def width(e: Estimate) -> float:
    assert e.low is not None and e.high is not None
    return e.high - e.low


def test_value_is_points_of_promoters_less_detractors_over_answers() -> None:
    got = estimated([(3, 1, 0), (0, 2, 1), (1, 0, 0), (0, 0, 2), (2, 1, 0), (1, 0, 0)])
    # 7 promoters, 4 passives, 3 detractors.
    assert got.value == pytest.approx(100 * (7 - 3) / 14)


def test_one_answer_per_account_has_adjusted_wald_limits_with_t() -> None:
    got = estimated([PROMOTER] * 20 + [PASSIVE] * 12 + [DETRACTOR] * 8)
    n, p, d = 43, 20.75 / 43, 8.75 / 43
    # One by one, answers of one bucket each have n/(n-1) times the multinomial variance.
    error = sqrt((p + d - (p - d) ** 2) / n * 40 / 39)
    expected = stats.t(39, loc=p - d, scale=error).interval(0.95)
    assert (got.low, got.high) == pytest.approx((100 * expected[0], 100 * expected[1]))
    assert got.status == "ok"


def test_answers_of_one_account_are_a_cluster() -> None:
    alike = estimated([(5, 0, 0)] * 10 + [(0, 5, 0)] * 6 + [(0, 0, 5)] * 4)
    single = estimated([PROMOTER] * 50 + [PASSIVE] * 30 + [DETRACTOR] * 20)
    assert alike.value == single.value
    # Five that say the same say it once: about sqrt(5) times the width, and t of fewer accounts.
    assert width(alike) > 2 * width(single)


def test_accounts_that_disagree_within_themselves_are_not_narrower_than_their_answers() -> None:
    mixed = estimated([(1, 0, 1)] * 50)
    independent = estimated([PROMOTER] * 50 + [DETRACTOR] * 50)
    assert mixed.value == independent.value == 0
    assert width(mixed) == pytest.approx(width(independent), rel=0.03)


@pytest.mark.parametrize("all_of", [PROMOTER, DETRACTOR, PASSIVE])
def test_all_in_one_band_is_not_sure_to_stay(all_of: Answers) -> None:
    once = estimated([all_of] * 12)
    often = estimated([(9 * all_of[0], 9 * all_of[1], 9 * all_of[2])] * 12)
    assert once.value == 100 * (all_of[0] - all_of[2])
    assert width(once) > 30
    # Nine answers of each tell no more than one: nobody was seen to change their mind.
    assert (often.low, often.high) == pytest.approx((once.low, once.high))
    assert once.status == "caution"


@pytest.mark.parametrize("confidence", [0.5, 0.8, 0.99])
def test_score_is_within_its_limits_at_any_confidence(confidence: float) -> None:
    for accounts in ([PROMOTER] * 120, [DETRACTOR] * 119 + [PASSIVE], [PROMOTER] * 6):
        got = estimated(accounts, Rules(confidence=confidence))
        assert got.value is not None and got.low is not None and got.high is not None
        assert -100 <= got.low <= got.value <= got.high <= 100
        assert got.low < got.high


def test_fractions_of_accounts_count_each_account_once() -> None:
    got = NPS.estimate(group([(0.5, 0.25, 0.25)] * 10 + [PROMOTER] * 10, each=4), RULES)
    assert got.value == pytest.approx(100 * (15 - 2.5) / 20)
    assert got.low is not None and got.high is not None
    assert got.low < got.value < got.high


def test_averages_spread_less_than_answers_but_not_less_than_as_many_independent_ones() -> None:
    """Nine answers of each account, averaged: at best a third of the width of single ones."""
    alike = [(0.5, 0.2, 0.3)] * 60
    averaged = width(NPS.estimate(group(alike, each=9), RULES))
    single = width(NPS.estimate(group(alike, each=1), RULES))
    assert averaged == pytest.approx(single / 3)


def test_status_follows_accounts_and_answers_outside_the_commonest_band() -> None:
    assert estimated([PROMOTER] * 5 + [DETRACTOR] * 4).status == "insufficient"
    assert estimated([PROMOTER] * 15 + [DETRACTOR] * 14).status == "caution"
    assert estimated([PROMOTER] * 91 + [DETRACTOR] * 9).status == "caution"
    assert estimated([PROMOTER] * 90 + [DETRACTOR] * 10).status == "ok"


def test_what_is_not_known_has_a_reason() -> None:
    assert NPS.estimate(Sums.none(3), RULES).reason == "no_data"
    few = estimated([PROMOTER] * 4)
    assert (few.reason, few.value, few.low) == ("low_n", 100.0, None)


def test_gap_turns_with_its_sides() -> None:
    a = NPS.estimate(group([PROMOTER] * 20 + [DETRACTOR] * 10), RULES)
    b = NPS.estimate(group([PASSIVE] * 15 + [DETRACTOR] * 25, first=40), RULES)
    got, back = NPS.difference(a, b, RULES), NPS.difference(b, a, RULES)
    assert got.value == pytest.approx(100 / 3 + 62.5)
    assert got.low is not None and got.high is not None
    assert (back.low, back.high) == pytest.approx((-got.high, -got.low))
    assert got.p == pytest.approx(back.p)
    assert got.ratio is None


def test_all_promoters_against_all_detractors_are_told_apart_though_neither_spreads() -> None:
    a, b = estimated([PROMOTER] * 12), estimated([DETRACTOR] * 12)
    got = NPS.difference(a, b, RULES)
    assert got.value == 200
    assert got.high == 200
    assert got.low is not None and got.p is not None
    assert 0 < got.low < 200
    assert got.p < 0.05
    even = NPS.difference(a, a, RULES)
    assert (even.value, even.p) == (0, 1)


def test_p_is_below_5_percent_exactly_where_the_range_excludes_no_difference() -> None:
    base = NPS.estimate(group([PROMOTER] * 20 + [DETRACTOR] * 20, first=60), RULES)
    decided = set()
    for more in range(20, 34):
        side = NPS.estimate(group([PROMOTER] * more + [DETRACTOR] * (40 - more)), RULES)
        got = NPS.difference(side, base, RULES)
        assert got.p is not None and got.low is not None and got.high is not None
        assert (got.p < 0.05) == (got.low > 0 or got.high < 0)
        decided.add(got.p < 0.05)
    assert decided == {True, False}


def test_change_on_the_same_accounts_is_narrower_than_between_others() -> None:
    before = [PROMOTER] * 30 + [PASSIVE] * 20 + [DETRACTOR] * 20
    now = [PROMOTER] * 34 + [PASSIVE] * 18 + [DETRACTOR] * 18
    then = NPS.estimate(group(before), RULES)
    same = NPS.difference(NPS.estimate(group(now), RULES), then, RULES)
    others = NPS.estimate(group(now[::-1], first=BUCKETS - 70), RULES)
    assert same.low is not None and same.high is not None
    apart = NPS.difference(others, then, RULES)
    assert apart.low is not None and apart.high is not None
    assert same.high - same.low < 0.6 * (apart.high - apart.low)


def test_difference_with_what_is_not_known_is_not_known() -> None:
    a = estimated([PROMOTER] * 9)
    assert NPS.difference(a, Estimate.unknown("no_data"), RULES).value is None
