"""presets, presets show, recognise, load --preset: what they print and how they end."""

from __future__ import annotations

from pathlib import Path

import pytest

from icp_metrics.presets import presets
from icp_metrics.store import Store
from tests.cli.conftest import Command

DEALS = (
    "Record ID,Deal Name,Deal Stage,Amount,Close Date,Create Date,Associated Company IDs\n"
    "1,A,closedwon,10,2026-02-01,2026-01-01,5\n2,B,closedlost,20,2026-02-02,2026-01-01,5\n"
)


@pytest.fixture
def deals(tmp_path: Path) -> Path:
    file = tmp_path / "deals.csv"
    file.write_text(DEALS, encoding="utf-8")
    return file


def test_presets_are_listed_with_what_they_are_known_by(icp: Command) -> None:
    told = icp("presets")
    assert told.code == 0
    assert [line.split()[0] for line in told.out.splitlines()[1:]] == sorted(presets())
    assert "Record ID, Deal Name, Deal Stage" in told.out
    listed = icp("presets", "--format", "json").json()
    assert set(listed[0]) == {"preset", "title", "recognised_by"}


def test_shown_preset_is_the_mapping_that_loads(icp: Command, deals: Path, tmp_path: Path) -> None:
    shown = icp("presets", "show", "hubspot", deals)
    assert shown.code == 0
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(shown.out, encoding="utf-8")
    assert icp("load", mapping, deals, "--as-of", "2026-06-30").code == 0
    again = icp("load", "--preset", "hubspot", deals, "--as-of", "2026-06-30")
    assert (again.code, "loaded before" in again.err) == (0, True)


def test_shown_without_files_it_is_the_template(icp: Command) -> None:
    assert "built_from:" in icp("presets", "show", "delighted").out


def test_preset_that_does_not_exist_names_the_nearest(icp: Command, deals: Path) -> None:
    told = icp("presets", "show", "stripes")
    assert told.code == 1
    assert told.err == "E_MAPPING: there is no preset 'stripes'. Did you mean 'stripe'?\n"
    loaded = icp("load", "--preset", "stripes", deals, "--format", "json")
    assert (loaded.code, loaded.json()["errors"][0]["code"]) == (1, "E_MAPPING")


def test_files_are_recognised_best_first(icp: Command, deals: Path) -> None:
    [best] = icp("recognise", deals, "--format", "json").json()
    assert (best["preset"], best["files"]) == ("hubspot", {"deals.csv": "deals"})
    assert 0.5 < best["score"] <= 1
    assert "deals.csv: deals" in icp("recognise", deals).out


def test_files_of_no_preset_are_said_to_be_none(icp: Command, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("note,day\na,b\n", encoding="utf-8")
    told = icp("recognise", file)
    assert (told.code, told.out) == (0, "")
    assert "look like no preset" in told.err
    refused = icp("load", "--preset", "hubspot", file)
    assert refused.code == 1
    assert "notes.csv is none of the files of HubSpot" in refused.err
    assert Store(icp.store).current() is None


def test_load_takes_a_preset_or_a_mapping_and_at_least_one_extract(
    icp: Command, deals: Path
) -> None:
    assert icp("load", "--preset", "hubspot", "--mapping", deals, deals).code == 2
    assert icp("load", deals).code == 2
    assert icp("load", "--mapping", "nowhere.yaml", deals).err == (
        "E_FILE: There is no file nowhere.yaml.\n"
    )


def test_what_a_preset_assumes_is_said_when_it_loads(icp: Command, deals: Path) -> None:
    told = icp("load", "--preset", "hubspot", deals, "--as-of", "2026-06-30")
    assert "preset hubspot: No column says the currency" in told.err
