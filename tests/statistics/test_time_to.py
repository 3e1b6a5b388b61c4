from __future__ import annotations

from dataclasses import replace
from math import log, sqrt

import numpy as np
import pytest
from scipy import stats

from icp_metrics.statistics.estimate import Difference, Estimate, Rules, Sums
from icp_metrics.statistics.jackknife import BUCKETS
from icp_metrics.statistics.time_to import TimeTo, middle
from tests.statistics.life import Fact, curves, deals, life_table

RULES = Rules()
EVENTS = ("won", "lost")


def sums(facts: list[Fact]) -> Sums:
    return life_table(facts, EVENTS)


def share_reached(facts: list[Fact], horizon: int) -> np.ndarray:
    """G after each day, by a loop over rows."""
    reached = np.array(curves(facts, "won", horizon)[1])
    return reached / reached[-1]


def estimated(facts: list[Fact], horizon: int | None = None, rules: Rules = RULES) -> Estimate:
    return TimeTo(horizon=horizon).estimate(sums(facts), rules)


def gap(first: list[Fact], second: list[Fact], rules: Rules = RULES) -> Difference:
    a, b = sums(first), sums(second)
    settled = TimeTo().settle([a, b], rules)
    return settled.difference(settled.estimate(a, rules), settled.estimate(b, rules), rules)


SOME = deals(8, 160, buckets=60)
OTHER = [replace(f, bucket=f.bucket + 60) for f in deals(9, 120, buckets=60)]


def test_median_is_of_those_that_get_there_within_the_horizon_and_losing_competes() -> None:
    won = [Fact(d, "won", bucket=d) for d in (10, 20, 30, 40, 50, 60, 70, 80, 90, 100)]
    assert estimated(won, horizon=100).value == 50
    assert estimated(won, horizon=60).value == 30
    # Deals lost at once change who is left, not how long winners took.
    lost = [Fact(2, "lost", bucket=90 + i) for i in range(20)]
    assert estimated(won + lost, horizon=100).value == 50
    # Open deals are no wins, but they are at risk while they are open: 8/60 are won by day 40,
    # and the twelve left share the other 52/60, so that one half is passed by the sixth of them.
    still_open = [Fact(45, bucket=90 + i % 30) for i in range(40)]
    assert estimated(2 * won + still_open, horizon=100).value == 70


def test_open_deals_seen_briefly_do_not_make_it_look_faster() -> None:
    """Days of won deals alone favour the fast: half of the slow ones are still open."""
    rng = np.random.default_rng(3)
    facts = []
    for _ in range(4000):
        days, seen = int(rng.integers(1, 101)), int(rng.integers(1, 121))
        how = "won" if days <= seen else None
        facts.append(Fact(min(days, seen), how, bucket=int(rng.integers(0, BUCKETS))))
    whole = sums(facts)
    settled = TimeTo(horizon=100)
    got = settled.estimate(whole, RULES)
    assert got.value == pytest.approx(50, abs=3)
    plain = settled.companions(whole, RULES)["median_won"]
    assert plain is not None and plain < 40


def test_deal_that_enters_late_counts_from_its_day_on() -> None:
    here = [Fact(d, "won", bucket=d) for d in range(10, 30)]
    late = [Fact(40, "won", entry=25, bucket=60 + i) for i in range(40)]
    value = estimated(here + late, horizon=40).value
    g = share_reached(here + late, 40)
    assert value == int(np.argmax(g >= 0.5 - 1e-12))
    # Had they counted from the start, most would seem to be won on day 40.
    ignoring = [replace(f, entry=0) for f in late]
    assert estimated(here + ignoring, horizon=40).value == 40
    assert value < 40


