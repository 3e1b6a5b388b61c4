"""explain: text for people, JSON for machines, a workbook for finance."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

from tests.cli.conftest import Command
from tests.explain.recalculated import cells

WIN_RATE = ("explain", "--kpi", "win_rate", "--group", "fit", "--starts", "2025-01-01")
YEAR = (*WIN_RATE, "--ends", "2026-01-01")


def test_text_reads_from_the_number_to_the_sql(loaded: Command) -> None:
    told = loaded(*YEAR)
    assert told.code == 0
    lines = told.out.splitlines()
    assert lines[0].startswith("Win rate, In ICP: 50.0% (likely ")
    assert "won / (won + lost)" in lines
    assert "  = 20 / (20 + 20)" in lines
    titles = [above for above, line in pairwise(lines) if set(line) == {"-"}]
    assert titles == [
        "What it is of",
        "From deals",
        "Formula",
        "Likely range",
        "The difference",
        "Settings that shape it",
        "To be known",
        "Sources",
        "SQL",
    ]


def test_json_holds_what_compare_prints(loaded: Command) -> None:
    told = loaded(*YEAR, "--json").json()
    words = ("--kpi", "win_rate", "--starts", "2025-01-01", "--ends", "2026-01-01")
    row = loaded("compare", *words, "--format", "json").json()["rows"][0]
    number = told["number"]
    assert {k: number[k] for k in row["groups"]["fit"]} == row["groups"]["fit"]
    assert told["gap"]["value"] == row["gap"]["value"]
    assert (told["period_starts"], told["period_ends"]) == ("2025-01-01", "2026-01-01")
    assert sum(line["rows"] for line in told["rows"][0]["lines"][:-1]) == number["facts"]


def test_a_segment_is_asked_for_by_its_label(loaded: Command) -> None:
    told = loaded(*YEAR, "--by", "region", "--segment", "North", "--json").json()
    assert (told["by"], told["segment"], told["number"]["facts"]) == ("region", "North", 40)
    wrong = loaded(*YEAR, "--by", "region", "--segment", "Noth")
    assert wrong.code == 1
    assert wrong.err == "E_SLICE: No region is 'Noth' in this selection. Did you mean 'North'?\n"
    none = loaded(*YEAR, "--by", "region")
    assert none.err == "E_SLICE: In this selection region is known of all.\n"
    assert loaded(*YEAR, "--segment", "North").code == 2


def test_a_group_that_does_not_exist_is_a_sentence(loaded: Command) -> None:
    told = loaded("explain", "--kpi", "win_rate", "--group", "fitt")
    assert told.code == 1
    assert told.err == "E_SLICE: There is no group 'fitt'. Did you mean 'fit'?\n"


def test_the_workbook_is_written_beside_the_text(loaded: Command, tmp_path: Path) -> None:
    file = tmp_path / "win.xlsx"
    assert loaded(*YEAR, "--workbook", file).code == 0
    assert len(cells(file, "Rows")) == 1 + 40
    missing = loaded(*YEAR, "--workbook", tmp_path / "none" / "win.xlsx")
    assert (missing.code, missing.err) == (
        1,
        f"E_FILE: There is no folder {tmp_path / 'none'}.\n",
    )


def test_a_number_that_cannot_be_told_is_explained_all_the_same(loaded: Command) -> None:
    told = loaded("explain", "--kpi", "grr", "--group", "fit")
    assert told.code == 0
    assert told.out.startswith("Gross revenue retention, In ICP: no number. Its data was never ")
    assert json.dumps(loaded("explain", "--kpi", "grr", "--json").json())
