"""The gap at like mix: against closed forms, by hand, and its coverage."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.coverage.sales import deal_sizes, win_rates
from benchmarks.coverage.strata import Mixed, of_adjusted
from icp_metrics.statistics.estimate import Rules, Sums
from icp_metrics.statistics.jackknife import BUCKETS
from icp_metrics.statistics.kitagawa import kitagawa
from icp_metrics.statistics.net_promoter import NetPromoter
from icp_metrics.statistics.ratio import Ratio
from icp_metrics.statistics.retained import Retained
from icp_metrics.statistics.standardisation import directly_standardised
from icp_metrics.statistics.standardised import Sides, Standardised, standardised
from icp_metrics.statistics.surviving import Surviving
from icp_metrics.statistics.time_to import TimeTo
from icp_metrics.statistics.total import Total
from tests.statistics.groups import one_per_bucket
from tests.statistics.life import Fact, curves, deals, life_table

RULES = Rules()
SHARE = Ratio(share=True)


def spread(won: int, closed: int, first: int = 0) -> Sums:
    """One deal an account: `won` of `closed`, over the buckets from `first` on."""
    outcomes = [1.0] * won + [0.0] * (closed - won)
    values, facts = np.zeros((BUCKETS, 2)), np.zeros(BUCKETS)
    for i, y in enumerate(outcomes):
        values[(first + i) % BUCKETS] += (y, 1)
        facts[(first + i) % BUCKETS] += 1
    return Sums(values, facts, closed)


SIMPSON = (
    ((81, 87), (234, 270)),
    ((192, 263), (55, 80)),
)
"""(won, of) of both groups in each stratum: the first group is better in both, and worse in all.
Kidney stones: Charig et al. (1986) BMJ 292:879-882, open surgery and lithotripsy."""


def sides(table: tuple[tuple[tuple[int, int], tuple[int, int]], ...]) -> list[Sides]:
    return [(spread(*a), spread(*b, first=40)) for a, b in table]


def found(strata: list[Sides]) -> Standardised:
    told = standardised(SHARE, strata, RULES)
    assert told is not None
    return told


def test_gap_at_like_mix_is_that_of_the_closed_form() -> None:
    first, second = zip(*SIMPSON, strict=True)
    plain = directly_standardised(first, second)
    assert plain is not None
    told = found(sides(SIMPSON))
    assert told.gap.value == pytest.approx(plain.gap)
    # By hand: (357·81/87 + 343·192/263)/700 - (357·234/270 + 343·55/80)/700.
    assert told.gap.value == pytest.approx(0.832546 - 0.778875, abs=1e-6)


def test_rate_and_mix_are_kitagawas_and_add_up_to_the_crude_gap() -> None:
    first, second = zip(*SIMPSON, strict=True)
    plain = kitagawa(first, second)
    assert plain is not None
    told = found(sides(SIMPSON))
    assert told.rate == pytest.approx(plain.rate)
    assert told.mix == pytest.approx(plain.mix)
    assert told.crude == pytest.approx(273 / 350 - 289 / 350)
    assert told.rate is not None and told.mix is not None
    assert told.rate + told.mix == pytest.approx(told.crude)


def test_crude_gap_has_the_other_sign_than_the_gap_at_like_mix() -> None:
    told = found(sides(SIMPSON))
    assert told.crude is not None and told.gap.value is not None
    assert told.crude < 0 < told.gap.value


def test_one_stratum_standardised_is_the_crude_gap_with_its_own_range() -> None:
    first, second = spread(30, 80), spread(20, 90, first=30)
    alone = found([(first, second)])
    crude = SHARE.difference(SHARE.estimate(first, RULES), SHARE.estimate(second, RULES), RULES)
    assert alone.gap.value == pytest.approx(crude.value)
    assert (alone.gap.low, alone.gap.high) == pytest.approx((crude.low, crude.high))
    assert alone.mix == pytest.approx(0)


def test_stratum_that_lacks_a_group_is_dropped_and_counted() -> None:
    nobody = Sums.none(2)
    told = found([*sides(SIMPSON), (spread(5, 100), nobody)])
    without = found(sides(SIMPSON))
    assert told.kept == (True, True, False)
    assert told.dropped == pytest.approx(100 / 800)
    assert told.gap.value == pytest.approx(without.gap.value)


def test_stratum_with_one_bucket_of_a_group_is_dropped() -> None:
    one_account = one_per_bucket([1.0], [1.0])
    assert found([*sides(SIMPSON), (one_account, spread(5, 40))]).kept == (True, True, False)


def test_nothing_is_kept_where_no_stratum_holds_both_groups() -> None:
    assert standardised(SHARE, [(spread(5, 40), Sums.none(2))], RULES) is None


def test_what_has_no_strata_is_not_standardised() -> None:
    totals = [replace(s, values=s.values[:, :1]) for s in (spread(5, 40), spread(4, 50))]
    assert standardised(Total(), [(totals[0], totals[1])], RULES) is None


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(41, 60), st.integers(0, 40), st.integers(41, 60)),
        min_size=1,
        max_size=5,
    )
)
def test_groups_the_other_way_round_turn_every_sign(rows: list[tuple[int, ...]]) -> None:
    there = [(spread(a, b), spread(c, d, first=60)) for a, b, c, d in rows]
    back = [(b, a) for a, b in there]
    one, other = found(there), found(back)
    assert one.gap.value == pytest.approx(-(other.gap.value or 0.0), abs=1e-12)
    assert one.gap.low == pytest.approx(-(other.gap.high or 0.0), abs=1e-9)
    assert (one.rate, one.mix) == pytest.approx((-(other.rate or 0), -(other.mix or 0)), abs=1e-12)


def test_order_of_strata_changes_nothing() -> None:
    there, back = found(sides(SIMPSON)), found(sides(SIMPSON)[::-1])
    assert there.gap.value == pytest.approx(back.gap.value)
    assert there.gap.low == pytest.approx(back.gap.low)


def test_money_kept_is_standardised_over_money() -> None:
    """GRR of two sizes, by hand: weights are the opening revenue of both groups together."""
    rng = np.random.default_rng(3)

    def book(accounts: int, mrr: float, kept: float) -> Sums:
        opening = mrr * rng.uniform(0.8, 1.2, accounts)
        return one_per_bucket(list(opening * (rng.random(accounts) < kept)), list(opening))

    strata = [(book(60, 100, 0.9), book(40, 100, 0.8)), (book(30, 900, 0.95), book(70, 900, 0.9))]
    told = standardised(Retained(), strata, RULES)
    assert told is not None
    totals = [[s.values.sum(axis=0) for s in pair] for pair in strata]
    weights = [a[1] + b[1] for a, b in totals]
    gaps = [a[0] / a[1] - b[0] / b[1] for a, b in totals]
    by_hand = sum(w * g for w, g in zip(weights, gaps, strict=True)) / sum(weights)
    assert told.gap.value == pytest.approx(by_hand)
    assert told.gap.low is not None and told.gap.high is not None
    assert told.gap.low < by_hand < told.gap.high


def test_score_of_promoters_is_standardised_over_answers() -> None:
    rng = np.random.default_rng(4)

    def answered(n: int, chances: tuple[float, float, float]) -> Sums:
        values = np.zeros((BUCKETS, 3))
        for bucket, band in zip(
            rng.integers(0, BUCKETS, n), rng.choice(3, n, p=chances), strict=True
        ):
            values[bucket, band] += 1
        return Sums(values, values.sum(axis=1), n)

    strata = [
        (answered(80, (0.6, 0.3, 0.1)), answered(50, (0.4, 0.3, 0.3))),
        (answered(40, (0.3, 0.4, 0.3)), answered(90, (0.2, 0.3, 0.5))),
    ]
    told = standardised(NetPromoter(), strata, RULES)
    assert told is not None

    def score(s: Sums) -> float:
        p, _, d = s.values.sum(axis=0)
        return float(100 * (p - d) / s.values.sum())

    weights = [130, 130]
    by_hand = (
        sum(w * (score(a) - score(b)) for w, (a, b) in zip(weights, strata, strict=True)) / 260
    )
    assert told.gap.value == pytest.approx(by_hand)


def by_bucket(facts: list[Fact]) -> list[Fact]:
    return [replace(f, bucket=i % BUCKETS) for i, f in enumerate(facts)]


def test_curve_of_winning_is_averaged_and_its_median_read() -> None:
    """By a loop over facts and days: F of each stratum, their mean over who entered, its half."""
    horizon = 40
    groups = [[by_bucket(deals(10 * s + g, n, late=0)) for g, n in enumerate((150, 90 + 60 * s))]
              for s in (0, 1)]  # fmt: skip
    e = TimeTo(horizon=horizon)
    strata = [(life_table(a, ("won", "lost")), life_table(b, ("won", "lost"))) for a, b in groups]
    told = standardised(e, strata, RULES)
    assert told is not None
    weights = [len(a) + len(b) for a, b in groups]
    medians = []
    for g in (0, 1):
        each = [np.asarray(curves(pair[g], "won", horizon)[1]) for pair in groups]
        mean = sum(w * f for w, f in zip(weights, each, strict=True)) / sum(weights)
        medians.append(int(np.argmax(mean >= mean[-1] / 2)))
    assert told.gap.value == medians[0] - medians[1]


def test_curve_of_staying_is_averaged_over_who_entered() -> None:
    def customers(seed: int) -> list[Fact]:
        return [replace(f, how=f.how and "churned") for f in deals(seed, 200, late=0)]

    groups = [[by_bucket(customers(7 * s + g)) for g in (0, 1)] for s in (1, 2)]
    e = Surviving(day=30)
    strata = [(life_table(a, ("churned",)), life_table(b, ("churned",))) for a, b in groups]
    told = standardised(e, strata, RULES)
    assert told is not None
    gaps = [curves(a, "churned", 30)[0][-1] - curves(b, "churned", 30)[0][-1] for a, b in groups]
    assert told.gap.value == pytest.approx(sum(gaps) / 2)


def test_strata_with_one_gap_are_alike_and_with_opposite_gaps_are_not() -> None:
    same = found([(spread(60, 100), spread(40, 100)), (spread(60, 100), spread(40, 100))])
    opposite = found([(spread(80, 100), spread(30, 100)), (spread(30, 100), spread(80, 100))])
    assert same.homogeneity is not None and same.homogeneity.p == pytest.approx(1)
    assert opposite.homogeneity is not None and opposite.homogeneity.p < 1e-6


RATES = Mixed(
    SHARE,
    [win_rates(p) for p in (0.5, 0.3, 0.15)],
    [win_rates(p) for p in (0.4, 0.25, 0.1)],
    ((0.5, 0.3, 0.2), (0.2, 0.3, 0.5)),
)


def test_gap_of_win_rates_at_like_mix_covers_95_percent_of_few_runs() -> None:
    got, ratio = of_adjusted(RATES, (100, 100), 300)
    assert ratio is None
    assert got.estimable == 1
    assert got.covered >= 0.92


@pytest.mark.slow
@pytest.mark.parametrize("accounts", [(100, 100), (100, 1000), (1000, 1000)])
def test_gap_of_win_rates_at_like_mix_covers_93_to_98_percent(accounts: tuple[int, int]) -> None:
    got, _ = of_adjusted(RATES, accounts, 2000)
    assert 0.93 <= got.covered <= 0.98


@pytest.mark.slow
@pytest.mark.parametrize("accounts", [(100, 100), (1000, 1000)])
def test_gap_of_deal_sizes_at_like_mix_covers_93_percent(accounts: tuple[int, int]) -> None:
    sizes = [deal_sizes(0.5, 0.5), deal_sizes(0.7, 0.5), deal_sizes(0.6, 0.6)]
    mixed = Mixed(Ratio(share=False), sizes, sizes[::-1], ((0.5, 0.3, 0.2), (0.2, 0.3, 0.5)))
    difference, ratio = of_adjusted(mixed, accounts, 2000)
    assert difference.covered >= 0.93
    assert ratio is not None and ratio.covered >= 0.93
