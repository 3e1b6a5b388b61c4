from __future__ import annotations

from datetime import date

import pytest

from icp_metrics.compare import open_view
from icp_metrics.errors import StoreError
from icp_metrics.store import Store
from tests.builders import load_rows, rows_of, total, values
from tests.store.conftest import FIRST, SECOND, THIRD


def loads_in_force(store: Store) -> tuple[int, ...]:
    version = store.current()
    assert version is not None
    return version.loads


def test_rollback_puts_the_earlier_version_in_force_and_withdraws_the_loads_above(
    store: Store,
) -> None:
    load_rows(store, **SECOND)
    load_rows(store, **THIRD)
    assert store.roll_back(1).number == 1
    line = store.ledger.read()[-1]
    assert (line["event"], line["version"], line["before"]) == ("rolled_back", 1, 3)
    assert line["withdrawn"] == [2, 3]
    assert values(total(open_view(store)))["fit"] == 3 / 4


def test_version_before_is_the_one_a_version_was_built_on(store: Store) -> None:
    load_rows(store, **SECOND)
    store.roll_back(1)
    load_rows(store, **THIRD)
    version = store.current()
    assert version is not None
    assert version.before == 1


def test_rollback_to_a_later_version_names_the_loads_it_brings_back(store: Store) -> None:
    load_rows(store, **SECOND)
    store.roll_back(1)
    store.roll_back(2)
    assert store.ledger.read()[-1]["reinstated"] == [2]


def test_load_after_a_rollback_builds_on_what_is_in_force(store: Store) -> None:
    load_rows(store, **SECOND)
    store.roll_back(1)
    result = load_rows(store, **THIRD)
    assert (result.load, result.version) == (3, 3)
    assert loads_in_force(store) == (1, 3)
    # A: 3 of 4, D: 0 of 4; C was withdrawn.
    assert values(total(open_view(store)))["fit"] == 3 / 8


def test_withdrawn_files_can_be_loaded_again(store: Store) -> None:
    load_rows(store, **SECOND)
    store.roll_back(1)
    again = load_rows(store, **SECOND)
    assert again.published
    assert loads_in_force(store) == (1, 3)


def test_rollback_can_be_taken_back(store: Store) -> None:
    load_rows(store, **SECOND)
    store.roll_back(1)
    store.roll_back(2)
    assert loads_in_force(store) == (1, 2)
    assert store.ledger.read()[-1]["withdrawn"] == []


def test_rollback_to_what_is_in_force_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="Data version 1 is in force already"):
        store.roll_back(1)


def test_rollback_to_an_unknown_version_names_those_there_are(store: Store) -> None:
    load_rows(store, **SECOND)
    with pytest.raises(StoreError, match="no data version 7; published: 1, 2"):
        store.roll_back(7)


def test_rolled_back_store_reaches_only_as_far_as_its_loads(store: Store) -> None:
    later = [dict(FIRST["deals"][0], opportunity_id="new", created_on="2026-03-01")]
    later[0]["closed_on"] = "2026-03-20"
    load_rows(store, deals=later, as_of="2026-03-31")
    store.roll_back(1)
    view = open_view(store)
    assert view.version.data_through["opportunities"] == date(2025, 6, 15)
    assert rows_of(view, "SELECT COUNT(*) FROM opportunities") == [(8,)]
