"""Curves: the estimators' figures at every age, by a second route, and where they end."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from icp_metrics.compare import Slice, View
from icp_metrics.compare.curves import curves, round_days
from icp_metrics.compare.stages import stages
from icp_metrics.errors import SliceError
from icp_metrics.statistics.curve import reached, staying
from icp_metrics.statistics.estimate import Rules, Sums
from icp_metrics.statistics.jackknife import BUCKETS
from icp_metrics.statistics.surviving import Surviving
from tests.builders import account, deal, pays, small_company

RULES = Rules()
FIRST = date(2025, 1, 1)


def followed(people: list[tuple[int, int, int]], events: int) -> Sums:
    """Sums of people as (entry day, exit day, event or -1), each in a bucket of its own."""
    days = sorted({day for entry, exit_, _ in people for day in (entry, exit_)})
    values = np.zeros((BUCKETS, len(days), events + 2))
    facts = np.zeros(BUCKETS)
    for i, (entry, exit_, event) in enumerate(people):
        bucket = i % BUCKETS
        values[bucket, days.index(entry), 0] += 1
        values[bucket, days.index(exit_), 1 + event if event >= 0 else -1] += 1
        facts[bucket] += 1
    return Sums(values, facts, len(people), np.asarray(days))


def at_random(events: int, late: int = 0) -> list[tuple[int, int, int]]:
    """240 people, some censored, the last `late` of them followed from a later day on only."""
    rng = np.random.default_rng(7)
    exits = rng.integers(5, 500, 240)
    kinds = rng.integers(-1, events, 240)
    return [
        (int(rng.integers(1, e)) if i >= 240 - late else 0, int(e), int(k))
        for i, (e, k) in enumerate(zip(exits, kinds, strict=True))
    ]


@pytest.mark.parametrize("late", [0, 120])
def test_every_point_is_what_the_estimator_says_of_its_day(late: int) -> None:
    sums = followed(at_random(1, late), 1)
    curve = staying(sums, RULES, horizon=365, days=[365])
    for i in (*range(0, len(curve.days), 40), list(curve.days).index(365)):
        said = Surviving(day=int(curve.days[i])).estimate(sums, RULES)
        assert said.value == pytest.approx(curve.value[i])
        assert (said.low, said.high) == pytest.approx((curve.low[i], curve.high[i]))


def test_lower_limit_knows_that_few_are_seen_after_the_last_event() -> None:
    # 30 leave on day 20; of the 90 others 75 are last seen on day 60, long before the horizon.
    people = [(0, 20, 0)] * 30 + [(0, 60, -1)] * 75 + [(0, 400, -1)] * 15
    sums = followed(people, 1)
    curve = staying(sums, RULES, horizon=365, days=[50, 365])
    early, late = (list(curve.days).index(day) for day in (50, 365))
    assert curve.value[early] == curve.value[late] == pytest.approx(0.75)
    assert curve.high[early] == curve.high[late]
    assert curve.low[late] < curve.low[early] - 0.1
    said = Surviving(day=365).estimate(sums, RULES)
    assert (said.low, said.high) == pytest.approx((curve.low[late], curve.high[late]))


def test_share_won_by_a_day_adds_up_over_the_days_by_hand() -> None:
    people = at_random(2)
    curve = reached(followed(people, 2), RULES, horizon=365)
    there, won = 1.0, 0.0
    by_hand = {}
    for day in range(int(curve.days[-1]) + 1):
        risk = sum(entry <= day <= exit_ for entry, exit_, _ in people)
        left = [kind for _, exit_, kind in people if exit_ == day and kind >= 0]
        won += there * left.count(0) / max(risk, 1)
        there *= 1 - len(left) / max(risk, 1)
        by_hand[day] = (won, risk)
    shown = [i for i in range(len(curve.days)) if np.isfinite(curve.value[i])]
    assert len(shown) > 60
    for i in shown:
        won, risk = by_hand[int(curve.days[i])]
        assert curve.value[i] == pytest.approx(won)
        assert curve.at_risk[i] == risk
        assert curve.low[i] <= won <= curve.high[i]


def test_line_ends_where_fewer_than_ten_are_followed_past_the_horizon() -> None:
    # 12 leave on day 50; of the 20 others 11 are last seen on day 100, 9 on day 200.
    people = [(0, 50, 0)] * 12 + [(0, 100, -1)] * 11 + [(0, 200, -1)] * 9
    curve = staying(followed(people, 1), RULES, horizon=60, days=[0, 100, 101, 150])
    shown = {int(d): v for d, v in zip(curve.days, curve.value, strict=True)}
    assert shown[0] == 1
    assert shown[50] == shown[100] == pytest.approx(20 / 32)
    assert np.isnan(shown[101]) and np.isnan(shown[150])
    assert dict(zip(curve.days, curve.at_risk, strict=True))[150] == 9


def test_round_days_are_few_and_reach_the_end() -> None:
    assert round_days(0) == [0]
    assert round_days(24) == [0, 6, 12, 18, 24]
    assert round_days(262) == [0, 60, 120, 180, 240]
    assert all(len(round_days(last)) <= 7 for last in range(1, 2000))


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> View:
    """20 accounts that fit pay 100 from the first day; 5 end after 100 days, 5 after 200."""
    names = [f"a{i:02d}" for i in range(20)]
    ends = [100] * 5 + [200] * 5 + [None] * 10
    deals = [
        deal(f"d-{n}", n, "won", str(FIRST + timedelta(10 + i)), created_on=str(FIRST))
        for i, n in enumerate(names)
    ]
    return small_company(
        tmp_path_factory.mktemp("curves"),
        accounts=[account(n, industry="software") for n in names],
        deals=deals,
        subscriptions=[
            pays(n, 100, str(FIRST), None if e is None else str(FIRST + timedelta(e)))
            for n, e in zip(names, ends, strict=True)
        ],
        data_through="2025-12-31",
    )


def of_fit(view: View, kpi: str) -> pl.DataFrame:
    asked = Slice(starts=FIRST, ends=date(2026, 1, 1))
    return curves(view, kpi, asked).filter(pl.col("group") == "fit")


def test_curve_of_retention_steps_down_on_the_days_customers_leave(company: View) -> None:
    found = of_fit(company, "logo_retention")
    steps = dict(found.select("at", "value").rows())
    assert [steps[d] for d in (0, 60, 100, 180, 200)] == pytest.approx([1, 1, 0.75, 0.75, 0.5])
    risk = dict(found.select("at", "at_risk").rows())
    assert [risk[d] for d in (0, 60, 100, 180, 300)] == [20, 20, 20, 15, 10]
    assert set(curves(company, "logo_retention", Slice())["group"]) == {"fit", "all"}


def test_curve_of_deals_rises_with_each_that_is_won(company: View) -> None:
    found = of_fit(company, "cycle_length").filter(pl.col("value").is_not_null())
    steps = dict(found.select("at", "value").rows())
    assert steps[0] == 0
    # Won on the days 10 to 29, one a day; below ten at risk the line ends.
    assert steps[15] == pytest.approx(6 / 20)


def test_curve_of_margin_adds_a_month_at_a_time(company: View) -> None:
    found = of_fit(company, "cltv")
    # January to March all 20 pay 100; from April (the 11th) on, 15 of them.
    assert dict(found.select("at", "value").rows())[3] == pytest.approx(300)
    assert dict(found.select("at", "value").rows())[4] == pytest.approx(375)
    assert found["at"].to_list() == list(range(1, 13))


def test_kpi_that_follows_nobody_has_no_curve(company: View) -> None:
    with pytest.raises(SliceError, match="Win rate has no curve"):
        curves(company, "win_rate", Slice())


def test_company_without_a_stage_history_has_no_days_in_stages(company: View) -> None:
    assert stages(company, Slice()) is None
