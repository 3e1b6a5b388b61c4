from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from icp_metrics.statistics.estimate import Estimate, Rules, Sums
from icp_metrics.statistics.jackknife import BUCKETS
from icp_metrics.statistics.surviving import Surviving
from tests.statistics.life import Fact, curves, life_table

RULES = Rules()
YEAR = Surviving(day=365)


def sums(facts: list[Fact]) -> Sums:
    return life_table(facts, ("churned",))


def estimated(facts: list[Fact], rules: Rules = RULES) -> Estimate:
    return YEAR.estimate(sums(facts), rules)


def left(days: list[int], first: int = 0) -> list[Fact]:
    return [Fact(d, "churned", bucket=first + i) for i, d in enumerate(days)]


def stayed(n: int, days: int = 400, first: int = 60) -> list[Fact]:
    return [Fact(days, bucket=(first + i) % BUCKETS) for i in range(n)]


def customers(seed: int, n: int, first: int = 0, late: int = 0) -> list[Fact]:
    rng = np.random.default_rng(seed)
    facts = []
    for i in range(n):
        entry = int(rng.integers(0, late + 1)) if i % 2 else 0
        days, seen = entry + int(rng.exponential(700)), entry + int(rng.integers(200, 700))
        how = "churned" if days <= seen else None
        facts.append(Fact(min(days, seen), how, entry, first + int(rng.integers(0, 64))))
    return facts


@pytest.mark.parametrize("late", [0, 200])
def test_share_still_there_is_what_a_loop_over_rows_gives(late: int) -> None:
    facts = customers(1, 150, late=late)
    assert estimated(facts).value == pytest.approx(curves(facts, "churned", 365)[0][-1])


def test_who_leaves_on_the_day_has_left_and_a_day_later_has_not() -> None:
    assert estimated(left([365] * 10) + stayed(30)).value == pytest.approx(0.75)
    assert estimated(left([366] * 10) + stayed(30)).value == 1.0


def test_limits_are_wilsons_on_an_effective_number_with_t() -> None:
    facts = customers(11, 150)
    got = estimated(facts)
    filled = sorted({f.bucket for f in facts})
    k = len(filled)
    without = [curves([f for f in facts if f.bucket != b], "churned", 365)[0][-1] for b in filled]
    variance = (k - 1) / k * sum((s - np.mean(without)) ** 2 for s in without)
    s = curves(facts, "churned", 365)[0][-1]
    effective = min(150, s * (1 - s) / variance)
    assert effective < 150
    alpha = 2 * stats.norm.sf(stats.t.ppf(0.975, k - 1))
    last = max(f.left for f in facts if f.how and f.left <= 365)
    after = sum(f.left > last or (f.left == last and not f.how) for f in facts)
    still = sum(f.left >= 365 for f in facts) / after
    assert still < 1
    low, _ = proportion_confint(s * effective * still, effective * still, alpha, method="wilson")
    _, high = proportion_confint(s * effective, effective, alpha, method="wilson")
    assert (got.low, got.high) == pytest.approx((low, high))


def test_few_seen_after_the_last_event_lower_the_lower_limit_only() -> None:
    ended = left([20] * 20)
    long, short = estimated(ended + stayed(49)), estimated(ended + stayed(9) + stayed(40, 100, 80))
    assert short.value == long.value
    assert short.low is not None and long.low is not None
    assert short.low < long.low - 0.1
    assert short.high == pytest.approx(long.high)


@pytest.mark.parametrize(("facts", "value"), [(stayed(40), 1.0), (left([50] * 40), 0.0)])
def test_all_or_none_still_there_counts_who_was_followed(facts: list[Fact], value: float) -> None:
    got = estimated(facts)
    assert got.value == value
    assert (got.low, got.high) == pytest.approx(
        proportion_confint(40 * value, 40, method="wilson"), abs=1e-9
    )
    # Twenty more who were seen for a month tell of that month only.
    short = stayed(20, days=30, first=100)
    if value == 1:
        assert estimated(facts + short).low == got.low


