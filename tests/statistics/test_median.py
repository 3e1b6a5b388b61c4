from __future__ import annotations

from math import floor, log
from statistics import median

import numpy as np
import pytest

from icp_metrics.statistics.median import BINS_PER_UNIT, BinnedMedian

Bins = list[tuple[int | None, float, float]]
MEDIAN = BinnedMedian("amount")


def binned(amounts: list[float]) -> Bins:
    held: dict[int | None, list[float]] = {}
    for amount in amounts:
        held.setdefault(floor(log(amount) * BINS_PER_UNIT) if amount > 0 else None, []).append(
            amount
        )
    return [(key, len(values), sum(values)) for key, values in held.items()]


@pytest.mark.parametrize(
    "amounts", [[500.0], [500.0, 900.0], [9.0, 1.0, 4.0], [7.0, 7.0, 7.0, 1.0]]
)
def test_median_of_amounts_that_stand_apart_is_exact(amounts: list[float]) -> None:
    assert MEDIAN.value(binned(amounts)) == pytest.approx(median(amounts))


def test_median_of_many_amounts_is_within_a_bin() -> None:
    amounts = [float(v) for v in np.random.default_rng(3).lognormal(8, 1, 1001)]
    assert MEDIAN.value(binned(amounts)) == pytest.approx(median(amounts), rel=1 / BINS_PER_UNIT)


def test_zero_is_the_lowest_amount_and_nothing_has_no_median() -> None:
    assert MEDIAN.value(binned([100.0, 0.0, 0.0, 50.0, 0.0])) == 0
    assert MEDIAN.value(binned([100.0, 0.0, 50.0])) == pytest.approx(50)
    assert MEDIAN.value([]) is None
