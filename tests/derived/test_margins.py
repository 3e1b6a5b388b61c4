"""The margin of each customer, stated for all or by plan."""

from __future__ import annotations

from typing import Any

import pytest

from tests.derived.book import book, rows, subscription

BY_PLAN = {"gross_margin": {"Gold": 0.5, "Basic": 0.8}}


def margins(settings: dict[str, Any], *subscriptions: Any) -> dict[str, float | None]:
    view = book(settings=settings, subscriptions=subscriptions)
    return dict(rows(view, "SELECT account_id, margin FROM margins"))


def of(name: str, account: str | None, mrr: int, plan: str | None, **cells: Any) -> Any:
    return subscription(name, account, "2025-03-01", mrr, plan=plan, **cells)


def test_one_figure_holds_for_all_and_none_for_nobody() -> None:
    both = [of("S", "A", 50, "Gold"), of("T", "B", 50, None)]
    assert margins({"gross_margin": 0.7}, *both) == {"A": 0.7, "B": 0.7}
    assert margins({}, *both) == {"A": None, "B": None}


def test_by_plan_it_is_the_mean_by_mrr() -> None:
    found = margins(BY_PLAN, of("S", "A", 300, "gold"), of("T", "A", 100, "Basic"))
    assert found == {"A": pytest.approx(0.575)}


def test_plan_that_is_not_stated_leaves_it_unknown() -> None:
    assert margins(BY_PLAN, of("S", "A", 300, "gold"), of("T", "A", 1, "Team")) == {"A": None}


@pytest.mark.parametrize("status", ["trialing", "paused", "canceled"])
def test_what_brings_no_mrr_has_no_say(status: str) -> None:
    paid = of("S", "A", 300, "Gold")
    for plan in ("Basic", "Team"):
        assert margins(BY_PLAN, paid, of("T", "A", 900, plan, status=status)) == {"A": 0.5}


def test_customer_without_account_has_its_own() -> None:
    assert margins(BY_PLAN, of("S", None, 300, "Gold")) == {"subscription:S": 0.5}
