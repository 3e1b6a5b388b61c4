from __future__ import annotations

from dataclasses import replace
from math import exp, log, sqrt

import numpy as np
import pytest
from scipy import stats

from icp_metrics.statistics.estimate import Rules, Sums
from icp_metrics.statistics.horizon import Horizon
from icp_metrics.statistics.jackknife import BUCKETS, effective_df

RULES = Rules()
TWO_YEARS, ONE_YEAR = Horizon(horizon=24), Horizon(horizon=12)


def tenures(rows: list[tuple[int, int, int, float]], margin: float = 0.8, until: int = 24) -> Sums:
    """Sums of accounts (bucket, first month seen, months it pays from its start, MRR).

    Each is seen from that month of tenure until the last.
    """
    values = np.zeros((BUCKETS, until, 5))
    held = np.zeros(BUCKETS)
    for bucket, first, pays, mrr in rows:
        held[bucket] += 1
        for k in range(first, until):
            paying, before = k < pays, k == 0 or k - 1 < pays
            cell = (paying, before, before and not paying, margin * mrr * paying, mrr * paying)
            values[bucket, k] += cell
    return Sums(values, held, len(rows), np.arange(until))


def some(seed: int, n: int, first_bucket: int = 0) -> list[tuple[int, int, int, float]]:
    rng = np.random.default_rng(seed)
    late = rng.integers(0, 6, n)
    pays = late + rng.geometric(0.04, n)
    mrr = rng.lognormal(0, 0.5, n)
    return [(first_bucket + i % 60, int(late[i]), int(pays[i]), float(mrr[i])) for i in range(n)]


def lifetime(rows: list[tuple[int, int, int, float]], months: int, margin: float = 0.8) -> float:
    """Survival times mean margin, by loops over accounts and months."""
    there, total = 1.0, 0.0
    for k in range(months):
        risk = [r for r in rows if r[1] <= k and k - 1 < r[2]]
        there *= 1 - sum(r[2] <= k for r in risk) / len(risk)
        paying = [r[3] for r in rows if r[1] <= k < r[2]]
        total += there * margin * sum(paying) / len(paying)
    return total


def test_nobody_leaves_is_horizon_times_margin_and_not_infinite() -> None:
    rows = [(i, 0, 99, 100.0 + i) for i in range(40)]
    got = TWO_YEARS.estimate(tenures(rows), RULES)
    assert got.value == pytest.approx(24 * 0.8 * 119.5)
    assert TWO_YEARS.companions(tenures(rows), RULES) == {
        "revenue": pytest.approx(24 * 119.5),
        "months": pytest.approx(24.0),
        # Divided by a churn of 0 it would be infinite.
        "by_churn": None,
    }


@pytest.mark.parametrize("months", [12, 24])
def test_value_is_what_loops_over_accounts_give(months: int) -> None:
    rows = some(1, 120)
    got = replace(TWO_YEARS, horizon=months).estimate(tenures(rows), RULES)
    assert got.value == pytest.approx(lifetime(rows, months))


def test_limits_are_on_the_logarithm() -> None:
    rows = some(2, 120)
    got = TWO_YEARS.estimate(tenures(rows), RULES)
    logs = np.array([log(lifetime([r for r in rows if r[0] != b], 24)) for b in range(60)])
    error = sqrt(59 / 60 * ((logs - logs.mean()) ** 2).sum())
    assert got.replicates is not None
    df = effective_df(got.replicates.map(np.log))
    margin = stats.t.ppf(0.975, df) * error
    assert got.value is not None
    assert (got.low, got.high) == pytest.approx((got.value * exp(-margin), got.value * exp(margin)))


def test_half_leaving_after_a_year_halves_the_second() -> None:
    rows = [(i, 0, 12 if i % 2 else 99, 100.0 + i % 4) for i in range(40)]
    companions = TWO_YEARS.companions(tenures(rows), RULES)
    assert companions["months"] == pytest.approx(18)


def test_formula_by_churn_is_arpa_times_margin_by_share_lost_a_month() -> None:
    rows = [(i, 0, 12 if i % 2 else 99, 100.0) for i in range(40)]
    # 40 pay for 12 months, 20 go on for 12 more; 20 of 40 · 13 + 20 · 11 at risk leave.
    by_churn = TWO_YEARS.companions(tenures(rows), RULES)["by_churn"]
    assert by_churn == pytest.approx(80 / (20 / (40 * 13 + 20 * 11)))
    # The months are those of a year alone, whatever the horizon.
    assert Horizon().companions(tenures(rows, until=9), RULES)["by_churn"] is None


def test_it_hangs_on_the_margin_of_months_before_the_horizon() -> None:
    rows = [(i, 0, 99, 100.0) for i in range(40)]
    (held,) = replace(TWO_YEARS, horizon=12).hangs_on(tenures(rows))
    assert held.by_bucket.sum() == pytest.approx(40 * 12 * 80)
    assert held.keys == (0, 12)


def test_horizon_is_the_longest_that_all_groups_can_be_followed_to() -> None:
    long, year = tenures(some(3, 200)), tenures(some(4, 120), until=14)
    tiny = tenures([(i, 0, 3, 1.0) for i in range(4)], until=5)
    assert Horizon().settle([long, tiny], RULES).horizon == 24
    assert Horizon().settle([long, year, tiny], RULES).horizon == 12
    assert Horizon().settle([long], Rules(horizon_months=36)).horizon == 24
    assert Horizon().settle([long], Rules(horizon_months=18)).horizon == 18
    assert Horizon().settle([tenures(some(5, 120), until=9)], RULES).horizon is None
    assert Horizon().settle([tiny, Sums.none(5, keyed=True)], RULES).horizon is None


