"""load, loads, rollback, demo: what they print and how they end."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

from icp_metrics.store import Store
from tests.cli.conftest import Command, Files

LOAD = {
    "load",
    "version",
    "published",
    "files",
    "tables",
    "problems",
    "warnings",
    "errors",
    "findings",
}
FILE = {"file", "records", "accepted", "rejected", "left_out"}
TABLE = {"rows", "new", "changed", "unchanged", "missing", "rejected", "matched", "matched_amount"}
PROBLEM = {"file", "row", "column", "value", "problem"}


def run(*words: object, store: Path) -> subprocess.CompletedProcess[str]:
    """`icp-metrics` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from icp_metrics.cli import main; main()", *map(str, words)],
        env={**os.environ, "ICP_METRICS_STORE": str(store)},
        capture_output=True,
        text=True,
        check=False,
    )


def spoil(company: Files, bad: int) -> None:
    """Give the first `bad` deals a status that does not exist."""
    deals = next(f for f in company.extracts if "opportunities" in f.name)
    rows = list(csv.DictReader(io.StringIO(deals.read_text("utf-8"))))
    for row in rows[:bad]:
        row["status"] = "perhaps"
    with deals.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_load_in_a_process_of_its_own_publishes_and_prints_the_json_of_the_contract(
    icp: Command, company: Files
) -> None:
    spoil(company, 1)
    words = ["load", company.mapping, *company.extracts, "--as-of", "2025-12-31"]
    done = run(*words, "--format", "json", store=icp.store)
    assert done.returncode == 0, done.stderr
    told = icp("loads", "--format", "json").json()
    assert [t["in_force"] for t in told] == [True]
    result = json.loads(done.stdout)
    assert set(result) == LOAD
    assert all(set(f) == FILE for f in result["files"])
    assert all(set(t) == TABLE for t in result["tables"].values())
    assert [set(p) for p in result["problems"]] == [PROBLEM]
    for f in result["files"]:
        assert f["records"] == f["accepted"] + f["rejected"] + f["left_out"]
    # The header is row 1, so the first deal is row 2.
    [problem] = result["problems"]
    assert (problem["row"], problem["column"], problem["value"]) == (2, "status", "perhaps")
    assert (result["version"], result["published"], result["errors"]) == (1, True, [])


def test_same_files_again_are_nothing_new_and_no_error(icp: Command, company: Files) -> None:
    words = ["load", company.mapping, *company.extracts, "--as-of", "2025-12-31"]
    assert icp(*words).code == 0
    again = icp(*words, "--format", "json")
    assert again.code == 0
    assert again.json()["published"] is False
    assert "loaded before" in again.json()["warnings"][0]


def test_refused_load_exits_with_1_and_changes_nothing(icp: Command, company: Files) -> None:
    spoil(company, 20)
    told = icp("load", company.mapping, *company.extracts, "--format", "json")
    assert told.code == 1
    assert [e["code"] for e in told.json()["errors"]] == ["E_REJECTED"]
    assert Store(icp.store).current() is None
    # The person who loads may say that so many are fine.
    words = ["load", company.mapping, *company.extracts, "--max-rejected", "0.5"]
    assert icp(*words).code == 0


def test_load_as_a_table_lists_files_tables_and_bad_rows(icp: Command, company: Files) -> None:
    spoil(company, 1)
    told = icp("load", company.mapping, *company.extracts)
    assert told.code == 0
    for words in ("opportunities.csv", "accepted", "unchanged", "perhaps", "of the money"):
        assert words in told.out
    assert "data version 1" in told.err


def test_load_without_its_mapping_or_file_is_a_sentence(icp: Command, company: Files) -> None:
    told = icp("load", "nowhere.yaml", *company.extracts)
    assert (told.code, told.err) == (1, "E_FILE: There is no file nowhere.yaml.\n")
    told = icp("load", company.mapping, company.extracts[0].with_name("accounts_2.csv"))
    assert told.code == 1
    assert "accounts_2.csv" in told.err
    assert "Traceback" not in told.err


def test_wrong_use_exits_with_2(loaded: Command) -> None:
    assert loaded("load").code == 2
    assert loaded("compare", "--starts", "2025-13-01").code == 2
    assert loaded("compare", "--where", "region").code == 2
    assert loaded("compare", "--format", "xml").code == 2
    assert loaded("rollback", "three").code == 2
    assert loaded("nonsense").code == 2


def test_rollback_goes_one_back_and_withdraws_the_load(icp: Command, company: Files) -> None:
    icp("load", company.mapping, *company.extracts, "--as-of", "2025-12-30")
    icp("load", company.mapping, *company.extracts, "--as-of", "2025-12-31")
    told = icp("rollback")
    assert (told.code, told.out) == (0, "Data version 1 is in force.\n")
    loads = icp("loads", "--format", "json").json()
    assert [(x["load"], x["in_force"]) for x in loads] == [(1, True), (2, False)]
    assert icp("rollback").code == 1
    assert "no data version 9; published: 1, 2" in icp("rollback", "9").err


def test_store_where_no_folder_can_be_is_a_sentence(icp: Command, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder", encoding="utf-8")
    told = icp("demo", "--store", file / "store")
    assert told.code == 1
    assert told.err.startswith("E_DISK")
    assert "Traceback" not in told.err
