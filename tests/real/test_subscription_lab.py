"""Eighteen subscriptions with awkward lives, and what each brings on every day, from elsewhere.

Upgrades, a downgrade at renewal, pauses, a return, a failed payment, prorations, an annual plan.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from icp_metrics.compare import View, open_view
from icp_metrics.compare.movements import movements
from icp_metrics.loading import Stated, load
from tests.builders import mapping_of, new_store, write_csv

DATA = Path(__file__).parents[3] / "shared" / "data" / "subscription_lab"
END = date(2026, 2, 5)
NAMES = [f"S{n:03d}" for n in range(1, 19)]
STATUS = {
    "created": "active",
    "plan_changed": "active",
    "resumed": "active",
    "reactivated": "active",
    "payment_recovered": "active",
    "paused": "paused",
    "payment_failed": "past_due",
    "canceled": "canceled",
}

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="../shared/data/subscription_lab is not here: nothing to load"
)


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def subscriptions() -> list[dict[str, Any]]:
    """Each event opens a span that lasts until the next; each subscription is its own account."""
    plans = {p["plan_id"]: p for p in rows("raw_plans")}
    spans: list[dict[str, Any]] = []
    for name in NAMES:
        events = [e for e in rows("raw_subscription_events") if e["subscription_id"] == name]
        events.sort(key=lambda e: e["effective_date"])
        days = [e["effective_date"] for e in events]
        plan = ""
        for event, ends in zip(events, [*days[1:], None], strict=True):
            plan = event["new_plan_id"] or plan
            status = STATUS[event["event_type"]]
            if status != "canceled":
                spans.append(
                    {
                        "subscription_id": name,
                        "account_id": name,
                        "started_on": event["effective_date"],
                        "ended_on": ends,
                        "plan": plans[plan]["plan_name"],
                        "mrr": plans[plan]["mrr_equivalent"],
                        "currency": plans[plan]["currency"],
                        "status": status,
                    }
                )
    return spans


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    folder = tmp_path_factory.mktemp("lab")
    store = new_store(folder)
    exact = store.settings().with_values({"churn_gap_days": 0, "past_due_days": 0}, version=1)
    store.save_settings(exact, author="", reason="the reference knows no grace")
    spans = subscriptions()
    file = write_csv(folder, "subscriptions", spans)
    stated = Stated(as_of=END, data_through=END)
    result = load(store, mapping_of(subscriptions=spans), [file], stated=stated)
    assert not result.errors and result.problems.is_empty()
    return open_view(store)


@pytest.mark.parametrize("name", NAMES)
def test_mrr_of_every_day_is_the_one_published(view: View, name: str) -> None:
    found = dict(movements(view, "day", account=name).select("date", "closing").rows())
    listed = [r for r in rows("expected_daily_mrr") if r["subscription_id"] == name]
    days = 0
    for row in listed:
        day, last = (date.fromisoformat(row[k]) for k in ("from_day", "to_day"))
        while day <= last:
            assert found[day] == Decimal(row["mrr"]), day
            day += timedelta(1)
            days += 1
    assert days == sum(int(r["n_days"]) for r in listed) > 0


def test_coming_back_is_reactivation_and_a_change_of_plan_is_not(view: View) -> None:
    parts = ("new", "reactivation", "expansion", "contraction", "churn")

    def moved(name: str) -> dict[str, int]:
        daily = movements(view, "day", account=name)
        return {p: int(v) for p in parts if (v := daily[p].sum())}

    assert moved("S013") == {"new": 30, "reactivation": 30, "churn": -30}
    assert moved("S018") == {"new": 25, "expansion": 25}
    assert moved("S010") == {"new": 50, "contraction": -25}
