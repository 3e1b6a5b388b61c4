"""What happened to an account, day by day, and how it was judged when each deal began."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from icp_metrics.compare import Slice, View, members
from icp_metrics.compare.accounts import account
from icp_metrics.compare.as_sold import SOLD, deals_as_sold, judged_on
from icp_metrics.compare.happened import Event, happened
from tests.builders import account as an_account
from tests.builders import deal, pays, small_company


def test_all_that_happened_stands_in_one_list_the_newest_first(tmp_path: Path) -> None:
    view = small_company(
        tmp_path,
        accounts=[an_account("A", industry="software")],
        deals=[
            deal("d1", "A", "won", "2024-01-01", created_on="2023-11-05", name="One", amount=900),
            deal("d2", "A", "open", None, created_on="2025-10-01", amount=50, currency="USD"),
        ],
        stage_history=[{"opportunity_id": "d1", "stage": "Proposal", "entered_on": "2023-12-01"}],
        subscriptions=[
            pays("A", 100, "2024-01-01", "2024-07-01", subscription_id="s1"),
            pays("A", 160, "2024-07-01", "2024-10-01", subscription_id="s2"),
            # A week without is too short to be churn.
            pays("A", 120, "2024-10-08", "2024-12-01", subscription_id="s3"),
            pays("A", 90, "2025-06-01", subscription_id="s4"),
        ],
        survey_responses=[
            {"response_id": "r1", "account_id": "A", "kind": "nps", "score": 9,
             "answered_on": "2024-05-02"},
            {"response_id": "r2", "account_id": "A", "kind": "nps", "answered_on": "2024-05-03"},
        ],
        support_tickets=[
            {"ticket_id": "t1", "account_id": "A", "theme": "Billing",
             "opened_on": "2024-03-01", "closed_on": "2024-03-04"},
        ],
    )  # fmt: skip
    assert happened(account(view, "A")) == [
        Event(date(2025, 10, 1), "created", "d2", 50.0, "USD"),
        Event(date(2025, 6, 1), "came back", "subscription", 90.0, "USD"),
        Event(date(2024, 12, 1), "churned", "subscription", -120.0, "USD"),
        Event(date(2024, 10, 8), "contracted", "subscription", -40.0, "USD"),
        Event(date(2024, 7, 1), "expanded", "subscription", 60.0, "USD"),
        Event(date(2024, 5, 2), "answered", "NPS: 9 of 10"),
        Event(date(2024, 3, 4), "ticket closed", "Billing"),
        Event(date(2024, 3, 1), "ticket opened", "Billing"),
        Event(date(2024, 1, 1), "started paying", "subscription", 100.0, "USD"),
        Event(date(2024, 1, 1), "won", "One", 900.0),
        Event(date(2023, 12, 1), "entered a stage", "One: Proposal"),
        Event(date(2023, 11, 5), "created", "One", 900.0),
    ]


def test_each_deal_has_the_group_it_counts_in_as_sold(demo_view: View) -> None:
    behind = members(demo_view, "win_rate", Slice())
    groups = dict(behind.select("fact_id", "fit").rows())
    seen = set()
    for account_id in behind["account_id"].drop_nulls().unique().sort().head(60):
        card = account(demo_view, account_id)
        for deal_id, group in deals_as_sold(card).select("opportunity_id", SOLD).rows():
            if deal_id in groups:
                assert group == groups[deal_id]
                seen.add(group)
        changes = [e for e in happened(card) if e.kind == "fit changed"]
        assert all(judged_on(card, e.on)["fit"] == e.about for e in changes)
    assert seen == {"fit", "not_fit", "unknown"}
