"""Customers won: the first won deal of new business, its channel, and what it pays at first."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.derived.book import subscription
from tests.derived.spending import Spending, campaign, cost, lead, spending, worked

MARCH = "2025-03-15"


def won(name: str, account: str | None, closed: str = MARCH, **cells: Any) -> dict[str, Any]:
    return worked(name, account, "2025-01-15", status="won", closed_on=closed, **cells)


def channels(found: Spending) -> dict[str, str | None]:
    return dict(found.rows("SELECT opportunity_id, channel FROM new_customers"))


def test_account_is_won_once_by_its_first_won_deal_of_new_business() -> None:
    found = spending(
        opportunities=[
            won("second", "A", "2025-06-01"),
            won("first", "A", "2025-03-01"),
            won("renewal", "B", "2025-02-01", type="renewal"),
            worked("lost", "C", MARCH),
            won("alone", None, "2025-04-01"),
            won("also", None, "2025-04-02"),
        ]
    )
    rows = found.rows("SELECT opportunity_id, closed_on, n.at FROM new_customers AS n")
    created = date(2025, 1, 15)
    assert rows == [
        ("first", date(2025, 3, 1), created),
        ("alone", date(2025, 4, 1), created),
        ("also", date(2025, 4, 2), created),
    ]


def test_channel_is_of_the_campaign_else_of_the_first_lead_else_of_the_deal() -> None:
    found = spending(
        opportunities=[
            won("a", "A", campaign_id="k", source="Web"),
            won("b", "B", source="Web"),
            won("c", "C", source="Web"),
            won("d", "D", source="web "),
            won("e", "E"),
        ],
        leads=[
            lead("1", MARCH, opportunity_id="a", source="Fair"),
            lead("2", MARCH, opportunity_id="b", source="Fair", campaign_id="m"),
            lead("4", MARCH, opportunity_id="c", source="Phone"),
            lead("3", "2025-01-02", opportunity_id="c", source="Fair"),
        ],
        campaigns=[campaign("k", "Ads"), campaign("m", "Mail")],
    )
    assert channels(found) == {"a": "Ads", "b": "Mail", "c": "Fair", "d": "Web", "e": None}


def test_margin_is_of_the_first_month_end_with_mrr_and_unknown_without_any() -> None:
    found = spending(
        settings={"gross_margin": 0.5},
        opportunities=[won("a", "A"), won("b", "B")],
        subscriptions=[
            subscription("s", "A", "2025-03-20", 80, ended_on="2025-05-10", status="canceled"),
            subscription("t", "A", "2025-05-10", 300),
        ],
    )
    rows = found.rows("SELECT opportunity_id, mrr, CAST(margin AS DOUBLE) FROM new_customers")
    assert rows == [("a", 80, 40.0), ("b", None, None)]


def test_contract_of_a_deal_without_account_is_its_own_revenue() -> None:
    terms = {"arr": 1200, "term_months": 12, "starts_on": MARCH}
    found = spending(settings={"gross_margin": 1}, opportunities=[won("a", None, **terms)])
    assert found.rows("SELECT CAST(margin AS DOUBLE) FROM new_customers") == [(100.0,)]


# Which allocations compare nothing


def circular(**tables: Any) -> dict[str, bool]:
    return dict(spending(**tables).rows("SELECT * FROM allocations"))


def test_won_deals_alone_make_the_cost_per_customer_equal() -> None:
    spend = [cost("2025-01-10", 100)]
    deals = [won(f"d{i}", f"A{i}", amount=10) for i in range(4)]
    assert circular(spend=spend, opportunities=deals) == {
        "worked": True,
        "tagged": False,
        "leads": False,
        "pipeline": True,
    }
    with_a_lost_one = [*deals, worked("lost", "B", "2025-01-20", amount=10)]
    assert not any(circular(spend=spend, opportunities=with_a_lost_one).values())


@pytest.mark.parametrize(("account", "told"), [("A", True), ("B", False)])
def test_tags_and_leads_of_customers_alone_compare_nothing(account: str, told: bool) -> None:
    spend = [cost("2025-01-10", 100, account_id="A"), cost("2025-01-10", 5, account_id=account)]
    deals = [won("d", "A"), worked("e", "B", "2025-01-20")]
    leads = [lead("l", "2025-01-03", account_id="A"), lead("m", "2025-01-03", account_id=account)]
    found = circular(spend=spend, opportunities=deals, leads=leads)
    assert (found["tagged"], found["leads"]) == (told, told)


# When customers are won whose cost is known


def test_cost_is_known_from_the_first_month_of_spend_to_the_last_later_by_the_lag() -> None:
    spend = [
        cost("2025-02-20", 10),
        cost("2025-04-01", 10),
        cost("2024-01-01", 5, purpose="retention"),
    ]
    found = spending(settings={"cac_lag_months": 3, "gross_margin": 0.8}, spend=spend)
    reach = "SELECT starts_on, ends_on, empty_months, margin_stated FROM spend_reach"
    # March is in between.
    assert found.rows(reach) == [(date(2025, 5, 1), date(2025, 8, 1), 1, True)]
    assert spending().rows(reach) == [(None, None, None, False)]
