from __future__ import annotations

import pytest

from icp_metrics.statistics.estimate import Estimate, Sums
from tests.statistics.groups import group


def test_accounts_that_share_a_bucket_are_counted_one_by_one() -> None:
    sums = group([(3, 1, 2), (3, 0, 1), (90, 2, 2)])
    assert sums.n == 3
    assert sums.filled.sum() == 2


def test_no_facts_have_sums_of_zero_in_every_bucket() -> None:
    sums = Sums.none(2)
    assert sums.values.shape == (128, 2)
    assert sums.n == 0
    assert not sums.filled.any()


def test_unknown_has_a_reason_and_no_limits() -> None:
    unknown = Estimate.unknown("low_n", value=0.4)
    assert (unknown.status, unknown.reason) == ("not_estimable", "low_n")
    assert (unknown.value, unknown.low, unknown.high) == (0.4, None, None)
    assert Estimate.unknown("no_data").value is None


def test_an_estimate_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Estimate.unknown("no_data").value = 0.0  # type: ignore[misc]
