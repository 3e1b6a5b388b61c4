from __future__ import annotations

import json
from pathlib import Path

import pytest

from icp_metrics.compare import open_view
from icp_metrics.errors import StoreError
from icp_metrics.store import Store
from tests.builders import deal, load_rows, total, values
from tests.store.conftest import copy_of
from tests.store.folder import events


@pytest.fixture(scope="module")
def seven(one_load: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Seven versions; each after the first adds a lost deal of account A."""
    store = copy_of(one_load, tmp_path_factory.mktemp("seven"))
    for i in range(2, 8):
        load_rows(store, deals=[deal(f"more{i}", "A", "lost", "2025-07-01")])
    return store


def files(store: Store) -> list[str]:
    return sorted(p.name for p in (store.root / "versions").glob("*.duckdb"))


def test_five_newest_files_are_kept_and_every_version_stays_known(seven: Store) -> None:
    assert files(seven) == [f"000{n}.duckdb" for n in (3, 4, 5, 6, 7)]
    assert [v.number for v in seven.versions()] == [1, 2, 3, 4, 5, 6, 7]


def test_cleared_version_is_rebuilt_on_demand_with_the_same_numbers(
    seven: Store, tmp_path: Path
) -> None:
    seven = copy_of(seven, tmp_path)
    old = open_view(seven, version=2)
    # A: 3 won of the first 4, and one lost since.
    assert values(total(old))["fit"] == 3 / 5
    assert old.version.number == 2
    assert (seven.root / "CURRENT").read_text() == "0007\n"
    assert "version_rebuilt" in events(seven)
    rebuilt = seven.version(2)
    assert rebuilt.loads == (1, 2)
    assert seven.file(rebuilt) is not None


def test_version_in_force_keeps_its_file_however_old_it_is(seven: Store, tmp_path: Path) -> None:
    store = copy_of(seven, tmp_path)
    store.roll_back(1)
    assert values(total(open_view(store)))["fit"] == 3 / 4
    load_rows(store, deals=[deal("again", "A", "lost", "2025-07-01")])
    store.roll_back(1)
    assert values(total(open_view(store)))["fit"] == 3 / 4
    assert [v.number for v in store.versions()] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_file_of_another_size_is_damaged_and_says_how_to_cure_it(store: Store) -> None:
    path = store.root / "versions" / "0001.duckdb"
    path.write_bytes(path.read_bytes()[:-4096])
    with pytest.raises(
        StoreError, match=r"0001\.duckdb is not what.*icp-metrics rebuild 1"
    ) as raised:
        open_view(store)
    assert raised.value.code == "E_DAMAGED"


def test_damaged_file_once_removed_is_rebuilt_from_the_loads(store: Store) -> None:
    (store.root / "versions" / "0001.duckdb").unlink()
    assert values(total(open_view(store)))["fit"] == 3 / 4


def test_file_with_a_destroyed_header_is_damaged_and_says_how_to_cure_it(store: Store) -> None:
    path = store.root / "versions" / "0001.duckdb"
    path.write_bytes(b"\0" * 4096 + path.read_bytes()[4096:])
    with pytest.raises(StoreError, match=r"0001\.duckdb.*icp-metrics rebuild 1") as raised:
        open_view(store)
    assert raised.value.code == "E_DAMAGED"


def test_single_flipped_bit_is_found_when_the_file_is_opened(store: Store) -> None:
    path = store.root / "versions" / "0001.duckdb"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(StoreError, match="is not what was published"):
        open_view(store)


def test_pointer_that_names_no_version_is_a_sentence(store: Store) -> None:
    (store.root / "CURRENT").write_text("")
    with pytest.raises(StoreError, match="CURRENT does not name a data version"):
        open_view(store)


def test_empty_store_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holds no data yet") as raised:
        open_view(Store(tmp_path / "nothing"))
    assert raised.value.code == "E_NO_DATA"


def test_looking_at_an_empty_store_creates_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "nothing")
    assert (store.current(), store.versions(), store.loads()) == (None, [], {})
    assert store.settings().version == 0
    assert not store.root.exists()


def test_version_made_by_another_recipe_is_rebuilt_and_answers_the_same(store: Store) -> None:
    before = total(open_view(store)).to_json()
    path = store.root / "versions" / "0001.json"
    made = json.loads(path.read_text("utf-8"))
    # As if a release with fewer KPIs had published it.
    path.write_text(json.dumps({**made, "recipe": "of an earlier release"}), encoding="utf-8")
    assert total(open_view(store)).to_json() == before
    assert store.ledger.read()[-1]["event"] == "version_rebuilt"
    current = store.current()
    assert current is not None
    assert current.recipe == made["recipe"]
