"""Customers of billing become accounts at publish, by decisions made before or after."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from icp_metrics.compare import open_view
from icp_metrics.publish.matching import of_version
from icp_metrics.store import Store
from tests.builders import account, new_store
from tests.publish.billing import sub, table, tell
from tests.publish.test_tables import md5_bucket

STEPS = ["key", "domain", "name"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = new_store(tmp_path)
    tell(
        store,
        "2025-01-01",
        accounts=[
            account("A", name="Norvex", domain="norvex.example", created_on="2024-05-01"),
            account("B", name="Talmir", domain="talmir.example", created_on="2024-05-02"),
        ],
    )
    return store


def subs(*customers: str, **cells: object) -> list[dict[str, object]]:
    return [
        sub("2025-01-10", 30, subscription_id=f"s-{c}", account_id=c, currency="USD", **cells)
        for c in customers
    ]


def key(source_id: str, account_id: str, **cells: str) -> dict[str, str]:
    return {"system": "pay", "source_id": source_id, "account_id": account_id, **cells}


def test_later_decision_applies_to_earlier_loads_and_to_the_buckets(store: Store) -> None:
    result = tell(store, "2025-02-01", keyed="pay", subscriptions=subs("c1", "c2"))
    assert table(store, "account_id") == [("pay:c1",), ("pay:c2",)]
    counts = result.tables["subscriptions"]
    assert (counts["matched"], counts["matched_amount"]) == (0, 0.0)
    result = tell(store, "2025-02-02", account_keys=[key("c1", "A")])
    assert result.tables["account_keys"]["matched"] == 1
    assert table(store, "account_id, bucket") == [
        ("A", str(md5_bucket("A"))),
        ("pay:c2", str(md5_bucket("pay:c2"))),
    ]
    match = of_version("subscriptions", open_view(store).engine)
    assert match is not None
    assert (match.rows, match.matched, match.amount) == (2, 1, 0.5)


def test_what_fits_no_account_is_said_in_rows_and_money(store: Store) -> None:
    tell(store, "2025-01-15", account_keys=[key("c1", "A")])
    rows = [*subs("c1"), sub("2025-01-10", 10, subscription_id="x", account_id="c9")]
    result = tell(store, "2025-02-01", keyed="pay", subscriptions=rows)
    counts = result.tables["subscriptions"]
    assert (counts["matched"], counts["matched_amount"]) == (1, 0.75)
    assert (
        "subscriptions: 1 of 2 rows (25.0 % of MRR) belong to customers that fit no account; they "
        "count under 'All' and their fit can't be told. Load account_keys to say which accounts "
        "they are."
    ) in result.warnings


def test_share_of_money_in_several_currencies_needs_rates(store: Store) -> None:
    rows = [*subs("A"), sub("2025-01-10", 30, account_id="Z", currency="EUR")]
    result = tell(store, "2025-02-01", subscriptions=rows)
    assert result.tables["subscriptions"]["matched_amount"] is None
    assert any("1 of 2 rows belong to customers" in w for w in result.warnings)
    dollars = store.settings().with_values({"reporting_currency": "USD"}, version=1)
    store.save_settings(dollars, author="A. Tester", reason="reporting")
    rates = [{"currency": "EUR", "month_on": "2025-01-01", "rate": "2"}]
    result = tell(store, "2025-02-02", subscriptions=rows, fx_rates=rates)
    assert result.tables["subscriptions"]["matched_amount"] == pytest.approx(1 / 3)


def test_lines_count_by_size_and_one_customer_stays_one_account(store: Store) -> None:
    lines = [
        {
            "line_id": f"l{i}",
            "account_id": customer,
            "issued_on": "2025-01-05",
            "amount": amount,
            "kind": "recurring",
            "status": "paid",
        }
        for i, (customer, amount) in enumerate([("c1", 60), ("c9", -20), ("c9", 20)])
    ]
    tell(store, "2025-01-15", account_keys=[key("c1", "A")])
    result = tell(store, "2025-02-01", keyed="pay", invoice_lines=lines)
    assert result.tables["invoice_lines"]["matched_amount"] == 0.6
    found = table(store, "account_id, bucket", "invoice_lines")
    assert found[1] == found[2] == ("pay:c9", str(md5_bucket("pay:c9")))


def test_row_by_hand_wins_whatever_the_order_of_loads(store: Store, tmp_path: Path) -> None:
    found = subs("c1", domain="norvex.example", name="")
    (tmp_path / "other").mkdir()
    other = new_store(tmp_path / "other")
    tell(other, "2025-01-01", accounts=[account("A", domain="norvex.example"), account("B")])
    by_hand = [key("c1", "B")]
    tell(store, "2025-02-01", keyed="pay", on=STEPS, subscriptions=found)
    assert table(store, "account_id") == [("A",)]
    # True earlier, loaded later.
    tell(store, "2025-01-02", account_keys=by_hand)
    tell(other, "2025-02-02", account_keys=by_hand)
    tell(other, "2025-02-01", keyed="pay", on=STEPS, subscriptions=found)
    for each in (store, other):
        assert table(each, "account_id") == [("B",)]
        assert table(each, "account_id, matched_by", "account_keys") == [("B", None)]


def test_decision_found_is_kept_when_the_account_changes_its_name(store: Store) -> None:
    found = subs("c1", domain="", name="norvex")
    tell(store, "2025-02-01", keyed="pay", on=STEPS, subscriptions=found)
    tell(store, "2025-02-10", accounts=[account("A", name="Gone"), account("B", name="Norvex")])
    tell(store, "2025-03-01", keyed="pay", on=STEPS, subscriptions=found)
    assert table(store, "account_id") == [("A",)]
    assert table(store, "source_id, matched_by", "account_keys") == [("c1", "name")]


def test_same_files_find_their_accounts_once_those_are_loaded(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    found = subs("c1", domain="norvex.example", name="")
    tell(store, "2025-02-01", keyed="pay", on=STEPS, subscriptions=found)
    assert not tell(store, "2025-02-01", keyed="pay", on=STEPS, subscriptions=found).published
    tell(store, "2025-01-01", accounts=[account("A", domain="norvex.example")])
    again = tell(store, "2025-02-01", keyed="pay", on=STEPS, subscriptions=found)
    assert again.published
    assert table(store, "account_id") == [("A",)]
    assert not tell(store, "2025-02-01", keyed="pay", on=STEPS, subscriptions=found).published


def test_keys_and_rates_do_not_say_how_far_the_data_reaches(store: Store) -> None:
    rates = [{"currency": "EUR", "month_on": "2024-01-01", "rate": "1.1"}]
    tell(store, "2024-02-01", account_keys=[key("c1", "A")], fx_rates=rates)
    current = store.current()
    assert current is not None
    assert current.data_through == {"accounts": date(2024, 5, 2)}
