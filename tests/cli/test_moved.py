"""`icp-metrics moved` and `icp-metrics profile compare`."""

from __future__ import annotations

from pathlib import Path

import pytest

from icp_metrics.publish.settings import save_settings
from icp_metrics.store import Store
from tests.builders import ICP, account, deal, load_rows
from tests.cli.conftest import COMPANY, Command

YEAR = ("--kpi", "win_rate", "--starts", "2025-01-01", "--ends", "2026-01-01")
RETAIL_TOO = ICP.replace("[software]", "[software, retail]")


@pytest.fixture
def updated(loaded: Command) -> Command:
    """The company after a second load: one new won deal, and one that was lost after all."""
    load_rows(
        Store(loaded.store),
        accounts=[account("n", industry="software", name="Newcomer")],
        deals=[
            deal("new", "n", "won", "2025-07-01", amount=100, currency="EUR"),
            {**COMPANY["deals"][0], "status": "lost"},
        ],
    )
    return loaded


def test_text_says_what_moved_each_group_in_the_units_of_the_kpi(updated: Command) -> None:
    said = updated("moved", *YEAR)
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0].startswith("From Data 1 (") and " to Data 2 (" in lines[0]
    # 20 of 40; 19 of 40; 20 of 41.
    assert "  In ICP: 50.0% -> 48.8%, -1.2 pp: rows changed -2.5 pp; new rows +1.3 pp" in lines
    assert "  Outside ICP: 25.0% -> 25.0%, did not move" in lines
    assert "  Rows: 1 deal by rows changed, 1 deal by new rows" in lines
    assert "So a change has no likely range." in said.out


def test_json_says_both_states_the_parts_and_the_rows(updated: Command) -> None:
    told = updated("moved", *YEAR, "--rows", "--format", "json").json()
    assert (told["from"]["version"], told["to"]["version"]) == (1, 2)
    assert told["to"]["profile"] == {"name": "core", "version": 1}
    [moved] = told["moved"]
    fit = moved["groups"]["fit"]
    assert fit["changed"] == pytest.approx(19 / 40 - 20 / 40)
    assert fit["new"] == pytest.approx(20 / 41 - 19 / 40)
    assert fit["before"] + fit["changed"] + fit["new"] == pytest.approx(fit["after"])
    assert moved["counts"] == {"changed": 1, "new": 1}
    assert [r["fact_id"] for r in moved["rows"]] == ["d-fit000", "new"]


def test_rows_are_listed_with_what_differs_in_them(updated: Command) -> None:
    table = updated("moved", *YEAR, "--rows").out
    assert "Status: won to lost" in table
    assert "Newcomer" in table
    csv = updated("moved", *YEAR, "--rows", "--format", "csv").out.splitlines()
    assert len(csv) == 3
    flat = updated("moved", *YEAR, "--format", "csv").out.splitlines()
    assert flat[0].startswith("kpi,variant,unit,currency,starts,ends,of,before,after,removed")
    assert [line.split(",")[6] for line in flat[1:]] == ["fit", "not_fit", "unknown", "all", "gap"]


def test_headline_kpis_are_the_usual_and_all_is_all(updated: Command) -> None:
    usual = updated("moved", "--format", "json").json()["moved"]
    every = updated("moved", "--all", "--format", "json").json()["moved"]
    assert len(usual) == 5
    assert len(every) > 15


