"""Two ways of dividing the same accounts: paired replicates, by hand and by simulation."""

from __future__ import annotations

import numpy as np
import pytest

from icp_metrics.statistics.estimate import Difference, Rules, Sums
from icp_metrics.statistics.jackknife import BUCKETS, Floats
from icp_metrics.statistics.paired import paired_difference
from icp_metrics.statistics.quantiles import t_critical
from icp_metrics.statistics.ratio import Ratio

RULES = Rules()
SHARE, MEAN = Ratio(share=True), Ratio(share=False)


def gap(estimator: Ratio, inside: Floats, y: Floats, x: Floats, buckets: Floats) -> Difference:
    """The gap of accounts divided by `inside`, from their sums and buckets."""
    sides = []
    for chosen in (inside, ~inside):
        values = np.zeros((BUCKETS, 2))
        np.add.at(values, buckets[chosen], np.stack([y, x], axis=1)[chosen])
        sums = Sums(values, values[:, 1].copy(), int(chosen.sum()))
        sides.append(estimator.estimate(sums, RULES))
    return estimator.difference(sides[0], sides[1], RULES)


def company(seed: int, accounts: int, moved: float) -> tuple[Floats, ...]:
    """Accounts with their cell of two definitions, deals, wins, amounts and buckets."""
    dice = np.random.default_rng(seed)
    first = dice.random(accounts) < 0.4
    second = first ^ (dice.random(accounts) < moved)
    rate = RATES[first.astype(int), second.astype(int)]
    # Deals of one account are alike: a correlation of 0.2 within it.
    own = dice.beta(4 * rate, 4 * (1 - rate))
    deals = dice.geometric(0.5, accounts)
    won = dice.binomial(deals, own)
    paid = deals * np.exp(dice.normal(0, 0.7, accounts)) * (1 + 0.5 * first)
    return (
        first,
        second,
        deals.astype(float),
        won.astype(float),
        paid,
        dice.integers(0, BUCKETS, accounts),
    )


RATES = np.array([[0.2, 0.3], [0.25, 0.45]])
"""Win rate by whether the first and the second definition take an account in."""


def true_difference(moved: float) -> float:
    """The first gap of rates minus the second, of a company without end."""
    weights = np.array([[0.6 * (1 - moved), 0.6 * moved], [0.4 * moved, 0.4 * (1 - moved)]])
    won = weights * RATES
    by_first = won.sum(axis=1) / weights.sum(axis=1)
    by_second = won.sum(axis=0) / weights.sum(axis=0)
    return float((by_first[1] - by_first[0]) - (by_second[1] - by_second[0]))


def covered(accounts: int, moved: float, runs: int) -> float:
    truth = true_difference(moved)
    held = 0
    for seed in range(runs):
        first, second, deals, won, _, buckets = company(seed, accounts, moved)
        found = paired_difference(
            gap(SHARE, first, won, deals, buckets), gap(SHARE, second, won, deals, buckets), RULES
        )
        assert found.low is not None and found.high is not None
        held += found.low <= truth <= found.high
    return held / runs


@pytest.mark.parametrize(("accounts", "moved"), [(200, 0.1), (1000, 0.02)])
def test_paired_difference_covers_about_95_percent(accounts: int, moved: float) -> None:
    # Of 400 runs the share is sure to two points.
    assert 0.92 <= covered(accounts, moved, 400) <= 0.98


@pytest.mark.slow
@pytest.mark.parametrize(
    ("accounts", "moved"), [(100, 0.15), (200, 0.1), (500, 0.04), (1000, 0.02), (2000, 0.3)]
)
def test_paired_difference_covers_93_to_98_percent(accounts: int, moved: float) -> None:
    assert 0.93 <= covered(accounts, moved, 2000) <= 0.98


def test_paired_range_is_t_times_the_error_of_the_joint_replicates() -> None:
    first, second, deals, won, _, buckets = company(1, 300, 0.1)
    gaps = [gap(SHARE, inside, won, deals, buckets) for inside in (first, second)]
    found = paired_difference(*gaps, RULES)
    # By hand: leave each bucket out of both, and take the spread of what is left.
    gaps_without = []
    for out in range(BUCKETS):
        kept = buckets != out
        if kept.all():
            continue
        rates = [
            won[kept & side].sum() / deals[kept & side].sum()
            for side in (first, ~first, second, ~second)
        ]
        gaps_without.append((rates[0] - rates[1], rates[2] - rates[3]))
    one, other = np.array(gaps_without).T
    k = len(one)
    v1, v2, joint = (
        (k - 1) / k * ((each - each.mean()) ** 2).sum() for each in (one, other, one - other)
    )
    error = np.sqrt(joint)
    df = (v1 + v2) ** 2 / (v1**2 / (k - 1) + v2**2 / (k - 1))
    margin = t_critical(0.95, df) * error
    assert found.value is not None
    assert (found.low, found.high) == pytest.approx((found.value - margin, found.value + margin))


@pytest.mark.parametrize("estimator", [SHARE, MEAN])
def test_paired_range_is_narrower_than_one_that_takes_the_gaps_for_independent(
    estimator: Ratio,
) -> None:
    first, second, deals, won, paid, buckets = company(2, 400, 0.05)
    y = won if estimator.share else paid
    gaps = [gap(estimator, inside, y, deals, buckets) for inside in (first, second)]
    found = paired_difference(*gaps, RULES)
    assert found.low is not None and found.high is not None
    halves = [(g.high - g.low) / 2 for g in gaps if g.high is not None and g.low is not None]
    assert (found.high - found.low) / 2 < 0.6 * float(np.hypot(*halves))


def test_the_other_way_round_is_the_same_with_the_sign_turned() -> None:
    first, second, deals, won, _, buckets = company(3, 300, 0.1)
    gaps = [gap(SHARE, inside, won, deals, buckets) for inside in (first, second)]
    one, other = paired_difference(*gaps, RULES), paired_difference(*gaps[::-1], RULES)
    assert one.value is not None and one.low is not None and one.high is not None
    assert (other.value, other.low, other.high) == (-one.value, -one.high, -one.low)
    assert other.p == pytest.approx(one.p)


def test_gap_against_itself_has_no_range() -> None:
    first, _, deals, won, _, buckets = company(4, 300, 0.1)
    same = gap(SHARE, first, won, deals, buckets)
    for other in (same, Difference()):
        found = paired_difference(same, other, RULES)
        assert (found.value, found.low, found.high, found.p) == (None, None, None, None)
