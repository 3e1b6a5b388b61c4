from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from scipy import stats

from icp_metrics.statistics.nps import (
    adjusted,
    adjusted_wald,
    band,
    nps,
    nps_difference,
    nps_variance,
)
from icp_metrics.statistics.quantiles import z_of


def test_nine_and_ten_promote_seven_and_eight_are_passive_the_rest_detract() -> None:
    assert [band(score) for score in (10, 9, 8, 7, 6, 0)] == [
        "promoters",
        "promoters",
        "passives",
        "passives",
        "detractors",
        "detractors",
    ]


def test_score_is_promoters_less_detractors_over_all_answers() -> None:
    assert nps(3, 1, 6) == pytest.approx(1 / 3)
    assert nps(0, 4, 4) == -1


def test_variance_is_that_of_answers_of_plus_one_nothing_and_minus_one() -> None:
    answers = [1] * 5 + [0] * 3 + [-1] * 2
    assert nps_variance(0.5, 0.2) == pytest.approx(np.var(answers))
    assert nps_variance(1.0, 0.0) == 0
    assert nps_variance(0.0, 1.0) == 0


def test_adjusted_score_has_three_answers_more() -> None:
    # 13 + 3/4 and 9 + 3/4 of 36 + 3.
    score, variance = adjusted(13, 9, 36)
    p, d = 13.75 / 39, 9.75 / 39
    assert score == pytest.approx(4 / 39)
    assert variance == pytest.approx((p + d - (p - d) ** 2) / 39)


def test_limits_stay_on_the_scale_and_never_close() -> None:
    low, high = adjusted_wald(10, 0, 10, z_of(0.95))
    assert high == 1
    assert 0 < low < 1
    assert adjusted_wald(0, 10, 10, z_of(0.95)) == (-high, -low)


def test_clustered_answers_widen_the_limits_by_the_root_of_deff() -> None:
    narrow, wide = (adjusted_wald(40, 30, 100, 1.96, deff) for deff in (1, 4))
    assert wide[1] - wide[0] == pytest.approx(2 * (narrow[1] - narrow[0]))
    assert sum(wide) == pytest.approx(sum(narrow))


def test_difference_adds_the_adjusted_variances_and_turns_with_the_sides() -> None:
    a, b = (40, 10, 80), (20, 25, 90)
    # Adjusted: (40 - 10) / 83 and (20 - 25) / 93; by hand.
    gap, low, high, p = nps_difference(a, b)
    assert gap == pytest.approx(30 / 83 + 5 / 93)
    error = sqrt(adjusted(*a)[1] + adjusted(*b)[1])
    assert (low, high) == pytest.approx(stats.norm.interval(0.95, gap, error))
    assert p == pytest.approx(2 * stats.norm.sf(gap / error))
    assert nps_difference(b, a) == pytest.approx((-gap, -high, -low, p))
    narrower = nps_difference(a, b, confidence=0.8)
    assert narrower[2] - narrower[1] < high - low