def test_versions_definitions_and_settings_can_be_named(updated: Command) -> None:
    store = Store(updated.store)
    store.save_profile("core", RETAIL_TOO)
    save_settings(store, {"min_n": [5, 20]}, author="", reason="")
    whole = updated("moved", *YEAR, "--from", 1, "--format", "json").json()
    assert whole["to"]["profile"]["version"] == 2
    fit = whole["moved"][0]["groups"]["fit"]
    assert fit["definition"] == pytest.approx(30 / 81 - 20 / 41)
    same = ("--profile-to", "core:1", "--settings-to", 0)
    rows_alone = updated("moved", *YEAR, "--from", 1, *same, "--format", "json").json()
    assert rows_alone["to"]["settings"] == 0
    assert rows_alone["moved"][0]["groups"]["fit"]["definition"] == 0
    by_number = updated("moved", *YEAR, "--profile-from", 2, "--format", "json").json()
    assert by_number["from"]["profile"] == {"name": "core", "version": 2}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--from", 9), "There is no data version 9; published: 1, 2."),
        (("--profile-to", "cor"), "There is no ICP definition 'cor'. Did you mean 'core'?"),
        (("--profile-to", "core:7"), "'core' has no version 7; it has 1."),
        (("--settings-from", 4), "'settings' has no version 4"),
        (("--since", "2001-01-01"), "No data was in force when 2001-01-01 began"),
        (("--since", "2001-01-01", "--from", 1), "Say --since or --from, not both."),
    ],
)
def test_what_does_not_exist_is_refused_with_a_sentence(
    updated: Command, words: tuple[object, ...], sentence: str
) -> None:
    save_settings(Store(updated.store), {"confidence": 0.9}, author="", reason="")
    said = updated("moved", *YEAR, *words)
    assert said.code != 0
    assert sentence in " ".join(said.err.replace("│", " ").split())


def test_first_data_version_has_no_earlier_one_to_compare_with(updated: Command) -> None:
    assert updated("rollback", 1).code == 0
    said = updated("moved", *YEAR)
    first = "Data 1 is the first: there is no earlier data version to compare with."
    assert (said.code, said.out.strip()) == (0, first)
    Store(updated.store).save_profile("core", RETAIL_TOO)
    since = updated("moved", *YEAR).out.splitlines()
    assert since[0] == first
    assert since[2].startswith("From Data 1 (") and "ICP definition -12.5 pp" in " ".join(since)
    # Who asks for it gets it.
    assert updated("moved", *YEAR, "--from", 2).out.startswith("From Data 2 (")


def test_projection_is_no_contest(updated: Command) -> None:
    asked = ("core:1", "core:1", "--kpi", "cltv", "--variant", "projection")
    said = updated("profile", "compare", *asked)
    assert (said.code, "is not judged: no ICP definition does better" in said.err) == (1, True)


def test_definitions_are_compared_on_the_same_rows(updated: Command, tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text(ICP.replace("[software]", "[retail]"), encoding="utf-8")
    told = updated("profile", "compare", "core:1", "--draft", draft, *YEAR, "--format", "json")
    [found] = told.json()["kpis"]
    assert [d["version"] for d in found["definitions"]] == [1, None]
    [pair] = found["pairs"]
    assert pair["value"] == pytest.approx(2 * (20 / 41 - 10 / 40))
    assert (pair["moved"], pair["accounts"], pair["verdict"]) == (81, None, "better")
    table = updated("profile", "compare", "core:1", "--draft", draft, *YEAR).out
    assert "core v1 separates better" in table
    assert "core v1 and core (draft) are judged by here was decided before they" in table
    assert [d["hindsight"] for d in found["definitions"]] == [True, True]
    assert "hindsight" in pair["flags"]


def test_too_few_accounts_that_change_side_are_listed(updated: Command, tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    text = ICP + "  - {attribute: name, op: in, value: [Newcomer], mode: exclude}\n"
    draft.write_text(text, encoding="utf-8")
    refused = updated("profile", "compare", "core", "--draft", draft, *YEAR)
    assert (refused.code, "'name' is not an attribute of accounts" in refused.err) == (1, True)
    load_rows(Store(updated.store), accounts=[account("n", industry="software", region="Mars")])
    draft.write_text(text.replace("name, op: in", "region, op: in").replace("Newcomer", "Mars"))
    said = updated("profile", "compare", "core", "--draft", draft, *YEAR).out
    assert "Too few change side: see which 1" in said
    assert "Change side from" in said and "Newcomer" in said


def test_one_definition_is_no_comparison(updated: Command) -> None:
    said = updated("profile", "compare", "core")
    assert (said.code, "at least two" in said.err) == (1, True)
