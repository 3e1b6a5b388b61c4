from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from icp_metrics.statistics.estimate import Estimate, Rules, Sums
from icp_metrics.statistics.mean_score import MeanScore
from tests.statistics.groups import group, one_per_bucket

RULES = Rules()
MEAN = MeanScore()


def estimated(scores: list[float]) -> Estimate:
    return MEAN.estimate(one_per_bucket(scores), RULES)


def test_mean_of_answers_in_points() -> None:
    assert estimated([75.0, 100.0, 50.0, 25.0, 100.0, 100.0]).value == pytest.approx(75)


def test_limits_in_the_middle_of_the_scale_are_those_of_a_mean() -> None:
    rng = np.random.default_rng(3)
    scores = [float(s) for s in rng.choice([25, 50, 75], 120)]
    got = estimated(scores)
    expected = stats.t(119, np.mean(scores), stats.sem(scores)).interval(0.95)
    assert (got.low, got.high) == pytest.approx(expected, abs=0.1)


def test_limits_keep_within_the_scale_and_lean_to_its_middle() -> None:
    got = estimated([100.0] * 19 + [75.0])
    assert got.value == 98.75
    assert got.low is not None and got.high is not None
    assert got.high < 100
    assert got.value - got.low > got.high - got.value


@pytest.mark.parametrize("score", [0.0, 75.0, 100.0])
def test_all_the_same_answer_is_not_sure_to_stay(score: float) -> None:
    got = estimated([score] * 40)
    assert (got.value, got.status) == (score, "caution")
    assert got.low is not None and got.high is not None
    assert got.high - got.low > 5


def test_answers_of_one_account_are_a_cluster() -> None:
    alike = MEAN.estimate(group([(i, 500.0 * (i % 2), 5) for i in range(20)]), RULES)
    single = estimated([100.0 * (i % 2) for i in range(100)])
    assert alike.value == single.value == 50
    assert alike.low is not None and single.low is not None
    assert 50 - alike.low > 2 * (50 - single.low)


def test_few_low_answers_make_the_limits_wide_and_are_said() -> None:
    """Among 60 answers one low one carries all the variance: its t has 1.5 degrees of freedom."""
    few, many = estimated([100.0] * 59 + [0.0]), estimated([100.0] * 30 + [96.7] * 30)
    assert (few.status, many.status) == ("caution", "ok")
    assert few.low is not None and few.value is not None
    assert few.value == pytest.approx(100 * 59 / 60)
    with_many = stats.t(59, few.value, stats.sem([100.0] * 59 + [0.0])).interval(0.95)
    assert few.value - few.low > 2 * (few.value - with_many[0])


def test_parts_of_1_have_the_limits_of_points_on_their_own_scale() -> None:
    parts = [1.0, 0.5, 0.75, 0.0, 1.0, 1.0, 0.25, 1.0, 0.5, 1.0]
    small = MeanScore(top=1.0).estimate(one_per_bucket(parts), RULES)
    large = estimated([100 * part for part in parts])
    assert small.low is not None and small.high is not None
    assert (100 * small.low, 100 * small.high) == pytest.approx((large.low, large.high))


def test_status_follows_accounts_and_what_is_not_known_has_a_reason() -> None:
    varied = [0.0, 50.0, 100.0] * 10
    assert estimated(varied[:9]).status == "insufficient"
    assert estimated(varied[:29]).status == "caution"
    assert estimated(varied).status == "ok"
    assert MEAN.estimate(Sums.none(2), RULES).reason == "no_data"
    assert estimated([50.0] * 4).reason == "low_n"


def test_gap_is_a_difference_that_turns_with_its_sides() -> None:
    a = MEAN.estimate(one_per_bucket([100.0, 75.0] * 15), RULES)
    b = MEAN.estimate(one_per_bucket([50.0, 25.0, 75.0] * 10, first=40), RULES)
    got, back = MEAN.difference(a, b, RULES), MEAN.difference(b, a, RULES)
    assert (got.value, got.ratio) == (37.5, None)
    assert got.low is not None and got.high is not None and got.p is not None
    assert got.low > 0
    assert got.p < 0.05
    assert (back.low, back.high) == pytest.approx((-got.high, -got.low))
