from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight
from statsmodels.stats.proportion import proportion_confint

from icp_metrics.statistics.estimate import Estimate, Rules, Sums
from icp_metrics.statistics.jackknife import BUCKETS
from icp_metrics.statistics.reaching import Reaching
from icp_metrics.statistics.time_to import TimeTo
from tests.statistics.life import Fact, curves, deals, life_table

RULES = Rules()
EVENTS = ("won", "lost")


def sums(facts: list[Fact]) -> Sums:
    return life_table(facts, EVENTS)


def estimated(facts: list[Fact], horizon: int | None = None) -> Estimate:
    return Reaching(horizon=horizon).estimate(sums(facts), RULES)


def each(n: int, day: int, how: str | None, first: int = 0) -> list[Fact]:
    return [Fact(day, how, bucket=(first + i) % BUCKETS) for i in range(n)]


def untied(seed: int, n: int) -> list[Fact]:
    """Deals that all leave on different days."""
    rng = np.random.default_rng(seed)
    days = rng.permutation(n) + 1
    hows = rng.integers(0, 3, n)
    return [
        Fact(int(d), (None, "won", "lost")[h], bucket=int(rng.integers(0, BUCKETS)))
        for d, h in zip(days, hows, strict=True)
    ]


@pytest.mark.parametrize("late", [0.0, 0.3])
def test_share_is_what_a_loop_over_rows_gives(late: float) -> None:
    facts = deals(1, 300, late=late)
    assert estimated(facts, 30).value == pytest.approx(curves(facts, "won", 30)[1][-1])


def test_without_ties_it_is_the_cumulative_incidence_of_statsmodels() -> None:
    facts = untied(2, 200)
    codes = {"won": 1, "lost": 2, None: 0}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = CumIncidenceRight([f.left for f in facts], [codes[f.how] for f in facts])
    at = int(np.searchsorted(other.times, 120, side="right")) - 1
    assert estimated(facts, 120).value == pytest.approx(other.cinc[0][at])


def test_where_nothing_competes_it_is_one_minus_kaplan_meier() -> None:
    facts = [replace(f, how="won" if f.how == "lost" else f.how) for f in deals(3, 200, late=0)]
    other = SurvfuncRight([f.left for f in facts], [int(bool(f.how)) for f in facts])
    at = int(np.searchsorted(other.surv_times, 40, side="right")) - 1
    assert estimated(facts, 40).value == pytest.approx(1 - other.surv_prob[at])


def test_open_deals_are_neither_dropped_nor_not_won() -> None:
    """Half of all are won after 10 days, half lost after 50; half are seen for 20 days only."""
    seen = each(50, 10, "won") + each(50, 50, "lost", 20)
    brief = each(50, 10, "won", 40) + each(50, 20, None, 60)
    facts = seen + brief
    assert estimated(facts, 50).value == pytest.approx(0.5)
    won, lost = 100, 50
    assert won / (won + lost) == pytest.approx(0.667, abs=0.001)  # open deals dropped


def test_limits_are_wilsons_on_an_effective_number_with_t() -> None:
    facts = deals(11, 200, late=0)
    got = estimated(facts, 30)
    filled = sorted({f.bucket for f in facts})
    k = len(filled)
    without = [curves([f for f in facts if f.bucket != b], "won", 30)[1][-1] for b in filled]
    variance = (k - 1) / k * sum((x - np.mean(without)) ** 2 for x in without)
    p = curves(facts, "won", 30)[1][-1]
    effective = min(200, p * (1 - p) / variance)
    alpha = 2 * stats.norm.sf(stats.t.ppf(0.975, k - 1))
    last = max(f.left for f in facts if f.how and f.left <= 30)
    after = sum(f.left > last or (f.left == last and not f.how) for f in facts)
    still = min(1, sum(f.left >= 30 for f in facts) / after) if last < 30 else 1
    low, _ = proportion_confint(p * effective, effective, alpha, method="wilson")
    _, high = proportion_confint(p * effective * still, effective * still, alpha, method="wilson")
    assert (got.low, got.high) == pytest.approx((low, high))


def test_few_seen_after_the_last_event_raise_the_upper_limit_only() -> None:
    ended = each(20, 20, "won")
    long = estimated(ended + each(49, 60, None, 60), 60)
    short = estimated(ended + each(9, 60, None, 60) + each(40, 30, None, 80), 60)
    assert short.value == long.value
    assert short.high is not None and long.high is not None
    assert short.high > long.high + 0.05
    assert short.low == pytest.approx(long.low)


