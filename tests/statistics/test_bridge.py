from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from icp_metrics.statistics.bridge import MOVEMENTS, Bridge
from icp_metrics.statistics.estimate import Estimate, Rules, Sums
from icp_metrics.statistics.jackknife import BUCKETS
from icp_metrics.statistics.movements import mrr_movements
from icp_metrics.statistics.ratio import Ratio

RULES = Rules()
BRIDGE = Bridge()


def months(states: list[tuple[int, list[float]]]) -> Sums:
    """Sums by month of accounts (bucket, MRR before the first month and after each)."""
    length = len(states[0][1]) - 1
    values = np.zeros((BUCKETS, length, len(BRIDGE.columns)))
    held = np.zeros(BUCKETS)
    for bucket, mrr in states:
        held[bucket] += 1
        for m in range(length):
            before, now = mrr[m], mrr[m + 1]
            up, down = max(0.0, now - before), min(0.0, now - before)
            began = up if before == 0 else 0.0
            paid = any(v > 0 for v in mrr[: m + 1])
            ended = down if now == 0 else 0.0
            cell = (before, began * (not paid), began * paid, up - began, down - ended, ended, now)
            values[bucket, m] += cell
    return Sums(values, held, len(states), np.arange(202401, 202401 + length))


def some(seed: int, n: int, first: int = 0) -> list[tuple[int, list[float]]]:
    rng = np.random.default_rng(seed)
    return [
        (first + i % 60, [float(v) for v in rng.choice([0.0, 50, 80, 120], 5)]) for i in range(n)
    ]


def test_opening_and_all_movements_are_closing() -> None:
    states = some(1, 90)
    got = BRIDGE.companions(months(states), RULES)
    moved = [v for name in MOVEMENTS if (v := got[name]) is not None]
    assert got["opening"] == sum(mrr[0] for _, mrr in states)
    assert got["opening"] + sum(moved) == got["closing"] == sum(mrr[-1] for _, mrr in states)
    one_by_one = [mrr_movements(mrr) for _, mrr in states]
    assert got["churn"] == -sum(m["churn"] for m in one_by_one)
    assert got["expansion"] == sum(m["expansion"] for m in one_by_one)


def test_growth_has_the_limits_of_closing_over_opening() -> None:
    sums = months(some(2, 90))
    got = BRIDGE.estimate(sums, RULES)
    ends = np.stack([sums.values[:, 0, 0], sums.values[:, -1, -1]], axis=1)
    factor = Ratio(share=False).estimate(replace(sums, values=ends[:, ::-1], keys=None), RULES)
    assert factor.value is not None and factor.low is not None and factor.high is not None
    assert (got.value, got.low, got.high) == pytest.approx(
        (factor.value - 1, factor.low - 1, factor.high - 1)
    )


def test_gap_is_decided_by_the_ratio_of_growths_and_mirrored() -> None:
    a, b = (BRIDGE.estimate(months(some(s, 90, at)), RULES) for s, at in ((3, 0), (4, 64)))
    forth, back = BRIDGE.difference(a, b, RULES), BRIDGE.difference(b, a, RULES)
    assert a.value is not None and b.value is not None
    assert forth.value == pytest.approx(a.value - b.value)
    assert forth.ratio == pytest.approx((1 + a.value) / (1 + b.value))
    assert (forth.low, forth.ratio_low) == pytest.approx((-back.high, 1 / back.ratio_high))  # type: ignore[operator]
    assert BRIDGE.difference(a, Estimate.unknown("no_data"), RULES).value is None


def test_what_is_not_known_has_a_reason() -> None:
    nothing = Sums.none(7, keyed=True)
    assert BRIDGE.estimate(nothing, RULES).reason == "no_data"
    assert set(BRIDGE.companions(nothing, RULES).values()) == {None}
    fresh = months([(i, [0.0, 50.0 + i, 60.0]) for i in range(20)])
    assert BRIDGE.estimate(fresh, RULES).reason == "zero_denominator"
    gone = BRIDGE.estimate(months([(i, [50.0 + i, 0.0]) for i in range(20)]), RULES)
    assert (gone.reason, gone.value) == ("boundary", -1.0)
    few = BRIDGE.estimate(months([(i % 4, [50.0, 60.0 + i]) for i in range(20)]), RULES)
    assert few.reason == "low_n"
