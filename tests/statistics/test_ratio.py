from __future__ import annotations

from dataclasses import replace
from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from icp_metrics.statistics.estimate import Difference, Estimate, Rules, Sums
from icp_metrics.statistics.gaps import p_facing
from icp_metrics.statistics.jackknife import BUCKETS
from icp_metrics.statistics.ratio import Ratio, change_of
from tests.statistics.groups import AMOUNTS, CLOSED, WON, group, one_per_bucket

RULES = Rules()
SHARE, AMOUNT = Ratio(share=True), Ratio(share=False)


def limits(thing: Estimate | Difference) -> tuple[float, float]:
    assert thing.low is not None
    assert thing.high is not None
    return thing.low, thing.high


def gap(ratio: Ratio, first: Sums, second: Sums, rules: Rules = RULES) -> Difference:
    estimates = ratio.estimate(first, rules), ratio.estimate(second, rules)
    return ratio.difference(*estimates, rules)


def loops(y: tuple[float, ...], x: tuple[float, ...]) -> list[float]:
    """The ratio with each account left out, by loops."""
    return [
        sum(v for i, v in enumerate(y) if i != b) / sum(v for i, v in enumerate(x) if i != b)
        for b in range(len(y))
    ]


# A share


def test_win_rate_has_wilson_limits_on_its_effective_number_with_t() -> None:
    got = SHARE.estimate(one_per_bucket(WON, CLOSED), RULES)
    thetas, k, n = loops(WON, CLOSED), len(WON), sum(CLOSED)
    p = sum(WON) / n
    variance = (k - 1) / k * sum((t - sum(thetas) / k) ** 2 for t in thetas)
    effective = n / max(1.0, variance * n / (p * (1 - p)))
    t = stats.t.ppf(0.975, k - 1)
    # Wilson's limits are the roots of (p - P)² = t²·P(1-P)/n.
    roots = np.roots([1 + t * t / effective, -2 * p - t * t / effective, p * p])
    assert got.value == pytest.approx(p)
    assert limits(got) == pytest.approx(tuple(sorted(roots)))
    assert got.status == "caution"


def test_account_with_many_equal_deals_widens_the_win_rate() -> None:
    alike = SHARE.estimate(one_per_bucket([10, 0] * 20, [10] * 40), RULES)
    mixed = SHARE.estimate(one_per_bucket([5] * 39 + [4], [10] * 40), RULES)
    t = stats.t.ppf(0.975, 39)
    alpha = 2 * stats.norm.sf(t)
    # 400 deals of accounts that win all or none are worth 39: s²/n has n - 1 in it.
    assert limits(alike) == pytest.approx(proportion_confint(19.5, 39, alpha, method="wilson"))
    # Less spread than chance would give never counts for more than the deals there are.
    expected = proportion_confint(199, 400, alpha, method="wilson")
    assert limits(mixed) == pytest.approx(expected)


@pytest.mark.parametrize(("won", "value"), [(0, 0.0), (3, 1.0)])
def test_all_lost_or_all_won_counts_accounts_not_deals(won: int, value: float) -> None:
    got = SHARE.estimate(one_per_bucket([won] * 30, [3] * 30), RULES)
    alpha = 2 * stats.norm.sf(stats.t.ppf(0.975, 29))
    expected = proportion_confint(30 * value, 30, alpha, method="wilson")
    assert got.value == value
    assert limits(got) == pytest.approx(expected)
    assert value in limits(got)
    assert got.status == "caution"


def test_status_of_a_share_follows_accounts_and_events() -> None:
    def status(won: list[float]) -> str:
        return SHARE.estimate(one_per_bucket(won), RULES).status

    assert status([1, 0, 1] * 3) == "insufficient"
    assert status([1, 0] * 5) == "caution"
    assert status([1] * 9 + [0] * 91) == "caution"
    assert status([0] * 9 + [1] * 91) == "caution"
    assert status([1] * 10 + [0] * 90) == "ok"


def test_rules_move_the_confidence_and_the_thresholds() -> None:
    sums = one_per_bucket([1, 0] * 10)
    wide = SHARE.estimate(sums, RULES)
    narrow = SHARE.estimate(sums, Rules(confidence=0.8, insufficient_below=3, caution_below=15))
    assert (wide.status, narrow.status) == ("caution", "ok")
    assert limits(wide)[0] < limits(narrow)[0] < limits(narrow)[1] < limits(wide)[1]


