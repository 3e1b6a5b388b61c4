"""Mappings are kept in versions, and found again by the names and the columns of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from icp_metrics.errors import MappingError, StoreError
from icp_metrics.store import Store
from icp_metrics.suggest import save, saved_for
from tests.suggest.conftest import Read

DEALS = """
name: our-deals
sources: {deals: {file: "deals_*.csv"}}
tables:
  opportunities:
    columns: {opportunity_id: Id, status: {value: open}}
"""
WIDER = DEALS.replace("our-deals", "our deals, all").replace(
    "status: {value: open}", "status: {value: open}, name: Title"
)
JANUARY = {"deals_2026-01.csv": "Id,Title\n1,A\n"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def test_same_text_is_no_new_version_and_the_ledger_tells_of_each(store: Store) -> None:
    assert (save(store, DEALS).version, save(store, DEALS).version) == (1, 1)
    assert save(store, DEALS + "# more\n").version == 2
    assert store.mapping_names() == ["our-deals"]
    assert store.mapping("our-deals", 1).text == DEALS
    assert store.mapping("our-deals").text == DEALS + "# more\n"
    told = [(e["name"], e["version"]) for e in store.ledger.read() if e["event"] == "mapping_saved"]
    assert told == [("our-deals", 1), ("our-deals", 2)]


def test_kept_mapping_fits_files_by_name_and_columns(store: Store, read: Read) -> None:
    save(store, DEALS)
    assert [s.name for s in saved_for(store, read(JANUARY))] == ["our-deals"]
    assert saved_for(store, read({"deals_2026-02.csv": "Number,Title\n1,A\n"})) == []
    assert saved_for(store, read({"other.csv": "Id,Title\n1,A\n"})) == []


def test_mapping_that_reads_more_of_the_files_comes_first(store: Store, read: Read) -> None:
    save(store, DEALS)
    save(store, WIDER, name="all deals")
    found = saved_for(store, read(JANUARY))
    assert [(s.name, s.reads) for s in found] == [("all deals", 2), ("our-deals", 1)]


def test_newest_version_counts(store: Store, read: Read) -> None:
    save(store, DEALS)
    save(store, DEALS.replace("opportunity_id: Id", "opportunity_id: Number"))
    assert saved_for(store, read(JANUARY)) == []


@pytest.mark.parametrize("name", ["../up", "a/b", ".hidden", "", "x" * 61, "a\nb", "nul\0"])
def test_name_that_could_leave_the_folder_is_refused(store: Store, name: str) -> None:
    with pytest.raises(StoreError, match="cannot be kept as"):
        store.save_mapping(name, DEALS)
    assert store.mapping(name) is None
    assert not (store.root / "mappings").exists()


def test_what_is_no_mapping_is_not_kept(store: Store) -> None:
    with pytest.raises(MappingError):
        save(store, "name: x\n")
    assert store.mapping_names() == []
