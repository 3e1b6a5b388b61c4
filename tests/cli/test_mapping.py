"""map, mappings list/show/save/export: what they print, and that it loads."""

from __future__ import annotations

from pathlib import Path

import pytest

from icp_metrics.compare import open_view
from icp_metrics.store import Store
from tests.builders import query
from tests.cli.conftest import Command

DEALS = (
    "Deal,Client,Sector,Opened,Closed,Result,Value USD\n"
    "D-1,Norvex,Software,2026-01-14,2026-03-20,Won,18500\n"
    "D-2,Talmir,Retail,2026-01-21,2026-02-11,Lost,6000\n"
    "D-3,Norvex,Software,2026-02-09,,Proposal,25000\n"
)


@pytest.fixture
def deals(tmp_path: Path) -> Path:
    file = tmp_path / "pipeline.csv"
    file.write_text(DEALS, encoding="utf-8")
    return file


def kept(icp: Command, folder: Path, text: str) -> Path:
    mapping = folder / "mapping.yaml"
    mapping.write_text(text, encoding="utf-8")
    return mapping


def test_mapping_that_is_printed_loads_as_it_is(icp: Command, deals: Path, tmp_path: Path) -> None:
    told = icp("map", deals)
    assert (told.code, told.err) == (0, "")
    assert icp("load", kept(icp, tmp_path, told.out), deals, "--as-of", "2026-06-30").code == 0
    found = query(
        open_view(Store(icp.store)),
        "SELECT opportunity_id, o.account_id, status, CAST(amount AS INTEGER) AS amount, currency, "
        "industry FROM opportunities AS o JOIN accounts AS a ON a.account_id = o.account_id "
        "ORDER BY opportunity_id",
    )
    assert found.rows() == [
        ("D-1", "Norvex", "won", 18500, "USD", "Software"),
        ("D-2", "Talmir", "lost", 6000, "USD", "Retail"),
        ("D-3", "Norvex", "open", 25000, "USD", "Software"),
    ]


def test_what_is_open_is_counted_and_marked(icp: Command, deals: Path) -> None:
    deals.write_text(DEALS.replace("Proposal", "Blorb"), encoding="utf-8")
    told = icp("map", deals)
    assert told.code == 0
    assert told.err == "1 thing to decide before it loads as it should: look for DECIDE.\n"
    assert "# DECIDE 'Blorb' (1 row) is one of open, won, lost, disqualified" in told.out


def test_table_can_be_said_and_attributes_asked_for(icp: Command, deals: Path) -> None:
    told = icp("map", deals, "--table", "opportunities", "--attributes")
    assert told.code == 0
    assert "accounts:" not in told.out
    assert "sector: {from: Sector, kind: text, label: Sector}" in told.out
    wrong = icp("map", deals, "--table", "deals")
    assert (wrong.code, wrong.out) == (1, "")
    assert wrong.err.startswith("E_MAPPING: there is no table 'deals'.")


def test_files_of_no_table_and_files_that_are_none_are_refused(
    icp: Command, tmp_path: Path
) -> None:
    notes = tmp_path / "notes.csv"
    notes.write_text("note,text\n1,hello\n2,world\n", encoding="utf-8")
    assert icp("map", notes).err.startswith("E_MAPPING: the files look like none of our tables")
    assert icp("map", tmp_path / "nowhere.csv").err.startswith("E_MISSING: ")
    assert not icp.store.exists()


def test_kept_mapping_is_listed_shown_exported_and_offered_next_time(
    icp: Command, deals: Path, tmp_path: Path
) -> None:
    file = kept(icp, tmp_path, icp("map", deals).out)
    assert icp("mappings", "save", file).out == "pipeline v1\n"
    assert icp("mappings", "save", file, "--name", "our deals").out == "our deals v1\n"
    assert icp("mappings", "list", "--format", "json").json() == [
        {"mapping": "our deals", "version": 1},
        {"mapping": "pipeline", "version": 1},
    ]
    assert icp("mappings", "show", "pipeline").out == file.read_text(encoding="utf-8")
    into = tmp_path / "exported.yaml"
    assert icp("mappings", "export", "pipeline", into).code == 0
    assert into.read_text(encoding="utf-8") == file.read_text(encoding="utf-8")
    again = icp("mappings", "export", "pipeline", into)
    assert (again.code, again.err[:7]) == (1, "E_FILE:")
    assert "The mapping 'pipeline' is kept for such files" in icp("map", deals).err


def test_mapping_that_is_not_kept_names_the_nearest(
    icp: Command, deals: Path, tmp_path: Path
) -> None:
    assert "None is kept yet" in icp("mappings", "show", "x").err
    icp("mappings", "save", kept(icp, tmp_path, icp("map", deals).out))
    told = icp("mappings", "show", "pipelin")
    assert (told.code, told.err) == (
        1,
        "E_MAPPING: no mapping 'pipelin' is kept. Did you mean 'pipeline'?\n",
    )
    assert icp("mappings", "show", "pipeline", "--version", "7").code == 1
    broken = tmp_path / "broken.yaml"
    broken.write_text("tables: {}\n", encoding="utf-8")
    assert icp("mappings", "save", broken).err.startswith("E_MAPPING: ")


def test_files_that_a_preset_knows_are_said_to_be_such(icp: Command, tmp_path: Path) -> None:
    file = tmp_path / "deals.csv"
    file.write_text(
        "Record ID,Deal Name,Deal Stage,Amount,Close Date,Create Date,Pipeline,Deal owner\n"
        "1,A,closedwon,10,2026-02-01,2026-01-01,Sales,X\n"
        "2,B,closedlost,20,2026-02-02,2026-01-01,Sales,Y\n",
        encoding="utf-8",
    )
    assert "The preset 'hubspot' knows such files" in icp("map", file).err