# What cannot be estimated


@pytest.mark.parametrize("ratio", [SHARE, AMOUNT], ids=["share", "amount"])
def test_what_is_not_known_has_a_reason_and_is_never_0(ratio: Ratio) -> None:
    def told(sums: Sums) -> tuple[str | None, float | None]:
        got = ratio.estimate(sums, RULES)
        assert got.status == "not_estimable"
        assert (got.low, got.high, got.replicates) == (None, None, None)
        return got.reason, got.value

    assert told(Sums.none(2)) == ("no_data", None)
    no_wins = replace(one_per_bucket([0] * 9, [0] * 9), facts=np.ones(BUCKETS))
    assert told(no_wins) == ("zero_denominator", None)
    assert told(one_per_bucket([1, 0, 1, 1])) == ("low_n", 0.75)
    assert told(group([(5, 1, 2)] * 40)) == ("low_n", 0.5)


def test_five_buckets_are_enough() -> None:
    assert SHARE.estimate(one_per_bucket([1, 0, 1, 1, 0]), RULES).low is not None


def test_replicate_that_cannot_be_computed_is_not_skipped() -> None:
    one_bucket_has_all_wins = one_per_bucket([900.0, 0, 0, 0, 0, 0], [3.0, 0, 0, 0, 0, 0])
    sums = replace(one_bucket_has_all_wins, facts=np.ones(BUCKETS))
    assert AMOUNT.estimate(sums, RULES).reason == "low_n"
    one_bucket_has_all_money = one_per_bucket([900.0, 0, 0, 0, 0, 0])
    got = AMOUNT.estimate(one_bucket_has_all_money, RULES)
    assert (got.reason, got.value) == ("low_n", 150.0)


@pytest.mark.parametrize("amount", [0.0, 0.1, 1234.56, -20.0])
def test_amounts_that_do_not_vary_or_are_not_positive_are_a_boundary(amount: float) -> None:
    deals = [1.0, 3.0, 7.0, 2.0, 2.0, 11.0] * 6
    got = AMOUNT.estimate(one_per_bucket([amount * d for d in deals], deals), RULES)
    assert got.reason == "boundary"
    assert got.value == pytest.approx(amount)
    assert got.low is None


# An amount


def by_loops(y: tuple[float, ...], x: tuple[float, ...]) -> tuple[float, float, float]:
    """log ratio, its jackknife standard error, and its degrees of freedom, by loops."""
    logs, k = [log(theta) for theta in loops(y, x)], len(y)
    d = [v - sum(logs) / k for v in logs]
    squares, fourths = sum(v**2 for v in d), sum(v**4 for v in d)
    return log(sum(y) / sum(x)), sqrt((k - 1) / k * squares), min(k - 1, 1.5 * squares**2 / fourths)


def test_deal_size_has_limits_on_the_logarithm() -> None:
    got = AMOUNT.estimate(one_per_bucket(AMOUNTS), RULES)
    value, error, df = by_loops(AMOUNTS, (1.0,) * len(AMOUNTS))
    margin = stats.t.ppf(0.975, df) * error
    assert got.value == pytest.approx(1671.0)
    assert limits(got) == pytest.approx((exp(value - margin), exp(value + margin)))


def test_gap_of_deal_sizes_is_decided_by_the_ratio() -> None:
    small = tuple(v / 3 for v in AMOUNTS[::-1])
    got = gap(AMOUNT, one_per_bucket(AMOUNTS), one_per_bucket(small, first=40))
    logs, k = [], 2 * len(AMOUNTS)
    ones = (1.0,) * len(AMOUNTS)
    logs += [log(t) - log(sum(small) / 10) for t in loops(AMOUNTS, ones)]
    logs += [log(sum(AMOUNTS) / 10) - log(t) for t in loops(small, ones)]
    d = [v - sum(logs) / k for v in logs]
    squares = sum(v**2 for v in d)
    df = min(k - 1, 1.5 * squares**2 / sum(v**4 for v in d))
    margin = stats.t.ppf(0.975, df) * sqrt((k - 1) / k * squares)
    assert got.value == pytest.approx(1671.0 * 2 / 3)
    assert got.ratio == pytest.approx(3.0)
    assert got.ratio_low == pytest.approx(exp(log(3) - margin))
    assert got.ratio_high == pytest.approx(exp(log(3) + margin))
    assert got.p == pytest.approx(2 * stats.t.sf(log(3) / margin * stats.t.ppf(0.975, df), df))


