from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from icp_metrics.statistics.estimate import Estimate, Rules, Sums
from icp_metrics.statistics.jackknife import BUCKETS, kish
from icp_metrics.statistics.retained import Retained
from tests.statistics.groups import group, one_per_bucket

RULES = Rules()
GRR = Retained()


def estimated(kept: list[float], paid: list[float]) -> Estimate:
    return GRR.estimate(one_per_bucket(kept, paid), RULES)


def test_share_of_money_kept_is_capped_account_by_account_not_on_the_total() -> None:
    """The facts cap each account: one that doubled does not make up for one that left."""
    assert estimated([100.0] * 9 + [0.0], [100.0] * 10).value == pytest.approx(0.9)


def test_limits_are_wilsons_on_the_smallest_effective_number() -> None:
    rng = np.random.default_rng(1)
    paid = [float(v) for v in rng.lognormal(0, 0.5, 60)]
    kept = [v * float(f) for v, f in zip(paid, rng.choice([0, 0.6, 1], 60), strict=True)]
    got = estimated(kept, paid)
    r = sum(kept) / sum(paid)
    without = [(sum(kept) - a) / (sum(paid) - b) for a, b in zip(kept, paid, strict=True)]
    variance = 59 / 60 * sum((w - np.mean(without)) ** 2 for w in without)
    effective = min(60, r * (1 - r) / variance, kish(one_per_bucket(paid).values[:, 0]))
    assert (got.low, got.high) == pytest.approx(
        proportion_confint(r * effective, effective, method="wilson")
    )


def test_one_account_with_40_percent_of_the_money_keeps_the_range_wide() -> None:
    paid = [400.0] + [10.0] * 60
    got = estimated([400.0] + [10.0] * 59 + [0.0], paid)
    assert got.low is not None
    assert got.low < 0.75
    assert (got.status, got.reason) == ("caution", "concentration")
    even = estimated([10.0] * 59 + [0.0], [10.0] * 60)
    assert even.low is not None and even.low > 0.9
    assert even.reason is None


def test_nothing_lost_is_not_sure_to_stay() -> None:
    got = estimated([10.0] * 40, [10.0] * 40)
    assert (got.value, got.high, got.status) == (1.0, 1.0, "caution")
    assert got.low == pytest.approx(proportion_confint(40, 40, method="wilson")[0])


def test_status_follows_accounts_and_those_that_lost_something() -> None:
    assert estimated([5.0] * 9, [10.0] * 9).status == "insufficient"
    assert estimated([5.0] * 29, [10.0] * 29).status == "caution"
    assert estimated([5.0] * 9 + [10.0] * 60, [10.0] * 69).status == "caution"
    assert estimated([5.0] * 10 + [10.0] * 60, [10.0] * 70).status == "ok"


def test_what_is_not_known_has_a_reason() -> None:
    assert GRR.estimate(Sums.none(2), RULES).reason == "no_data"
    free = replace(one_per_bucket([0] * 9, [0] * 9), facts=np.ones(BUCKETS))
    assert GRR.estimate(free, RULES).reason == "zero_denominator"
    assert GRR.estimate(group([(3, 5, 10)] * 40), RULES).reason == "low_n"


def test_gap_keeps_its_width_where_nobody_happened_to_leave() -> None:
    a, b = estimated([10.0] * 30, [10.0] * 30), estimated([10.0] * 28 + [0.0] * 2, [10.0] * 30)
    got, back = GRR.difference(a, b, RULES), GRR.difference(b, a, RULES)
    assert got.value == pytest.approx(2 / 30)
    assert got.low is not None and got.high is not None
    assert got.low < 0 < got.high
    assert (back.low, back.high) == pytest.approx((-got.high, -got.low))
    assert GRR.difference(a, Estimate.unknown("no_data"), RULES).value is None
