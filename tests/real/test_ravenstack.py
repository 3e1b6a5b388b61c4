"""Five tables of a made-up software company that contradict each other on who left."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from icp_metrics.compare import open_view
from icp_metrics.loading import LoadResult, Stated, load
from icp_metrics.store import Store
from tests.builders import new_store, query

DATA = Path(__file__).parents[3] / "shared" / "data" / "ravenstack"
NAMES = ("accounts", "subscriptions", "churn_events", "support_tickets")
MAPPING = Path(__file__).with_name("ravenstack.yaml")

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data/ravenstack is not here")


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"ravenstack_{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, LoadResult]:
    store = new_store(tmp_path_factory.mktemp("ravenstack"))
    files = [DATA / f"ravenstack_{n}.csv" for n in NAMES]
    stated = Stated(as_of=date(2024, 12, 31))
    return store, load(store, MAPPING.read_text(encoding="utf-8"), files, stated=stated)


def said(result: LoadResult, words: str) -> int:
    [warning] = [w for w in result.warnings if words in w]
    return int(warning.split(" ")[0].replace(",", ""))


def test_every_row_goes_in(loaded: tuple[Store, LoadResult]) -> None:
    result = loaded[1]
    assert not result.errors
    assert {f["file"]: f["accepted"] for f in result.files} == {
        f"ravenstack_{n}.csv": len(rows(n)) for n in NAMES
    }


def test_tickets_without_a_score_are_asked_and_not_answered(
    loaded: tuple[Store, LoadResult],
) -> None:
    scores = [r["satisfaction_score"] for r in rows("support_tickets")]
    counts = "SELECT COUNT(*) AS asked, COUNT(score) AS answered FROM survey_responses"
    found = query(open_view(loaded[0]), counts).row(0)
    assert found == (len(scores), sum(s != "" for s in scores)) == (2000, 1175)


def test_accounts_marked_as_churned_with_a_running_subscription_are_counted(
    loaded: tuple[Store, LoadResult],
) -> None:
    running = {
        r["account_id"]
        for r in rows("subscriptions")
        if r["is_trial"] == "FALSE" and not r["end_date"]
    }
    churned = {r["account_id"] for r in rows("accounts") if r["churn_flag"] == "TRUE"}
    by_hand = len(churned & running)
    assert said(loaded[1], "are marked as churned (churn_flag), but a subscr") == by_hand == 110


def test_churn_events_are_held_against_flags_and_subscriptions(
    loaded: tuple[Store, LoadResult],
) -> None:
    events: dict[str, set[str]] = defaultdict(set)
    for event in rows("churn_events"):
        events[event["account_id"]].add(event["churn_date"])
    # An account with several days of churn has none that is sure, and is told as such.
    once = {account: min(days) for account, days in events.items() if len(days) == 1}
    several = sum(len(days) > 1 for days in events.values())
    assert any(
        f"{several} rows find several different 'churn_date'" in w for w in loaded[1].warnings
    )
    unmarked = {r["account_id"] for r in rows("accounts") if r["churn_flag"] == "FALSE"}
    words = "are marked as not churned (churn_flag), but have a churned_on that has passed"
    assert said(loaded[1], words) == len(unmarked & set(once))
    outlived = {
        r["account_id"]
        for r in rows("subscriptions")
        if r["is_trial"] == "FALSE"
        and not r["end_date"]
        and r["start_date"] < once.get(r["account_id"], "")
    }
    assert said(loaded[1], "churned by their churned_on") == len(outlived)


def test_subscriptions_that_end_as_they_start_are_counted(
    loaded: tuple[Store, LoadResult],
) -> None:
    by_hand = sum(r["start_date"] == r["end_date"] for r in rows("subscriptions"))
    assert said(loaded[1], "subscriptions end on the day they start") == by_hand == 13
