"""tie-out: stated figures beside ours, kept from a file, and the rows behind a month."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from icp_metrics.store import Store
from icp_metrics.tie_out import stated
from tests.builders import load_rows, new_store
from tests.cli.conftest import COMPANY, Command

# The company's 30 won deals close in June 2025: 20 of 100 and 10 of 50, in EUR.
FIGURES = 'measure,month,value,source\nwon_count,2025-06,30,\nwon_amount,2025-06,"2,400.00",CRM\n'


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store that holds the company, whose data reaches the end of November."""
    store = new_store(tmp_path_factory.mktemp("company"))
    load_rows(store, **COMPANY, data_through="2025-11-30")
    return store.root


@pytest.fixture
def company(icp: Command, root: Path) -> Command:
    """The command over a copy of that store."""
    shutil.copytree(root, icp.store)
    return icp


def file(folder: Path, text: str, name: str = "figures.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_figures_are_kept_shown_beside_ours_and_told_as_data(
    company: Command, tmp_path: Path
) -> None:
    told = company("tie-out", "set", file(tmp_path, FIGURES), "--author", "A. Tester")
    assert (told.code, told.out) == (0, "2 figures are stated (tie-out v1).\n")
    assert stated(Store(company.store)).author == "A. Tester"
    table = company("tie-out")
    assert table.code == 0
    assert [line.split() for line in table.out.splitlines()] == [
        ["measure", "month", "source", "ours", "theirs", "difference", "state"],
        ["won_count", "2025-06", "CRM", "30", "30", "0", "ties"],
        ["won_amount", "2025-06", "CRM", "€2,500.00", "€2,400.00", "+€100.00", "off"],
    ]
    assert table.err == "off by €100.00 won in 2025-06\n"
    data = company("tie-out", "--format", "json").json()
    assert (data["version"], data["stated"], data["state"]) == (
        1,
        1,
        "off by €100.00 won in 2025-06",
    )
    assert [row["difference"] for row in data["rows"]] == [0, 100]
    rows = list(csv.DictReader(io.StringIO(company("tie-out", "--format", "csv").out)))
    assert [row["status"] for row in rows] == ["ties", "off"]


def test_nothing_stated_says_how_to_begin(company: Command) -> None:
    told = company("tie-out")
    assert (told.code, told.out) == (0, "")
    assert "tie-out template" in told.err


def test_template_ends_with_the_last_complete_month_of_the_data(company: Command) -> None:
    lines = company("tie-out", "template").out.splitlines()
    assert lines[0] == "measure,month,value,currency,source"
    assert lines[12] == "won_count,2025-11,,,CRM"


def test_bad_cells_are_told_each_and_nothing_is_kept(company: Command, tmp_path: Path) -> None:
    bad = file(tmp_path, "measure,month,value\nwon_count,soon,5\nspend,2025-06,many\n")
    told = company("tie-out", "set", bad)
    assert told.code == 1
    assert told.err.splitlines() == [
        "Line 2, month 'soon': is not a month; write it like 2026-08.",
        "Line 3, value 'many': is not an amount; write it like 1234.50.",
        "E_TIE_OUT: 2 cells are wrong, see above: nothing was kept. Correct the file and set it "
        "again.",
    ]
    assert stated(Store(company.store)).version == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("measure,month,value\nspend,2025-06,\n", "No line of figures.csv has a value"),
        ("what\n", "'measure' is not in the file"),
    ],
)
def test_file_that_states_nothing_is_refused(
    company: Command, tmp_path: Path, text: str, says: str
) -> None:
    told = company("tie-out", "set", file(tmp_path, text))
    assert (told.code, says in told.err) == (1, True)


def test_file_that_is_not_there_is_named(company: Command, tmp_path: Path) -> None:
    told = company("tie-out", "set", tmp_path / "none.csv")
    assert told.code == 1
    assert told.err.startswith("E_FILE: There is no file")


def test_replace_forgets_what_the_file_does_not_state(company: Command, tmp_path: Path) -> None:
    company("tie-out", "set", file(tmp_path, FIGURES))
    one = file(tmp_path, "measure,month,value\nwon_count,2025-06,31\n")
    assert company("tie-out", "set", one).out == "2 figures are stated (tie-out v2).\n"
    told = company("tie-out", "set", one, "--replace")
    assert told.out == "1 figures are stated (tie-out v3).\n"


def test_rows_behind_a_month_with_what_may_explain_it(company: Command, tmp_path: Path) -> None:
    company("tie-out", "set", file(tmp_path, FIGURES))
    told = company("tie-out", "rows", "won_amount", "2025-06")
    assert told.err.splitlines()[0] == (
        "Won amount in 2025-06: ours is €2,500.00, the CRM states €2,400.00: €100.00 more here."
    )
    assert "d-fit000" in told.out
    data = company("tie-out", "rows", "won_amount", "2025-06", "--format", "json").json()
    assert len(data["rows"]) == 30
    assert sum(row["value"] for row in data["rows"]) == 2500


def test_their_list_names_the_rows_that_differ(company: Command, tmp_path: Path) -> None:
    ours = [(f"d-fit{n:03d}", 100) for n in range(20)] + [(f"d-not{n:03d}", 50) for n in range(10)]
    theirs = [*ours[1:], ("d-other", 1)]
    text = "id,amount\n" + "".join(f"{i},{amount}\n" for i, amount in theirs)
    listed = file(tmp_path, text, "list.csv")
    data = company(
        "tie-out", "rows", "won_amount", "2025-06", "--list", listed, "--format", "json"
    ).json()
    assert [(r["id"], r["kind"], r["difference"]) for r in data["rows"]] == [
        ("d-fit000", "only ours", 100),
        ("d-other", "only theirs", -1),
    ]
    assert (data["theirs"], data["difference"]) == (2401, 99)


def test_measure_and_month_that_do_not_exist_are_named(company: Command) -> None:
    assert "Did you mean 'won_count'" in company("tie-out", "rows", "won_cont", "2025-06").err
    assert "'soon' is not a month" in company("tie-out", "rows", "spend", "soon").err
