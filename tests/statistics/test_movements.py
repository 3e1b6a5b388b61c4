from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp_metrics.statistics.movements import mrr_movements, retention

CENTS = st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100)


@given(st.lists(CENTS, min_size=1, max_size=12))
def test_movements_add_up_to_the_cent(states: list[Decimal]) -> None:
    moved = mrr_movements(states)
    gained = moved["new"] + moved["reactivation"] + moved["expansion"]
    assert gained - moved["contraction"] - moved["churn"] == moved["final_mrr"] == states[-1]
    assert all(value >= 0 for value in moved.values())


def test_each_movement_has_its_name() -> None:
    assert mrr_movements([0, 100, 140, 90, 0, 0, 60]) == {
        "new": 100,
        "expansion": 40,
        "contraction": 50,
        "churn": 90,
        "reactivation": 60,
        "final_mrr": 60,
    }


def test_who_came_back_is_in_net_churn_and_not_in_nrr() -> None:
    got = retention(1000, churn=100, contraction=50, expansion=80, reactivation=30)
    assert (got.nrr, got.grr) == pytest.approx((0.93, 0.85))
    assert (got.gross_churn, got.net_churn) == pytest.approx((0.15, 0.04))
    both = retention(
        1000, churn=100, contraction=50, expansion=80, reactivation=30, reactivation_in_nrr=True
    )
    assert both.nrr == pytest.approx(0.96)


def test_nothing_at_the_opening_has_no_rates() -> None:
    with pytest.raises(ValueError, match="must be above 0"):
        retention(0, churn=0)
