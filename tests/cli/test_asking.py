"""compare and members: JSON, CSV and table; sentences for what does not exist."""

from __future__ import annotations

import csv
import io
import json

import pytest

from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View
from icp_metrics.compare import compare as compare_kpi
from tests.cli.conftest import Command
from tests.cli.test_loading import run
from tests.plan import NEWEST

HEADER = {"store", "profile", "fit_as_of", "settings", "rows"}
COMMANDS = [
    ["demo"],
    ["load"],
    ["loads"],
    ["rollback"],
    ["compare"],
    ["members"],
    ["mrr"],
    ["serve"],
    *(["profile", c] for c in ("set", "show", "list", "score")),
    *(["settings", c] for c in ("show", "set")),
]


@pytest.mark.parametrize("words", [[], ["profile"], ["settings"], *COMMANDS], ids=" ".join)
def test_every_command_explains_itself(icp: Command, words: list[str]) -> None:
    told = icp(*words, "--help")
    assert told.code == 0
    assert "Usage:" in told.out
    assert " ".join(words) in told.out
    assert not icp.store.exists()


def test_help_lists_every_command(icp: Command) -> None:
    told = icp("--help").out
    for command in COMMANDS:
        assert f" {command[0]} " in told


def test_compare_in_a_process_of_its_own_prints_the_json_of_the_contract(
    demo: Command, demo_view: View
) -> None:
    done = run("compare", "--by", "region", "--format", "json", store=demo.store)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert set(told) == HEADER
    assert told["store"]["version"] == NEWEST
    reached = demo_view.version.data_through
    assert told["store"]["data_through"] == {t: day.isoformat() for t, day in reached.items()}
    assert {"accounts", "opportunities", "spend", "survey_responses"} <= set(reached)
    assert told["profile"] == {"name": "core-icp", "version": 1}
    assert (told["fit_as_of"], told["settings"]) == ("sold", 1)
    rows = [r for k in KPIS for r in compare_kpi(demo_view, k, Slice(by="region"))]
    assert told["rows"] == [r.to_json() for r in rows]


def test_compare_takes_what_a_slice_can_say(demo: Command) -> None:
    words = ["--kpi", "win_rate", "--where", "region=North", "--where", "region=South"]
    more = ["--where", "industry=", "--starts", "2025-01-01", "--ends", "2026-01-01"]
    told = demo("compare", *words, *more, "--every", "quarter", "--format", "json").json()
    assert len(told["rows"]) == 4
    assert {r["kpi"] for r in told["rows"]} == {"win_rate"}
    assert told["rows"][0]["period"]["starts"] == "2025-01-01"
    # Without an industry nobody can be said to fit.
    assert all(r["groups"]["fit"]["facts"] == 0 for r in told["rows"])
    assert all(r["groups"]["unknown"]["facts"] > 0 for r in told["rows"])
    today = demo("compare", "--fit-as-of", "today", "--profile", "enterprise", "--format", "json")
    assert today.json()["fit_as_of"] == "today"
    assert today.json()["profile"]["name"] == "enterprise"
    old = demo("compare", "--version", "12", "--format", "json").json()
    assert old["store"]["version"] == 12
    states = {"accounts": None, "cac": "no_spend", "cac_payback": "no_spend"}
    for row in old["rows"]:
        assert row["groups"]["all"]["reason"] == states.get(row["kpi"], "missing_table")


def test_csv_says_what_json_says_and_every_line_has_every_column(demo: Command) -> None:
    words = ["compare", "--kpi", "deal_size", "--by", "region"]
    rows = demo(*words, "--format", "json").json()["rows"]
    lines = list(csv.DictReader(io.StringIO(demo(*words, "--format", "csv").out)))
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        assert None not in line and None not in line.values()
        assert line["segment"] == (row["segment"] or "")
        assert int(line["fit_facts"]) == row["groups"]["fit"]["facts"]
        value = row["gap"]["value"]
        assert line["gap"] == ("" if value is None else str(value))
        assert line["verdict"] == row["verdict"]


def test_table_is_for_people_with_a_dash_for_what_is_unknown(demo: Command) -> None:
    lines = demo("compare", "--kpi", "win_rate", "--by", "region").out.splitlines()
    assert lines[0].split()[:3] == ["kpi", "starts", "ends"]
    missing = next(line for line in lines[2:] if line.split()[4] == "-")
    assert missing.split()[5] == "-"
    assert "None" not in "".join(lines) and "nan" not in "".join(lines)


@pytest.mark.parametrize("kpi", ["win_rate", "deal_size"])
@pytest.mark.parametrize("group", ["fit", "not_fit", "unknown", "all"])
def test_members_are_as_many_as_the_facts(demo: Command, kpi: str, group: str) -> None:
    words = ["--kpi", kpi, "--where", "region=South", "--format", "json"]
    [row] = demo("compare", *words).json()["rows"]
    found = demo("members", *words, "--group", group).json()
    assert len(found) == row["groups"][group]["facts"] > 0
    assert len({m["fact_id"] for m in found}) == len(found)


def test_nothing_is_an_empty_list_and_no_error(demo: Command) -> None:
    words = ["members", "--kpi", "win_rate", "--starts", "2020-01-01", "--ends", "2020-02-01"]
    assert demo(*words, "--format", "json").json() == []
    assert (demo(*words).code, demo(*words).out) == (0, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["compare", "--kpi", "win_rat"], "'win_rat'. Did you mean 'win_rate'?"),
        (["compare", "--by", "regio"], "'regio' is nothing win rate can be broken down"),
        (["compare", "--where", "regoin=North"], "Did you mean 'region'?"),
        (["compare", "--profile", "core"], "'core'. Did you mean 'core-icp'?"),
        (["compare", "--variant", "close"], "no variant 'close'. Did you mean 'closed'?"),
        (["members", "--kpi", "win_rate", "--group", "fits"], "'fits'. Did you mean 'fit'?"),
    ],
)
def test_wrong_name_is_a_sentence_with_the_nearest_name(
    demo: Command, words: list[str], said: str
) -> None:
    told = demo(*words)
    assert told.code == 1
    assert said in told.err
    assert told.out == ""


def test_period_that_ends_before_it_starts_is_a_sentence(demo: Command) -> None:
    told = demo("compare", "--starts", "2026-01-01", "--ends", "2026-01-01")
    assert told.code == 1
    assert "nothing lies between" in told.err


def test_empty_store_says_what_to_run(icp: Command) -> None:
    for words in (["compare"], ["members", "--kpi", "win_rate"], ["profile", "score"]):
        told = icp(*words)
        assert told.code == 1
        assert "icp-metrics demo" in told.err
    assert not icp.store.exists()
