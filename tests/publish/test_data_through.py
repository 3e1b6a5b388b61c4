from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from icp_metrics.compare import open_view
from icp_metrics.store import Store
from tests.builders import account, deal, load_rows, new_store, try_rows


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return new_store(tmp_path)


def reaches(store: Store) -> dict[str, date]:
    return open_view(store).version.data_through


def test_close_date_of_an_open_deal_says_nothing_of_how_far_the_data_reaches(store: Store) -> None:
    open_deal = deal("o", "A", "open", "2025-11-30", created_on="2025-04-01")
    load_rows(store, deals=[deal("w", "A", "won", "2025-05-20"), open_deal])
    assert reaches(store) == {"opportunities": date(2025, 5, 20)}


def test_day_an_open_deal_was_created_counts(store: Store) -> None:
    load_rows(store, deals=[deal("o", "A", "open", None, created_on="2025-06-02")])
    assert reaches(store) == {"opportunities": date(2025, 6, 2)}


def test_date_after_the_load_is_passed_over(store: Store) -> None:
    deals = [deal("w", "A", "won", "2025-05-20"), deal("x", "A", "won", "2026-05-20")]
    load_rows(store, deals=deals, as_of="2025-06-30")
    assert reaches(store) == {"opportunities": date(2025, 5, 20)}


def test_stated_date_wins(store: Store) -> None:
    load_rows(store, deals=[deal("w", "A", "won", "2025-05-20")], data_through="2025-06-30")
    assert reaches(store) == {"opportunities": date(2025, 6, 30)}


def test_stated_date_of_an_older_load_gives_way_to_what_a_newer_one_holds(store: Store) -> None:
    first = [deal("w", "A", "won", "2025-05-20")]
    load_rows(store, deals=first, as_of="2025-06-30", data_through="2025-06-30")
    load_rows(store, deals=[deal("v", "A", "won", "2025-09-20")], as_of="2025-09-30")
    assert reaches(store) == {"opportunities": date(2025, 9, 20)}


def test_stated_date_is_not_lost_to_a_correction_that_states_none(store: Store) -> None:
    first = [deal("w", "A", "won", "2024-03-25"), deal("v", "A", "won", "2024-03-20")]
    load_rows(store, deals=first, as_of="2024-04-01", data_through="2024-03-31")
    load_rows(store, deals=[deal("v", "A", "lost", "2024-03-20")], as_of="2024-04-02")
    assert reaches(store) == {"opportunities": date(2024, 3, 31)}


def test_data_cannot_reach_beyond_the_day_it_was_true(store: Store) -> None:
    deals = [deal("w", "A", "won", "2024-03-25")]
    result = try_rows(store, deals=deals, as_of="2024-04-01", data_through="2024-06-30")
    assert [e["code"] for e in result.errors] == ["E_DATA_THROUGH"]
    assert store.current() is None


def test_table_in_which_nothing_is_dated_reaches_as_far_as_its_load(store: Store) -> None:
    load_rows(store, accounts=[account("A", industry="x")], as_of="2025-06-30")
    assert reaches(store) == {"accounts": date(2025, 6, 30)}


def test_each_table_has_a_date_of_its_own(store: Store) -> None:
    accounts = [account("A", created_on="2025-02-03")]
    load_rows(store, accounts=accounts, deals=[deal("w", "A", "won", "2025-05-20")])
    assert reaches(store) == {
        "accounts": date(2025, 2, 3),
        "opportunities": date(2025, 5, 20),
    }
