"""How a month's spend is shared, worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_metrics.derived.spend_parts import ALLOCATIONS
from tests.derived.spending import campaign, cost, lead, rate, spending, worked

JANUARY, FEBRUARY = "2025-01-10", "2025-02-10"


def members(name: str, *accounts: str, sent_on: str | None = None) -> list[dict[str, Any]]:
    return [
        {"campaign_id": name, "member_id": a, "account_id": a, "sent_on": sent_on} for a in accounts
    ]


# By deals worked


def test_each_deal_of_the_month_bears_the_same_whatever_became_of_it() -> None:
    deals = [
        worked("won", "A", "2025-01-02", status="won"),
        worked("lost", "B", "2025-01-31"),
        worked("open", "C", "2025-01-15", status="open"),
        worked("out", "D", "2025-01-15", status="disqualified"),
        worked("later", "E", "2025-02-01"),
    ]
    found = spending(spend=[cost(JANUARY, 100, "people")], opportunities=deals)
    assert found.of("worked") == {"A": 25, "B": 25, "C": 25, "D": 25}


def test_expansion_and_retention_are_not_what_winning_costs() -> None:
    spend = [
        cost(JANUARY, 100),
        cost(JANUARY, 60, purpose="new"),
        cost(JANUARY, 7, purpose="expansion"),
        cost(JANUARY, 9, purpose="retention"),
    ]
    deals = [worked("D", "A", JANUARY), worked("R", "B", JANUARY, type="renewal")]
    assert spending(spend=spend, opportunities=deals).of("worked") == {"A": 160}


@pytest.mark.parametrize(
    ("spent", "shares"),
    [
        # The account it names, even one without a deal in the month.
        ({"account_id": "Z", "campaign_id": "k", "channel": "Ads"}, {"Z": 12}),
        # Else the deals of the campaign: its own, and those its leads became.
        ({"campaign_id": "k", "channel": "Ads"}, {"A": 6, "B": 6}),
        # A campaign without a deal in the month, else: by its channel, however it is spelt.
        ({"campaign_id": "other"}, {"C": 4, "D": 4, "E": 4}),
        ({"channel": " ads "}, {"C": 4, "D": 4, "E": 4}),
        ({"channel": "Radio"}, {None: 12}),
        ({}, {None: 12}),
    ],
)
def test_programme_goes_to_its_account_its_campaign_its_channel_or_nobody(
    spent: dict[str, Any], shares: dict[str | None, float]
) -> None:
    found = spending(
        spend=[cost(JANUARY, 12, "program", **spent)],
        opportunities=[
            worked("a", "A", JANUARY, campaign_id="k"),
            worked("b", "B", JANUARY),
            worked("c", "C", JANUARY, source="ADS"),
            worked("d", "D", JANUARY),
            worked("e", "E", JANUARY, campaign_id="third"),
            worked("late", "F", FEBRUARY, campaign_id="k", source="Ads"),
        ],
        leads=[
            lead("l", JANUARY, campaign_id="k", opportunity_id="b"),
            lead("m", JANUARY, source="Ads", opportunity_id="d"),
        ],
        campaigns=[campaign("k", "Mail"), campaign("other", "Ads"), campaign("third", "Ads")],
    )
    assert found.of("worked") == shares


def test_deal_without_account_bears_its_part() -> None:
    deals = [worked("D", "A", JANUARY), worked("E", None, JANUARY)]
    found = spending(spend=[cost(JANUARY, 10)], opportunities=deals)
    assert found.of("worked", "opportunity_id") == {"D": 5, "E": 5}
    own = "SELECT account_id, bucket IS NULL FROM spend_parts WHERE opportunity_id = 'E'"
    assert found.rows(own) == [(None, False)]


@pytest.mark.parametrize("allocation", ALLOCATIONS)
def test_month_in_which_nothing_was_created_is_not_spread(allocation: str) -> None:
    found = spending(
        spend=[cost(JANUARY, 10, channel="Ads"), cost(JANUARY, 20, "tools")],
        opportunities=[worked("D", "A", FEBRUARY, amount=5), worked("E", "B", None, amount=5)],
        leads=[lead("l", FEBRUARY, account_id="A")],
    )
    rows = found.rows(
        "SELECT account_id, bucket, s.at, channel, category, CAST(cost AS DOUBLE) "
        f"FROM spend_parts AS s WHERE allocation = '{allocation}' ORDER BY category"
    )
    assert rows == [
        (None, None, date(2025, 1, 1), "Ads", "overhead", 10.0),
        (None, None, date(2025, 1, 1), None, "tools", 20.0),
    ]


# By tags


def test_tagged_takes_what_names_an_account_and_leaves_the_rest() -> None:
    spend = [
        cost(JANUARY, 30, "people", account_id="A"),
        cost(JANUARY, 5, "program", account_id="B"),
        cost(JANUARY, 100, "people"),
        cost(JANUARY, 50, "program", channel="Ads"),
    ]
    deals = [worked("D", "C", JANUARY, source="Ads")]
    found = spending(spend=spend, opportunities=deals)
    assert found.of("tagged") == {"A": 30, "B": 5, None: 150}


def test_campaign_is_shared_over_the_accounts_it_reached_each_once() -> None:
    found = spending(
        spend=[cost(JANUARY, 40, "program", campaign_id="k")],
        opportunities=[worked("D", "A", JANUARY, campaign_id="k"), worked("E", "E", JANUARY)],
        leads=[
            lead("l", JANUARY, campaign_id="k", account_id="A"),
            lead("m", JANUARY, campaign_id="k", account_id="B"),
            lead("n", JANUARY, campaign_id="k"),
        ],
        campaigns=[campaign("k", "Mail")],
        campaign_members=[
            *members("k", "B", "C", sent_on=JANUARY),
            *members("k", "late", sent_on=FEBRUARY),
        ],
    )
    # A, B, C and the lead whose account is not known, which is nobody's.
    assert found.of("tagged") == {"A": 10, "B": 10, "C": 10, None: 10}


def test_campaign_that_reached_nobody_in_the_month_is_shared_over_all_it_reached() -> None:
    found = spending(
        spend=[cost(JANUARY, 40, "program", campaign_id="k")],
        campaigns=[campaign("k", "Mail")],
        campaign_members=[*members("k", "A", sent_on=FEBRUARY), *members("k", "B")],
    )
    assert found.of("tagged") == {"A": 20, "B": 20}


# By leads


def test_lead_belongs_to_its_account_that_of_its_deal_or_the_one_of_its_domain() -> None:
    found = spending(
        spend=[cost(JANUARY, 60)],
        accounts=[
            {"account_id": "A", "domain": "a.example"},
            {"account_id": "B", "domain": "B.example"},
            {"account_id": "C1", "domain": "c.example"},
            {"account_id": "C2", "domain": "c.example"},
        ],
        opportunities=[worked("D", "D", FEBRUARY)],
        leads=[
            lead("1", JANUARY, account_id="A", domain="b.example"),
            lead("2", JANUARY, opportunity_id="D"),
            lead("3", JANUARY, domain="b.Example "),
            lead("4", JANUARY, domain="c.example"),
            lead("5", JANUARY),
            lead("6", JANUARY, account_id="A"),
            lead("7", FEBRUARY, account_id="B"),
        ],
    )
    assert found.of("leads") == {"A": 20, "D": 10, "B": 10, None: 20}


def test_programme_goes_to_the_leads_of_its_campaign_else_of_its_channel() -> None:
    leads = [
        lead("1", JANUARY, account_id="A", campaign_id="k"),
        lead("2", JANUARY, account_id="B", source="ads"),
        lead("3", JANUARY, account_id="C", campaign_id="ads"),
    ]
    campaigns = [campaign("k", "Mail"), campaign("ads", "Ads")]
    by_campaign = [cost(JANUARY, 8, "program", campaign_id="k", channel="Ads")]
    found = spending(spend=by_campaign, leads=leads, campaigns=campaigns)
    assert found.of("leads") == {"A": 8}
    by_channel = [cost(JANUARY, 8, "program", channel="Ads")]
    found = spending(spend=by_channel, leads=leads, campaigns=campaigns)
    assert found.of("leads") == {"B": 4, "C": 4}


# By pipeline


def test_amounts_weigh_and_a_deal_without_one_bears_nothing() -> None:
    deals = [
        worked("D", "A", JANUARY, amount=300),
        worked("E", "B", JANUARY, amount=100),
        worked("F", "C", JANUARY, amount=0),
        worked("G", "D", JANUARY),
    ]
    spend = [cost(JANUARY, 80), cost(JANUARY, 20, "program", account_id="B")]
    assert spending(spend=spend, opportunities=deals).of("pipeline") == {"A": 75, "B": 25}


def test_amounts_in_currencies_without_a_rate_have_no_proportion() -> None:
    deals = [
        worked("D", "A", JANUARY, amount=300),
        worked("E", "B", JANUARY, amount=100, currency="USD"),
    ]
    spend = [cost(JANUARY, 80)]
    assert spending(spend=spend, opportunities=deals).of("pipeline") == {None: 80}
    rates = [rate("USD", "2025-01-01", 3)]
    found = spending(
        settings={"reporting_currency": "EUR"}, spend=spend, opportunities=deals, fx_rates=rates
    )
    assert found.of("pipeline") == {"A": 40, "B": 40}


# Sums, dates and currencies


def test_part_is_judged_when_the_deal_or_lead_was_created_or_it_was_spent() -> None:
    found = spending(
        settings={"cac_lag_months": 2},
        spend=[cost(JANUARY, 1), cost("2025-01-05", 1, "program", account_id="A")],
        opportunities=[worked("D", "B", "2025-01-20")],
        leads=[lead("l", "2025-01-30", account_id="C")],
    )
    rows = found.rows(
        "SELECT allocation, account_id, s.at, counted_on FROM spend_parts AS s "
        "WHERE allocation IN ('worked', 'leads') ORDER BY ALL"
    )
    march = date(2025, 3, 1)
    assert rows == [
        ("leads", "A", date(2025, 1, 5), march),
        ("leads", "C", date(2025, 1, 30), march),
        ("worked", "A", date(2025, 1, 5), march),
        ("worked", "B", date(2025, 1, 20), march),
    ]


def test_spend_is_in_the_reporting_currency_where_there_is_a_rate() -> None:
    found = spending(
        settings={"reporting_currency": "EUR"},
        spend=[
            cost(JANUARY, 10, currency="usd"),
            cost(JANUARY, 10, currency="JPY"),
            cost(JANUARY, 10, currency=None),
        ],
        fx_rates=[rate("USD", "2025-01-01", 0.5)],
    )
    assert found.total("worked") == {"EUR": Decimal(15), "JPY": Decimal(10)}


def test_spend_after_the_end_of_the_data_is_a_plan() -> None:
    spend = [cost(JANUARY, 10), cost("2026-01-01", 99)]
    assert spending(spend=spend).total("worked") == {"EUR": Decimal(10)}


def test_channel_has_one_spelling_that_of_spend() -> None:
    spend = [cost(JANUARY, 1, channel="paid search"), cost(JANUARY, 1, channel="Paid Search ")]
    campaigns = [campaign("k", "PAID SEARCH")]
    spend.append(cost(JANUARY, 1, campaign_id="k"))
    found = spending(spend=spend, campaigns=campaigns)
    assert list(found.of("worked", "channel")) == ["Paid Search"]


CENTS = st.integers(-1_000_000, 10_000_000).map(lambda n: Decimal(n) / 100)
ACCOUNT = st.sampled_from(["A", "B", "C", None])
MONTH = st.sampled_from(["2025-01-15", "2025-02-15", "2025-03-15"])
CHANNEL = st.sampled_from(["Ads", "Mail", None])
CAMPAIGN = st.sampled_from(["k", "m", None])
CATEGORY = st.sampled_from(["program", "people", "tools", "overhead"])


@settings(max_examples=25, deadline=None)
@given(
    spend=st.lists(
        st.builds(
            cost,
            MONTH,
            CENTS,
            CATEGORY,
            channel=CHANNEL,
            campaign_id=CAMPAIGN,
            account_id=ACCOUNT,
            purpose=st.sampled_from(["new", "retention", None]),
            currency=st.sampled_from(["EUR", "USD"]),
        ),
        min_size=1,
        max_size=12,
    ),
    deals=st.lists(st.tuples(ACCOUNT, MONTH, CENTS, CHANNEL, CAMPAIGN), max_size=9),
    people=st.lists(st.tuples(ACCOUNT, MONTH, CHANNEL, CAMPAIGN), max_size=9),
)
def test_parts_add_up_to_the_spend_to_the_cent(
    spend: list[dict[str, Any]], deals: list[Any], people: list[Any]
) -> None:
    found = spending(
        spend=spend,
        campaigns=[campaign("k", "Ads"), campaign("m", None)],
        opportunities=[
            worked(f"d{i}", a, m, amount=n, source=s, campaign_id=k)
            for i, (a, m, n, s, k) in enumerate(deals)
        ],
        leads=[
            lead(f"l{i}", m, account_id=a, source=s, campaign_id=k)
            for i, (a, m, s, k) in enumerate(people)
        ],
    )
    expected: dict[str, Decimal] = {}
    for row in spend:
        if row["purpose"] != "retention":
            expected[row["currency"]] = expected.get(row["currency"], Decimal(0)) + row["amount"]
    for allocation in ALLOCATIONS:
        told = found.total(allocation)
        assert {c: told.get(c, Decimal(0)) for c in expected} == expected
    twice = "SELECT COUNT(*) - COUNT(DISTINCT allocation || fact_id) FROM spend_parts"
    assert found.rows(twice) == [(0,)]
