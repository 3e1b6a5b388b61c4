"""What tables say against each other about customers who left is said, with count and example."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from icp_metrics.loading import LoadResult
from tests.builders import account, new_store, try_rows


def sub(account_id: str, ended_on: str | None = None, status: str = "active") -> dict[str, Any]:
    return {
        "subscription_id": f"s-{account_id}",
        "account_id": account_id,
        "started_on": "2025-01-01",
        "ended_on": ended_on,
        "mrr": 10,
        "currency": "EUR",
        "status": status,
    }


def told(folder: Path, **rows: Any) -> list[str]:
    own = {"accounts": {"churned": "flag", "churned_on": "date", "lifecycle": "text"}}
    result: LoadResult = try_rows(new_store(folder), as_of="2026-01-01", attributes=own, **rows)
    assert result.published
    words = ("churned", "gone", "ended", "end on the day")
    return [w for w in result.warnings if any(x in w for x in words)]


@pytest.mark.parametrize(
    ("cells", "ended_on", "says"),
    [
        (
            {"churned": "true"},
            None,
            "1 accounts are marked as churned (churned), but a subscription of theirs runs, "
            "for example 'A'",
        ),
        (
            {"churned": "false"},
            "2025-06-01",
            "1 accounts are marked as not churned (churned), but all their subscriptions ended, "
            "for example 'A'",
        ),
        (
            {"churned_on": "2025-03-01"},
            None,
            "1 accounts churned by their churned_on, but a subscription that had started before "
            "then runs, for example 'A'",
        ),
        (
            {"lifecycle": " Churned"},
            "2026-06-01",
            "1 accounts are gone by their lifecycle, but a subscription of theirs runs, "
            "for example 'A'",
        ),
        (
            {"churned": "false", "churned_on": "2025-03-01"},
            "2025-03-01",
            "1 accounts are marked as not churned (churned), but have a churned_on that has "
            "passed, for example 'A'",
        ),
    ],
)
def test_account_that_left_against_what_it_pays(
    tmp_path: Path, cells: dict[str, str], ended_on: str | None, says: str
) -> None:
    blank = dict.fromkeys(("churned", "churned_on", "lifecycle"))
    status = "canceled" if ended_on == "2025-06-01" or ended_on == "2025-03-01" else "active"
    accounts = [account("A", **{**blank, **cells}), account("B", churned="false")]
    found = told(tmp_path, accounts=accounts, subscriptions=[sub("A", ended_on, status), sub("B")])
    assert says in found


def test_accounts_and_subscriptions_that_agree_say_nothing(tmp_path: Path) -> None:
    accounts = [
        account("A", churned="true", churned_on="2025-06-01", lifecycle="Churned"),
        account("B", churned="false", churned_on="2026-06-01", lifecycle="Customer"),
    ]
    subscriptions = [sub("A", "2025-06-01", "canceled"), sub("B")]
    assert told(tmp_path, accounts=accounts, subscriptions=subscriptions) == []


def test_active_subscription_that_ended_is_told_unless_a_later_span_follows(
    tmp_path: Path,
) -> None:
    later = {**sub("A"), "started_on": "2025-06-01"}
    spans = [sub("A", "2025-06-01"), later, sub("B", "2025-09-01"), sub("C", "2025-01-01")]
    accounts = [account(a, churned=None, churned_on=None, lifecycle=None) for a in "ABC"]
    found = told(tmp_path, accounts=accounts, subscriptions=spans)
    assert found == [
        "2 subscriptions are active and ended by 2026-01-01, with no later span, for example 's-B'",
        "1 subscriptions end on the day they start: they bring no MRR, for example 's-C'",
    ]
