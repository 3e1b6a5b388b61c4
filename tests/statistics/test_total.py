from __future__ import annotations

from icp_metrics.statistics.estimate import Estimate, Rules, Sums
from icp_metrics.statistics.total import Total
from tests.statistics.groups import one_per_bucket

RULES = Rules()


def test_total_is_what_there_is_without_a_range() -> None:
    sums = one_per_bucket([3.0, 4.0, 5.0])
    found = Total().estimate(Sums(sums.values[:, :1], sums.facts, 3), RULES)
    assert (found.value, found.low, found.high, found.status) == (12.0, None, None, "ok")


def test_nothing_is_none_of_it_and_not_unknown() -> None:
    assert Total().estimate(Sums.none(1), RULES).value == 0.0


def test_difference_is_the_difference_and_decides_nothing() -> None:
    a, b = Estimate(12.0, None, None, "ok"), Estimate(20.0, None, None, "ok")
    gap = Total().difference(a, b, RULES)
    assert (gap.value, gap.low, gap.high, gap.p) == (-8.0, None, None, None)
    assert Total().difference(a, Estimate.unknown("no_data"), RULES).value is None
