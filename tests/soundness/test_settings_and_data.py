"""Settings that shape the data go with the data they shaped, whatever was saved since."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from icp_metrics.compare import open_view
from icp_metrics.publish.settings import save_settings
from tests.builders import ICP, YEAR, account, deal, load_rows, new_store, pays, total, values


def test_after_a_rollback_the_settings_are_those_the_data_was_made_with(tmp_path: Path) -> None:
    store = new_store(tmp_path, ICP)
    rows = [pays(f"A{i}", 100, "2024-06-01") for i in range(12)]
    for i in range(6):
        rows[i].update(ended_on="2025-03-01", status="canceled")
        rows.append(pays(f"A{i}", 100, "2025-03-20"))
    names = [account(f"A{i}", industry="software") for i in range(12)]
    load_rows(store, accounts=names, subscriptions=[*rows, pays("last", 1, "2025-12-31")])
    first = store.current()
    assert first is not None
    save_settings(store, {"churn_gap_days": 0, "min_n": [5, 20]}, author="", reason="")
    assert values(total(open_view(store), "nrr"))["fit"] == pytest.approx(0.5)

    store.roll_back(first.number)
    view = open_view(store)
    assert values(total(view, "nrr"))["fit"] == pytest.approx(1.0)
    # What shapes the data is that of the data; what answers read is the newest.
    assert (view.settings["churn_gap_days"], view.settings["min_n"]) == (30, [5, 20])

    _, version = save_settings(store, {"churn_gap_days": 0}, author="", reason="again")
    assert version is not None
    assert values(total(open_view(store), "nrr"))["fit"] == pytest.approx(0.5)


def test_an_account_billed_in_two_currencies_is_not_added_up(tmp_path: Path) -> None:
    store = new_store(tmp_path, ICP)
    rows = []
    for i in range(20):
        for currency in ("EUR", "JPY"):
            name = {"subscription_id": f"{i}{currency}", "currency": currency}
            rows.append(pays(f"A{i}", 100, "2024-06-01", **name))
    rows.append(pays("A0", 1, "2025-12-31", subscription_id="last", currency="EUR"))
    names = [account(f"A{i}", industry="software") for i in range(20)]
    load_rows(store, accounts=names, subscriptions=rows)
    row = total(open_view(store), "grr", YEAR)
    assert row.groups["all"].estimate.reason == "mixed_currency"
    assert row.extras["currencies"] == ["EUR", "JPY"]


def test_nothing_is_at_risk_in_a_period_after_the_data(tmp_path: Path) -> None:
    store = new_store(tmp_path, ICP)
    names = [account(f"A{i}", industry="software") for i in range(20)]
    rows = [pays(f"A{i}", 100, f"2024-06-{i + 1:02d}") for i in range(20)]
    load_rows(store, accounts=names, subscriptions=rows)
    row = total(open_view(store), "logo_retention", YEAR)
    assert row.groups["all"].facts == 0
    assert row.groups["all"].estimate.reason == "no_data"


def test_the_way_of_sharing_spend_is_that_of_focus_and_of_cost_alike(tmp_path: Path) -> None:
    """In June A is worked on for 300 and B for 100: half of the spend, or three quarters."""
    store = new_store(tmp_path, ICP)
    load_rows(
        store,
        accounts=[account("A", industry="software"), account("B", industry="retail")],
        deals=[
            deal("d1", "A", "won", "2025-09-10", created_on="2025-06-03", amount=300),
            deal("d2", "B", "lost", "2025-09-11", created_on="2025-06-04", amount=100),
        ],
        spend=[
            {"spend_id": "1", "spent_on": "2025-06-30", "amount": 1000, "category": "people"},
            {"spend_id": "2", "spent_on": "2025-12-31", "amount": 1, "category": "people"},
        ],
    )

    def share() -> float | None:
        asked = replace(YEAR, ends=date(2025, 7, 1), variant="spend")
        return total(open_view(store), "icp_share", asked).groups["fit"].estimate.value

    assert share() == pytest.approx(0.5)
    _, version = save_settings(store, {"cac_allocation": "pipeline"}, author="", reason="by worth")
    assert version is not None
    assert share() == pytest.approx(0.75)
    assert total(open_view(store), "cac").variant == "pipeline"