def test_month_with_too_few_at_risk_is_not_followed() -> None:
    early = tenures([(i, 0, 99, 1.0) for i in range(9)] + [(i, 3, 99, 1.0) for i in range(20, 60)])
    assert Horizon().settle([early], RULES).horizon is None


def test_who_left_is_not_lost_from_sight() -> None:
    """Of sixty all but six leave within eleven months: that is known, and nobody's gap is lost."""
    leaving = [(i, 0, 99 if i % 10 == 0 else 1 + i % 10, 100.0 + i) for i in range(60)]
    staying = [(64 + i, 0, 99, 100.0 + i) for i in range(60)]
    groups = [tenures(leaving), tenures(staying)]
    settled = Horizon().settle(groups, RULES)
    assert settled.horizon == 24
    first, second = (settled.estimate(g, RULES) for g in groups)
    assert first.value == pytest.approx(lifetime(leaving, 24))
    assert first.low is not None and first.high is not None
    assert 0 < first.low < first.value < first.high
    got = settled.difference(first, second, RULES)
    assert got.ratio_high is not None and got.ratio_high < 0.6


def test_who_left_within_the_first_month_counts_with_nothing() -> None:
    rows = [(i, 0, 99 if i % 4 else 0, 100.0 + i) for i in range(40)]
    got = TWO_YEARS.estimate(tenures(rows), RULES)
    assert got.value == pytest.approx(24 * 0.8 * sum(r[3] for r in rows if r[2]) / 40)
    assert TWO_YEARS.companions(tenures(rows), RULES)["months"] == pytest.approx(18)


def test_after_all_have_left_nothing_comes() -> None:
    rows = [(i, 0, 3 + i % 4, 100.0 + i) for i in range(40)]
    assert Horizon().settle([tenures(rows)], RULES).horizon == 24
    got = TWO_YEARS.estimate(tenures(rows), RULES)
    assert got.value == pytest.approx(0.8 * sum(r[2] * r[3] for r in rows) / 40)
    assert got.low is not None
    months = TWO_YEARS.companions(tenures(rows), RULES)["months"]
    assert months == pytest.approx(4.5)
    # One who stays: without it nobody is left, which is known as well.
    one = TWO_YEARS.estimate(tenures([*rows, (50, 0, 99, 100.0)]), RULES)
    assert one.low is not None


def test_ten_of_whom_some_leave_are_ten_followed() -> None:
    ten = tenures([(i, 0, (3, 4, 4)[i] if i < 3 else 99, 100.0 + i) for i in range(10)])
    assert Horizon().settle([ten], RULES).horizon == 24
    nine = tenures([(i, 0, 99, 100.0 + i) for i in range(10)])
    nine.values[9, 20:] = 0
    assert Horizon().settle([nine], RULES).horizon == 12


def test_what_is_not_known_has_a_reason() -> None:
    rows = some(6, 60)
    assert TWO_YEARS.estimate(Sums.none(5, keyed=True), RULES).reason == "no_data"
    assert Horizon().estimate(tenures(rows), RULES).reason == "right_edge"
    assert TWO_YEARS.estimate(tenures(rows, until=20), RULES).reason == "right_edge"
    unsettled = Horizon().companions(tenures(rows), RULES)
    assert (unsettled["revenue"], unsettled["months"]) == (None, None)
    # The only one who is seen beyond the eighth month: without it nobody knows.
    lone = tenures([(0, 0, 99, 50.0)])
    short = tenures([(i, 0, 99, 50.0 + i) for i in range(1, 40)], until=8)
    lone.values[:, :8] += short.values
    got = TWO_YEARS.estimate(Sums(lone.values, lone.facts + short.facts, 40, lone.keys), RULES)
    assert (got.reason, got.low) == ("low_n", None)
    assert got.value == pytest.approx(0.8 * (8 * (50 + 20 * 39 / 40) + 16 * 50))
    same = [(i, 0, 99, 100.0) for i in range(40)]
    assert TWO_YEARS.estimate(tenures(same), RULES).reason == "boundary"
    assert TWO_YEARS.estimate(tenures(rows, margin=-0.1), RULES).reason == "boundary"


def test_one_customer_with_most_of_the_margin_is_told() -> None:
    rows = [(i, 0, 99, 10.0 + i % 3) for i in range(60)]
    assert TWO_YEARS.estimate(tenures(rows), RULES).status == "ok"
    whale = TWO_YEARS.estimate(tenures([*rows, (61, 0, 99, 5000.0)]), RULES)
    assert (whale.status, whale.reason) == ("insufficient", "concentration")


def test_gap_is_decided_by_the_ratio_and_mirrored() -> None:
    a, b = (ONE_YEAR.estimate(tenures(some(s, 90, first)), RULES) for s, first in ((7, 0), (8, 64)))
    forth, back = ONE_YEAR.difference(a, b, RULES), ONE_YEAR.difference(b, a, RULES)
    assert a.value is not None and b.value is not None
    assert (forth.value, forth.ratio) == pytest.approx((a.value - b.value, a.value / b.value))
    assert (forth.low, forth.ratio_low) == pytest.approx((-back.high, 1 / back.ratio_high))  # type: ignore[operator]
    assert forth.p == pytest.approx(back.p)


def test_another_currency_changes_no_ratio() -> None:
    sums = [tenures(some(s, 90, first)) for s, first in ((7, 0), (8, 64))]
    dearer = [replace(s, values=s.values * [1, 1, 1, 0.0087, 0.0087]) for s in sums]
    before, after = (
        ONE_YEAR.difference(*(ONE_YEAR.estimate(s, RULES) for s in pair), RULES)
        for pair in (sums, dearer)
    )
    assert (after.ratio_low, after.ratio_high, after.p) == pytest.approx(
        (before.ratio_low, before.ratio_high, before.p)
    )