def test_one_large_account_is_told_as_concentration() -> None:
    whale = one_per_bucket([100.0, 120.0] * 49 + [100.0, 100_000.0])
    got = AMOUNT.estimate(whale, RULES)
    assert (got.status, got.reason) == ("insufficient", "concentration")
    even = AMOUNT.estimate(one_per_bucket([100.0, 120.0] * 50), RULES)
    assert (even.status, even.reason) == ("ok", None)
    few = AMOUNT.estimate(one_per_bucket([100.0, 120.0] * 7), RULES)
    assert (few.status, few.reason) == ("caution", None)


@pytest.mark.parametrize(
    ("amounts", "confidence", "reason"),
    [
        ([1e8] + [1.0] * 79, 0.999, "concentration"),
        ([1e11] + [0.01] * 19, 0.99, "concentration"),
        ([1e11] + [0.01] * 19, 0.95, "concentration"),
        ([1e9, *([1.0] * 7)], 0.9, "low_n"),
    ],
)
def test_absurd_limits_are_none(amounts: list[float], confidence: float, reason: str) -> None:
    rules = Rules(confidence=confidence)
    got = AMOUNT.estimate(one_per_bucket(amounts), rules)
    assert (got.status, got.reason, got.low) == ("not_estimable", reason, None)
    assert got.value == pytest.approx(sum(amounts) / len(amounts))


def test_gap_whose_ratio_would_be_absurd_has_no_limits() -> None:
    """Leaving out the first account moves one side up and the other down."""
    up = one_per_bucket([1.0] * 40, [1e3] + [1.0] * 39)
    down = one_per_bucket([1e3] + [1.0] * 39)
    assert all(limits(AMOUNT.estimate(side, RULES)) for side in (up, down))
    assert gap(AMOUNT, up, down).value is None
    assert gap(AMOUNT, up, down, Rules(confidence=0.8)).ratio_high is not None


def test_one_large_account_makes_the_range_wider_than_t_of_all_buckets_would() -> None:
    got = AMOUNT.estimate(one_per_bucket([100.0, 120.0] * 20 + [9_000.0]), RULES)
    assert got.replicates is not None
    logs = got.replicates.map(np.log)
    naive = stats.t.ppf(0.975, 40) * sqrt(logs.variance)
    assert got.value is not None
    assert log(limits(got)[1] / got.value) > 2 * naive


def test_another_currency_changes_no_ratio_and_scales_the_difference() -> None:
    a, b = one_per_bucket(AMOUNTS), one_per_bucket([v * 2 for v in AMOUNTS[:7]], first=40)
    rate = 0.0087
    scaled = [replace(s, values=s.values * [rate, 1.0]) for s in (a, b)]
    before, after = gap(AMOUNT, a, b), gap(AMOUNT, *scaled)
    for name in ("ratio", "ratio_low", "ratio_high", "p"):
        assert getattr(after, name) == pytest.approx(getattr(before, name), rel=1e-9)
    for name in ("value", "low", "high"):
        assert getattr(after, name) == pytest.approx(rate * getattr(before, name), rel=1e-9)


# Gaps and changes


def sides(ratio: Ratio) -> tuple[Sums, Sums]:
    second_y = (1, 0, 2, 0, 1, 0, 1) if ratio.share else AMOUNTS[:7]
    first = one_per_bucket(WON, CLOSED) if ratio.share else one_per_bucket(AMOUNTS[::-1])
    return first, one_per_bucket(second_y, [3.0] * 7, first=8)


