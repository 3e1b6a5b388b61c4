"""What is there now: open deals, accounts and renewals, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from icp_metrics.compare import Row, Slice, View, compare, members, open_view
from icp_metrics.compare.worklists import WORKLISTS, counted
from tests.builders import ICP, account, deal, load_rows, new_store, pays, small_company

END = "2025-12-31"


def opened(name: str, account_id: str, created_on: str, amount: float | None) -> dict[str, object]:
    return deal(name, account_id, "open", None, created_on=created_on, amount=amount)


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    return small_company(
        tmp_path_factory.mktemp("now"),
        accounts=[
            account("A", industry="software"),
            account("B", industry="retail"),
            account("C", industry="retail"),
            account("D", industry="software"),
            account("E", industry="software"),
            account("F"),
        ],
        deals=[
            opened("o1", "A", "2025-12-25", 100),
            opened("o2", "B", "2025-12-24", 200),
            opened("o3", "B", "2025-12-02", None),
            opened("o4", "C", "2025-09-01", 400),
            deal("w1", "D", "won", "2025-03-01", amount=50),
            deal("l1", "A", "lost", "2025-03-01", amount=50),
        ],
        subscriptions=[
            pays("D", 100, "2025-01-15", term_ends_on="2026-01-15"),
            pays("E", 200, "2025-01-01", "2025-06-01", term_ends_on="2026-01-01"),
            pays("A", 300, "2025-02-01", term_ends_on="2026-06-01"),
        ],
        survey_responses=[
            {
                "response_id": "1",
                "account_id": "D",
                "kind": "nps",
                "score": 9,
                "answered_on": "2025-05-01",
            },
            {
                "response_id": "2",
                "account_id": "D",
                "kind": "nps",
                "score": 3,
                "answered_on": "2025-11-01",
            },
        ],
        data_through=END,
    )


def now(view: View, kpi: str, variant: str | None = None, asked: Slice | None = None) -> Row:
    return compare(view, kpi, replace(asked or Slice(), variant=variant))[0]


def values(row: Row) -> list[float | None]:
    return [row.groups[g].estimate.value for g in ("fit", "not_fit", "unknown", "all")]


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        ("deals", [1, 3, 0, 4]),
        ("amount", [100, 600, 0, 700]),
        # Created on 25 December: the 31st is the seventh day.
        ("last_7_days", [1, 0, 0, 1]),
        ("last_30_days", [1, 2, 0, 3]),
    ],
)
def test_open_pipeline(view: View, variant: str, expected: list[float]) -> None:
    assert values(now(view, "open_pipeline", variant)) == expected


def test_age_is_the_mean_of_days_since_creation(view: View) -> None:
    row = now(view, "open_pipeline", "age")
    assert row.groups["not_fit"].estimate.value == pytest.approx((7 + 29 + 121) / 3)
    assert row.kpi.unit == "days"


def test_period_does_not_change_what_there_is_now_and_nothing_is_better(view: View) -> None:
    long_ago = Slice(starts=date(2020, 1, 1), ends=date(2021, 1, 1))
    row = now(view, "open_pipeline", asked=long_ago)
    assert values(row) == [1, 3, 0, 4]
    assert (row.verdict, row.gap.p, row.q, row.change) == ("no_clear_difference",) + (None,) * 3


def test_of_several_periods_the_last_one_holds_it(view: View) -> None:
    year = Slice(starts=date(2025, 1, 1), ends=date(2026, 1, 1), every="quarter")
    found = [values(r)[3] for r in compare(view, "open_pipeline", year)]
    assert found == [0, 0, 0, 4]


def test_accounts_by_their_standing(view: View) -> None:
    found = compare(view, "accounts", Slice(by="opportunities.standing"))
    assert {r.segment: values(r)[:3] for r in found if r.by} == {
        "customer": [2, 0, 0],
        "open deal": [0, 2, 0],
        "past deals": [1, 0, 0],
        "no deal": [0, 0, 1],
    }
    assert values(found[0]) == [3, 2, 1, 6]


def test_renewal_is_due_while_it_runs_and_at_risk_by_the_latest_answer(view: View) -> None:
    rows = members(view, "renewals_due", Slice())
    assert rows.select("account_id", "risk").rows() == [("D", "detractor")]
    assert values(now(view, "renewals_due", "arr"))[0] == 1200


def test_worklists_count_their_rows(view: View) -> None:
    found = counted(view, Slice())
    told = {c.list.words: c.count.groups[c.list.group].facts for c in found}
    assert told == {
        "deals outside the ICP, open for over 90 days": 1,
        "ICP renewals at risk within 90 days": 1,
    }
    for c in found:
        asked = Slice(where=c.where, variant=c.list.variant)
        rows = members(view, c.list.kpi, asked, group=c.list.group)
        assert rows.height == told[c.list.words]
    [deals, renewals] = [c.worth for c in found]
    assert deals is not None and deals.groups["not_fit"].estimate.value == 400
    assert renewals is not None and renewals.groups["fit"].estimate.value == 1200


def test_worklist_is_under_the_filters_of_the_page(view: View) -> None:
    nothing = counted(view, Slice(where=(("industry", ("software",)),)))
    assert [c.list.kpi for c in nothing] == ["renewals_due"]
    assert len(WORKLISTS) == 4


def test_accounts_without_any_table_of_revenue_are_customers_by_won_deals(tmp_path: Path) -> None:
    alone = small_company(
        tmp_path,
        accounts=[account("A", industry="software")],
        deals=[deal("w", "A", "won", "2025-03-01", amount=5)],
    )
    rows = members(alone, "accounts", Slice())
    assert rows["standing"].to_list() == ["customer"]


def test_who_left_after_the_newest_account_was_made_is_no_customer(tmp_path: Path) -> None:
    """Accounts reach to the day the last of them was made, revenue to the end of the data."""
    store = new_store(tmp_path, ICP)
    load_rows(store, accounts=[account("A", created_on="2024-01-01")])
    load_rows(
        store, subscriptions=[pays("A", 10, "2024-02-01", "2025-01-01")], data_through="2025-12-31"
    )
    rows = members(open_view(store), "accounts", Slice())
    assert rows["standing"].to_list() == ["past deals"]