def test_right_edge_is_told_by_who_was_followed_not_by_who_is_left() -> None:
    assert estimated(stayed(40, days=200)).reason == "right_edge"
    assert estimated(left([20] * 20) + stayed(6) + stayed(40, 100, 80)).reason == "right_edge"
    # Nobody was lost from sight: 35 of 40 left, so 5 are at risk and the share is known.
    got = estimated(left([20] * 35) + stayed(5, first=90))
    assert (got.value, got.status) == (pytest.approx(0.125), "ok")
    assert estimated(left([20] * 3) + stayed(5)).status == "insufficient"


def test_nobody_seen_in_the_first_days_is_no_knowledge_of_them() -> None:
    late = [Fact(400, entry=100, bucket=i) for i in range(40)]
    assert estimated(late).reason == "left_edge"
    assert YEAR.companions(sums(late), RULES)["rmst"] is None
    assert estimated(late + stayed(12, days=150)).value == 1.0
    # Few from the start, and few for so long: to wait would help the second only.
    few = [Fact(200, entry=100, bucket=i) for i in range(9)]
    assert estimated(few).reason == "right_edge"


def test_ten_of_whom_some_leave_are_ten_followed() -> None:
    """In floats it is 9.999999999999998: 7 / (0.9 · 7/9)."""
    ten = left([20, 30, 30]) + stayed(7)
    got = estimated([*ten, Fact(10, bucket=100)])
    assert (got.value, got.reason) == (pytest.approx(0.7), None)
    assert estimated([*ten[:-1], Fact(10, bucket=100)]).reason == "right_edge"


def test_what_is_not_known_has_a_reason() -> None:
    nothing = YEAR.estimate(Sums.none(3, keyed=True), RULES)
    assert (nothing.reason, nothing.value) == ("no_data", None)
    few = [replace(f, bucket=i % 4) for i, f in enumerate(left([20] * 10) + stayed(30))]
    assert (estimated(few).reason, estimated(few).value) == ("low_n", pytest.approx(0.75))


def test_status_follows_accounts_and_events() -> None:
    assert estimated(left([20] * 9) + stayed(60)).status == "caution"
    assert estimated(left([20] * 10) + stayed(60)).status == "ok"
    assert estimated(left([20] * 10) + stayed(19)).status == "caution"


def test_gap_is_that_of_shares_and_mirrored() -> None:
    a, b = estimated(customers(3, 120)), estimated(left([30] * 30) + stayed(60))
    forth, back = YEAR.difference(a, b, RULES), YEAR.difference(b, a, RULES)
    assert forth.value == pytest.approx(a.value - b.value)  # type: ignore[operator]
    assert (forth.low, forth.high) == pytest.approx((-back.high, -back.low))  # type: ignore[operator]
    assert forth.ratio is None


def test_order_of_buckets_means_nothing() -> None:
    order = [int(b) for b in np.random.default_rng(4).permutation(BUCKETS)]
    facts = customers(5, 150)
    before, after = estimated(facts), estimated([replace(f, bucket=order[f.bucket]) for f in facts])
    assert (after.low, after.high) == pytest.approx((before.low, before.high))


def test_companions_by_hand() -> None:
    got = YEAR.companions(sums(left([100, 200, 500]) + stayed(7)), RULES)
    assert got == {
        "events": 3,
        "entered": 10,
        "events_share": pytest.approx(0.3),
        # 365 days less the 265 and 165 that two of ten lack.
        "rmst": pytest.approx(365 - 43),
    }
    assert YEAR.companions(sums(stayed(40, days=200)), RULES)["rmst"] is None
    nothing = YEAR.companions(Sums.none(3, keyed=True), RULES)
    assert (nothing["entered"], nothing["events_share"], nothing["rmst"]) == (0, None, None)


def test_horizon_is_its_day() -> None:
    assert YEAR.settle([], RULES).horizon == 365