@pytest.mark.parametrize("ratio", [SHARE, AMOUNT], ids=["share", "amount"])
def test_gap_of_a_and_b_mirrors_the_gap_of_b_and_a(ratio: Ratio) -> None:
    a, b = sides(ratio)
    forth, back = gap(ratio, a, b), gap(ratio, b, a)
    assert forth.value == -back.value  # type: ignore[operator]
    low, high = limits(back)
    assert limits(forth) == pytest.approx((-high, -low))
    assert forth.p == pytest.approx(back.p)
    if not ratio.share:
        assert back.ratio_low is not None
        assert back.ratio_high is not None
        assert (forth.ratio_low, forth.ratio_high) == pytest.approx(
            (1 / back.ratio_high, 1 / back.ratio_low)
        )


@pytest.mark.parametrize("ratio", [SHARE, AMOUNT], ids=["share", "amount"])
def test_order_of_buckets_means_nothing(ratio: Ratio) -> None:
    order = np.random.default_rng(4).permutation(BUCKETS)
    a, b = sides(ratio)
    moved = [Sums(s.values[order], s.facts[order], s.n) for s in (a, b)]
    before, after = gap(ratio, a, b), gap(ratio, *moved)
    assert limits(after) == pytest.approx(limits(before))
    assert after.p == pytest.approx(before.p)


def test_gap_of_win_rates_is_newcombes_with_the_correlation_of_the_replicates() -> None:
    y2, x2 = (2, 1, 2, 0, 3, 0, 1, 2, 0, 1, 2, 1), (3,) * 12
    first, second = one_per_bucket(WON, CLOSED), one_per_bucket(y2, x2)
    (l1, u1), (l2, u2) = (limits(SHARE.estimate(s, RULES)) for s in (first, second))
    p1, p2 = sum(WON) / sum(CLOSED), sum(y2) / sum(x2)
    r = stats.pearsonr(loops(WON, CLOSED), loops(y2, x2))[0]
    low = sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2 - 2 * r * (p1 - l1) * (u2 - p2))
    high = sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2 - 2 * r * (u1 - p1) * (p2 - l2))
    got = gap(SHARE, first, second)
    assert abs(r) > 0.1
    assert got.value == pytest.approx(p1 - p2)
    assert limits(got) == pytest.approx((p1 - p2 - low, p1 - p2 + high))
    v1, v2 = (np.var(loops(y, x)) * 11 for y, x in ((WON, CLOSED), (y2, x2)))
    df = (v1 + v2) ** 2 / (v1**2 / 11 + v2**2 / 11)
    facing = low if p1 > p2 else high
    t = stats.t.ppf(0.975, df) * abs(p1 - p2) / facing
    assert got.p == pytest.approx(2 * stats.t.sf(t, df))


@pytest.mark.parametrize("ratio", [SHARE, AMOUNT], ids=["share", "amount"])
def test_change_on_the_same_accounts_is_narrower_than_between_strangers(ratio: Ratio) -> None:
    if ratio.share:
        before, now = (4, 0, 1, 4, 3, 0, 4, 2, 1, 4), (4, 1, 1, 3, 4, 0, 4, 2, 0, 4)
        deals = [4.0] * 10
    else:
        before, now = AMOUNTS, tuple(v * f for v, f in zip(AMOUNTS, (1.1, 1.3) * 5, strict=True))
        deals = [1.0] * 10
    same = gap(ratio, one_per_bucket(now, deals), one_per_bucket(before, deals))
    strangers = gap(ratio, one_per_bucket(now, deals), one_per_bucket(before, deals, first=60))
    assert limits(strangers)[0] < limits(same)[0] < limits(same)[1] < limits(strangers)[1]
    if not ratio.share:
        assert strangers.ratio_low < same.ratio_low  # type: ignore[operator]


def test_all_won_against_none_won_keeps_limits() -> None:
    got = gap(SHARE, one_per_bucket([1] * 20), one_per_bucket([0] * 20, first=50))
    assert got.value == got.high == 1.0
    assert got.low is not None
    assert 0 < got.low < 1
    assert got.p is not None
    assert got.p < 0.001


def test_all_won_in_both_has_a_gap_of_0_that_is_not_sure() -> None:
    got = gap(SHARE, one_per_bucket([1] * 12), one_per_bucket([1] * 40, first=50))
    assert (got.value, got.p) == (0.0, 1.0)
    low, high = limits(got)
    assert low < -0.1 < 0.05 < high