@pytest.mark.parametrize(("how", "value"), [("won", 1.0), ("lost", 0.0)])
def test_all_or_none_won_counts_who_was_followed(how: str, value: float) -> None:
    facts = [Fact(5 + i % 7, how, bucket=i) for i in range(40)]
    got = estimated(facts, 30)
    assert got.value == value
    expected = proportion_confint(40 * value, 40, method="wilson")
    assert (got.low, got.high) == pytest.approx(expected, abs=1e-9)


def test_where_they_are_by_then_makes_one() -> None:
    facts = deals(5, 200)
    told = Reaching(horizon=30).companions(sums(facts), RULES)
    survived, won = curves(facts, "won", 30)
    lost = curves(facts, "lost", 30)[1]
    assert told["lost_by_then"] == pytest.approx(lost[-1])
    assert told["open_by_then"] == pytest.approx(survived[-1])
    assert won[-1] + lost[-1] + survived[-1] == pytest.approx(1)
    assert told["won"] == sum(f.how == "won" for f in facts)
    assert told["entered"] == 200


def test_what_cannot_be_told_has_a_reason() -> None:
    short = each(40, 20, None)
    assert estimated(short + each(5, 10, "won", 60), 60).reason == "right_edge"
    late = [Fact(400, entry=100, bucket=i) for i in range(40)]
    assert estimated(late, 300).reason == "left_edge"
    few = [replace(f, bucket=i % 4) for i, f in enumerate(each(20, 9, "won") + each(20, 40, None))]
    assert (estimated(few, 30).reason, estimated(few, 30).value) == ("low_n", pytest.approx(0.5))
    nothing = Reaching().estimate(Sums.none(4, keyed=True), RULES)
    assert (nothing.reason, nothing.value) == ("no_data", None)
    told = Reaching(horizon=60).companions(sums(short), RULES)
    assert (told["open_by_then"], told["lost_by_then"]) == (None, None)
    none = Reaching().companions(Sums.none(4, keyed=True), RULES)
    assert (none["entered"], none["open_by_then"]) == (0, None)


def test_fewer_than_ten_wins_need_caution() -> None:
    assert estimated(each(9, 20, "won") + each(60, 60, None, 40), 50).status == "caution"
    assert estimated(each(10, 20, "won") + each(60, 60, None, 40), 50).status == "ok"


def test_horizon_is_that_of_the_median() -> None:
    groups = [sums(deals(7, 150)), sums(deals(8, 90))]
    settled = Reaching().settle(groups, RULES)
    assert settled.horizon == TimeTo().settle(groups, RULES).horizon
    # Settled on itself where nobody settled it.
    assert Reaching().estimate(groups[0], RULES).value == pytest.approx(
        Reaching().settle(groups[:1], RULES).estimate(groups[0], RULES).value
    )


def test_outcome_is_won_against_lost() -> None:
    facts = each(3, 5, "won") + each(4, 6, "lost") + each(5, 7, None)
    assert Reaching().outcome(sums(facts)) == (3, 4)


def test_gap_is_that_of_shares_and_mirrored() -> None:
    a, b = estimated(deals(3, 120), 30), estimated(deals(4, 150), 30)
    one = Reaching(horizon=30)
    forth, back = one.difference(a, b, RULES), one.difference(b, a, RULES)
    assert forth.value == pytest.approx(a.value - b.value)  # type: ignore[operator]
    assert (forth.low, forth.high) == pytest.approx((-back.high, -back.low))  # type: ignore[operator]
    assert forth.ratio is None


def test_order_of_buckets_means_nothing() -> None:
    order = [int(b) for b in np.random.default_rng(4).permutation(BUCKETS)]
    facts = deals(5, 150)
    before = estimated(facts, 30)
    after = estimated([replace(f, bucket=order[f.bucket]) for f in facts], 30)
    assert (after.low, after.high) == pytest.approx((before.low, before.high))


def test_several_deals_of_an_account_say_more_than_one_and_less_than_as_many() -> None:
    """Ten deals of each of forty accounts, spread over days: alike by account, or not at all."""
    rng = np.random.default_rng(6)
    alike, mixed = [], []
    for a in range(40):
        won = rng.random() < 0.4
        for i in range(10):
            day = 1 + (a + 3 * i) % 30
            alike.append(Fact(day, "won" if won else "lost", bucket=a))
            mixed.append(Fact(day, "won" if rng.random() < 0.4 else "lost", bucket=a))
    widths = []
    for facts in (alike, mixed):
        got = Reaching(horizon=40).estimate(replace(sums(facts), n=40), RULES)
        assert got.low is not None and got.high is not None
        widths.append(got.high - got.low)
    low, high = proportion_confint(16, 40, method="wilson")
    as_forty = high - low
    assert widths[0] == pytest.approx(as_forty, rel=0.1)
    assert widths[1] < 0.5 * as_forty