def test_limits_are_where_logit_limits_of_the_curve_reach_one_half() -> None:
    horizon = 55
    got = estimated(SOME, horizon)
    g = share_reached(SOME, horizon)
    filled = sorted({f.bucket for f in SOME})
    k = len(filled)
    without = np.array([share_reached([f for f in SOME if f.bucket != b], horizon) for b in filled])
    error = np.sqrt((k - 1) / k * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
    t = stats.t.ppf(0.975, k - 1)
    inside = [d for d in range(horizon + 1) if 0 < g[d] < 1 - 1e-9]
    logit = {d: log(g[d] / (1 - g[d])) for d in inside}
    margin = {d: t * error[d] / (g[d] * (1 - g[d])) for d in inside}
    low = min(d for d in inside if logit[d] + margin[d] >= 0)
    high = min(d for d in inside if logit[d] - margin[d] >= 0)
    assert got.value == int(np.argmax(g >= 0.5 - 1e-12))
    assert (got.low, got.high) == (low, high)
    # The replicates spread by what the limits say, in the direction of the curve.
    assert got.replicates is not None
    assert sqrt(got.replicates.variance) == pytest.approx((high - low + 1) / (2 * t))
    median = int(got.value)
    moved = without[:, median] + without[:, median - 1]
    assert np.corrcoef(moved, got.replicates.without[filled])[0, 1] == pytest.approx(-1)


def test_gap_is_symmetric_with_satterthwaite() -> None:
    got = gap(SOME, OTHER)
    a, b = sums(SOME), sums(OTHER)
    settled = TimeTo().settle([a, b], RULES)
    first, second = (settled.estimate(s, RULES).replicates for s in (a, b))
    assert first is not None and second is not None
    v1, v2 = first.variance, second.variance
    df = (v1 + v2) ** 2 / (v1**2 / (first.k - 1) + v2**2 / (second.k - 1))
    margin = stats.t.ppf(0.975, df) * sqrt(v1 + v2)
    value = first.value - second.value
    assert (got.value, got.low, got.high) == pytest.approx(
        (value, value - margin, value + margin), rel=1e-2
    )
    assert got.ratio is None


def test_gap_of_a_and_b_mirrors_the_gap_of_b_and_a() -> None:
    forth, back = gap(SOME, OTHER), gap(OTHER, SOME)
    assert (forth.value, forth.low, forth.high) == pytest.approx(
        (-back.value, -back.high, -back.low)  # type: ignore[operator]
    )
    assert forth.p == back.p


def test_order_of_buckets_means_nothing() -> None:
    order = [int(b) for b in np.random.default_rng(4).permutation(BUCKETS)]

    def moved(facts: list[Fact]) -> list[Fact]:
        return [replace(f, bucket=order[f.bucket]) for f in facts]

    before, after = gap(SOME, OTHER), gap(moved(SOME), moved(OTHER))
    assert (after.low, after.high, after.p) == pytest.approx((before.low, before.high, before.p))


@pytest.mark.parametrize("shift", [0, 3, 8, 14, 20, 30])
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_p_is_small_exactly_when_the_interval_excludes_0(shift: int, confidence: float) -> None:
    rules = Rules(confidence=confidence)
    later = [replace(f, left=f.left + shift) for f in OTHER]
    got = gap(later, SOME, rules)
    assert got.p is not None and got.low is not None and got.high is not None
    assert (got.p < 1 - confidence) == (got.low > 0 or got.high < 0)


def test_change_on_the_same_accounts_is_narrower_than_between_strangers() -> None:
    accounts = np.random.default_rng(5).integers(5, 60, 40)

    def period(step: int, first: int) -> list[Fact]:
        return [
            Fact(int(d) + step + i % 3, "won", bucket=first + i)
            for i, d in enumerate(accounts)
            for _ in range(2)
        ]

    def width(d: Difference) -> float:
        assert d.low is not None and d.high is not None
        return d.high - d.low

    same, strangers = gap(period(2, 0), period(0, 0)), gap(period(2, 0), period(0, 60))
    # The same accounts a step later move so alike that hardly anything is left to be unsure of.
    assert same.value is None or width(same) < width(strangers)
    other = [replace(f, left=max(1, f.left + (-1) ** f.left * 4)) for f in period(2, 0)]
    assert width(gap(other, period(0, 0))) < width(gap(other, period(0, 60)))


# The horizon


def followed(days: int, n: int, first: int = 0) -> list[Fact]:
    """n deals seen for so many days, one of them won on each of the first days."""
    return [Fact(days, bucket=first + i) for i in range(n)]


def test_horizon_is_the_last_day_with_ten_at_risk_in_every_group_shown() -> None:
    long, short = followed(200, 20), followed(90, 10) + followed(150, 3)
    tiny = followed(5, 4)
    groups = [sums(f) for f in (long, short, tiny)]
    assert TimeTo().settle(groups, RULES).horizon == 90
    assert TimeTo().settle(groups[:1], RULES).horizon == 200
    assert TimeTo().settle(groups[:1], Rules(horizon_days=120)).horizon == 120
    assert TimeTo().settle(groups[:1], Rules(insufficient_below=21)).horizon == 200


def test_horizon_without_a_group_shown_is_that_of_all_together_or_the_last_day() -> None:
    three = [sums(followed(days, 4)) for days in (50, 60, 70)]
    assert TimeTo().settle(three, RULES).horizon == 50
    assert TimeTo().settle(three[1:], RULES).horizon == 70
    assert TimeTo().settle([Sums.none(4, keyed=True)], RULES).horizon is None


def test_groups_that_never_have_ten_at_once_follow_all_together() -> None:
    early = followed(30, 12)
    late = [Fact(80, entry=50, bucket=i) for i in range(12)]
    assert TimeTo().settle([sums(early), sums(late)], RULES).horizon == 80


def test_groups_are_followed_alike() -> None:
    long = [Fact(d, "won", bucket=d) for d in range(1, 121)]
    short = [Fact(min(d, 60), "won" if d <= 60 else None, bucket=d) for d in range(1, 121)]
    settled = TimeTo().settle([sums(long), sums(short)], RULES)
    assert settled.horizon == 60
    assert settled.estimate(sums(long), RULES).value == settled.estimate(sums(short), RULES).value


# What cannot be estimated, and status


def test_what_is_not_known_has_a_reason() -> None:
    def reason(facts: list[Fact], horizon: int = 100) -> tuple[str | None, float | None]:
        got = estimated(facts, horizon)
        assert (got.status, got.low, got.replicates) == ("not_estimable", None, None)
        return got.reason, got.value

    nothing = TimeTo(horizon=9).estimate(Sums.none(4, keyed=True), RULES)
    assert (nothing.reason, nothing.value) == ("no_data", None)
    assert reason([Fact(9, "lost", bucket=i) for i in range(30)]) == ("no_events", None)
    late = [Fact(99, "won", bucket=i) for i in range(30)]
    assert reason(late, horizon=50) == ("no_events", None)
    four = [Fact(d, "won", bucket=d % 4) for d in range(40)]
    assert reason(four) == ("low_n", 19)
    lone = [Fact(9, "won", bucket=0), *(Fact(100, bucket=i) for i in range(1, 30))]
    assert reason(lone) == ("low_n", 9)
    assert reason([Fact(7, "won", bucket=i) for i in range(30)]) == ("boundary", 7)


def few_at_first(first: int, later: int = 40) -> list[Fact]:
    """Of the first two are won at once; the others came before and were seen from day 60 on."""
    early = [Fact(0, "won", bucket=i) for i in range(2)]
    early += [Fact(150, bucket=2 + i) for i in range(first - 2)]
    late = [Fact(90 + i % 30, "won", entry=60, bucket=20 + i) for i in range(later)]
    return early + late + [Fact(150, entry=60, bucket=70 + i) for i in range(12)]


def test_few_in_the_first_days_do_not_decide() -> None:
    """Two of four won at once would be half of all: a median of 0 days."""
    thin = few_at_first(4)
    assert TimeTo().settle([sums(thin)], RULES).horizon == 150
    got = estimated(thin)
    assert (got.status, got.reason, got.value) == ("not_estimable", "left_edge", None)
    assert gap(thin, OTHER).value is None
    # Nor if nobody at all is left of the first.
    assert estimated(few_at_first(2)).reason == "left_edge"
    enough = estimated(few_at_first(12))
    assert enough.reason is None
    assert enough.value is not None and enough.value > 60


def test_few_followed_to_the_horizon_of_others_are_said() -> None:
    short = [Fact(d, "won", bucket=d) for d in range(1, 9)] + followed(30, 30, 60)
    assert estimated(short, horizon=30).status == "insufficient"
    assert estimated(short, horizon=31).reason == "right_edge"
    # All of a group seen from start to end are known, however early they ended.
    assert estimated([Fact(d, "won", bucket=d) for d in range(1, 31)], horizon=90).value == 15


def test_fewer_than_ten_events_are_too_few_whatever_the_number_of_deals() -> None:
    def status(won: int, still_open: int) -> str:
        facts = [Fact(10 + i, "won", bucket=i) for i in range(won)]
        return estimated(facts + followed(90, still_open, 60), 90).status

    assert status(9, 60) == "insufficient"
    assert status(10, 60) == "caution"
    assert status(30, 30) == "ok"


def test_range_is_never_a_single_day() -> None:
    facts = [Fact(d, "won", bucket=i % BUCKETS) for i, d in enumerate([29] + [30] * 998 + [31])]
    got = estimated(facts, 40)
    assert (got.value, got.low, got.high) == (30, 29.5, 30.5)
    # Nor below day 0.
    at_once = [Fact(0, "won", bucket=i % BUCKETS) for i in range(300)]
    got = estimated([*at_once, Fact(1, "won", bucket=5)], 40)
    assert (got.value, got.low, got.high) == (0, 0, 0.5)


def test_all_that_stand_on_the_last_day_keep_their_spread() -> None:
    facts = [Fact(5, "won", bucket=i) for i in range(8)]
    facts += [Fact(40, "won", bucket=8 + i) for i in range(12)]
    got = estimated(facts, 40)
    assert got.value == 40
    assert got.low == 5
    assert got.replicates is not None and got.replicates.variance > 0


# Companions


def test_companions_are_plain_medians_and_counts() -> None:
    facts = [Fact(d, "won") for d in (3, 8, 50)] + [Fact(d, "lost") for d in (1, 4)]
    got = TimeTo(horizon=9).companions(sums([*facts, Fact(400), Fact(12)]), RULES)
    assert got == {
        "won": 3,
        "median_won": 8,
        "lost": 2,
        "median_lost": 2.5,
        "median_any": 4,
        "events": 5,
        "entered": 7,
        "at_risk": 3,
    }
    nothing = TimeTo(horizon=9).companions(Sums.none(4, keyed=True), RULES)
    assert (nothing["median_won"], nothing["won"]) == (None, 0)


def test_middle_of_counted_days_is_their_median() -> None:
    rng = np.random.default_rng(7)
    for n in (1, 2, 7, 40):
        days = rng.integers(0, 12, n)
        counts = np.bincount(days, minlength=12).astype(float)
        assert middle(np.arange(12), counts) == float(np.median(days))
