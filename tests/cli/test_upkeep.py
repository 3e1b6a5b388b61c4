"""refresh, verify, rebuild: their exit codes, reports and sentences."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from icp_metrics.store import Store
from tests.builders import account, mapping_of, write_csv
from tests.cli.conftest import Command

PLAN = """
sources:
  crm: {folder: exports, files: "accounts_*.csv", mapping_file: mapping.yaml, as_of: name}
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan with one good export in its folder."""
    rows = [account("A", industry="software")]
    text = mapping_of(accounts=rows).replace("accounts.csv", "accounts_*.csv")
    (tmp_path / "mapping.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "exports").mkdir()
    write_csv(tmp_path / "exports", "accounts_2025-01-07", rows)
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN, encoding="utf-8")
    return file


def test_refresh_says_by_its_exit_code_whether_anything_was_refused(
    icp: Command, plan: Path, tmp_path: Path
) -> None:
    first = icp("refresh", plan, "--format", "json")
    assert first.code == 0
    (outcome,) = first.json()["sources"]
    assert (outcome["status"], outcome["as_of"], outcome["version"]) == (
        "published",
        "2025-01-07",
        1,
    )
    report = icp.store.with_name(f"{icp.store.name}-refresh.json")
    assert json.loads(report.read_text("utf-8")) == first.json()
    assert icp("refresh").code == 0
    (tmp_path / "exports" / "accounts_2025-01-14.csv").write_text("id\n1\n", encoding="utf-8")
    told = icp("refresh", "--report", tmp_path / "told.json")
    assert told.code == 1
    assert "crm: E_MAPPING: " in told.err
    assert [s["status"] for s in json.loads((tmp_path / "told.json").read_text())["sources"]] == [
        "nothing_new",
        "refused",
    ]


def test_refresh_without_a_plan_that_can_be_followed_is_wrong_usage(
    icp: Command, plan: Path
) -> None:
    missing = icp("refresh", plan.with_name("other.yaml"))
    assert (missing.code, missing.err[:6]) == (2, "E_FILE")
    plan.write_text("sources: {crm: {}}", encoding="utf-8")
    wrong = icp("refresh", plan)
    assert (wrong.code, wrong.err[:6]) == (2, "E_PLAN")
    assert not icp.store.exists()


def test_refresh_runs_with_nothing_in_the_environment_and_no_terminal(
    tmp_path: Path, plan: Path
) -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("icp-metrics"), "refresh", plan, "--store", "store"],
        env={},
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert b"published" in done.stdout
    assert Store(tmp_path / "store").version_numbers() == [1]


def test_verify_and_rebuild_find_and_cure(icp: Command, plan: Path) -> None:
    icp("refresh", plan)
    whole = icp("verify", "--format", "json")
    assert whole.code == 0
    assert whole.json()["findings"] == []
    with (icp.store / "versions" / "0001.duckdb").open("r+b") as file:
        file.write(b"?")
    told = icp("verify")
    assert told.code == 1
    assert "versions/0001.duckdb  it is not the file that was published" in told.out
    assert told.err.endswith("; 1 wrong.\n")
    assert icp("rebuild").out == "Data version 1 is made again from its loads.\n"
    assert icp("verify").code == 0
    with next((icp.store / "loads").glob("*/accounts.parquet")).open("r+b") as file:
        file.write(b"?")
    refused = icp("rebuild", 1)
    assert (refused.code, refused.err.splitlines()[-1][:9]) == (1, "E_DAMAGED")


def test_upkeep_of_a_folder_that_is_no_store_is_refused_and_makes_nothing(icp: Command) -> None:
    for command in ("verify", "rebuild", "refresh"):
        told = icp(command)
        assert "E_NO_DATA: There is no store in the folder" in told.err
        assert told.code == (2 if command == "refresh" else 1)
    assert not icp.store.exists()