@pytest.mark.parametrize("ratio", [SHARE, AMOUNT], ids=["share", "amount"])
def test_difference_needs_both_sides(ratio: Ratio) -> None:
    known, few = sides(ratio)[0], one_per_bucket([1.0, 0.5])
    for pair in ((known, few), (few, known)):
        got = gap(ratio, *pair)
        assert (got.value, got.low, got.p, got.replicates) == (None, None, None, None)


@pytest.mark.parametrize("ratio", [SHARE, AMOUNT], ids=["share", "amount"])
def test_two_that_move_alike_have_no_limits_rather_than_limits_of_width_0(ratio: Ratio) -> None:
    first = sides(ratio)[0]
    got = gap(ratio, first, first)
    assert (got.value, got.low, got.high) == (None, None, None)
    dearer = replace(first, values=first.values * [1.1, 1.0])
    if not ratio.share:
        assert gap(ratio, dearer, first).ratio is None


@settings(max_examples=300, deadline=None)
@given(
    share=st.booleans(),
    seed=st.integers(0, 10_000),
    shift=st.floats(0.2, 5.0),
    confidence=st.sampled_from([0.8, 0.9, 0.95, 0.99]),
)
def test_p_is_small_exactly_when_the_deciding_interval_excludes_no_difference(
    share: bool, seed: int, shift: float, confidence: float
) -> None:
    rng, rules, ratio = np.random.default_rng(seed), Rules(confidence=confidence), Ratio(share)
    n1, n2 = rng.integers(6, 60, 2)
    deals = [1.0 + rng.poisson(2, n) for n in (n1, n2)]
    if share:
        y = [
            rng.binomial(d.astype(int), q) for d, q in zip(deals, (0.3, 0.15 * shift), strict=True)
        ]
    else:
        y = [rng.lognormal(0, 0.6, len(d)) * d * s for d, s in zip(deals, (1, shift), strict=True)]
    a, b = one_per_bucket(y[0], deals[0]), one_per_bucket(y[1], deals[1], first=30)
    got = gap(ratio, a, b, rules)
    assert got.p is not None
    assert 0 <= got.p <= 1
    if share:
        low, high = limits(got)
        excluded = low > 0 or high < 0
    else:
        assert got.ratio_low is not None
        assert got.ratio_high is not None
        excluded = got.ratio_low > 1 or got.ratio_high < 1
    assert (got.p < 1 - confidence) == excluded


@pytest.mark.parametrize("confidence", [0.8, 0.9, 0.95, 0.99])
def test_interval_that_just_touches_no_difference_is_never_significant(confidence: float) -> None:
    for df in np.linspace(1.5, 130, 400):
        assert p_facing(0.3, 0.0, 0.6, float(df), Rules(confidence=confidence)) >= 1 - confidence
        just_off = p_facing(-0.3, -0.6, -5e-17, float(df), Rules(confidence=confidence))
        assert just_off < 1 - confidence


# The change of a gap


def test_change_of_a_gap_adds_the_margins_of_both_gaps_in_square() -> None:
    quarter = np.arange(4) * 30
    fit_now, not_now, fit_then, not_then = (
        one_per_bucket([float(v) for v in rng.integers(0, 2, 20)] + [1.0, 0.0], first=at)
        for rng, at in zip(map(np.random.default_rng, range(4)), quarter, strict=True)
    )
    now, before = gap(SHARE, fit_now, not_now), gap(SHARE, fit_then, not_then)
    got = change_of(now, before)
    assert now.value is not None
    assert before.value is not None
    (l1, u1), (l2, u2) = limits(now), limits(before)
    assert got.value == pytest.approx(now.value - before.value)
    low = got.value - sqrt((now.value - l1) ** 2 + (u2 - before.value) ** 2)  # type: ignore[operator]
    high = got.value + sqrt((u1 - now.value) ** 2 + (before.value - l2) ** 2)  # type: ignore[operator]
    assert limits(got) == pytest.approx((low, high), abs=1e-3)


def test_change_of_a_gap_needs_both_gaps_and_spread_between_them() -> None:
    known = gap(SHARE, *sides(SHARE))
    for pair in ((known, Difference()), (Difference(), known), (known, known)):
        assert change_of(*pair).value is None
