"""profile and settings: kept as versions, refused in a sentence."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from icp_metrics.store import Store
from tests.builders import ICP
from tests.cli.conftest import Command


def test_profile_is_kept_as_versions_and_the_same_text_is_no_new_one(
    icp: Command, tmp_path: Path
) -> None:
    file = tmp_path / "icp.yaml"
    file.write_text(ICP, encoding="utf-8")
    assert icp("profile", "set", file).out == "core v1\n"
    assert icp("profile", "set", file).out == "core v1\n"
    file.write_text(ICP.replace("software", "retail"), encoding="utf-8")
    assert icp("profile", "set", file).out == "core v2\n"
    assert icp("profile", "list", "--format", "json").json() == [{"profile": "core", "version": 2}]
    assert icp("profile", "show", "core", "--version", "1").out == ICP
    assert "retail" in icp("profile", "show").out


def test_profile_that_names_no_attribute_of_the_data_is_refused_with_the_nearest(
    loaded: Command, tmp_path: Path
) -> None:
    file = tmp_path / "icp.yaml"
    file.write_text(ICP.replace("attribute: industry", "attribute: industri"), encoding="utf-8")
    told = loaded("profile", "set", file)
    assert told.code == 1
    assert "industri" in told.err and "Did you mean 'industry'?" in told.err
    assert loaded("profile", "list", "--format", "json").json()[0]["version"] == 1


def test_profile_that_is_not_there_is_a_sentence(loaded: Command) -> None:
    told = loaded("profile", "show", "cora")
    assert (told.code, told.out) == (1, "")
    assert told.err == "E_PROFILE: There is no ICP definition 'cora'. Did you mean 'core'?\n"
    assert loaded("profile", "score", "cora").code == 1
    assert loaded("profile", "show", "core", "--version", "7").code == 1


def test_scores_judge_every_account_with_its_reason(loaded: Command) -> None:
    lines = list(csv.DictReader(io.StringIO(loaded("profile", "score", "--format", "csv").out)))
    fit = {line["account_id"]: line["fit"] for line in lines}
    assert len(fit) == 80
    assert (fit["fit000"], fit["not000"]) == ("fit", "not_fit")
    assert all(line["reason"] for line in lines)


def test_setting_is_kept_with_author_and_reason_and_shapes_the_next_answer(loaded: Command) -> None:
    before = loaded("settings", "show", "--format", "json").json()
    assert (before["version"], before["settings"]["confidence"]) == (0, 0.95)
    told = loaded("settings", "set", "confidence=0.9", "--author", "R. Ondal", "--reason", "test")
    assert told.out == "settings v1\n"
    after = loaded("settings", "show", "--format", "json").json()
    assert (after["version"], after["settings"]["confidence"]) == (1, 0.9)
    assert loaded("compare", "--format", "json").json()["settings"] == 1
    assert Store(loaded.store).ledger.read()[-1]["reason"] == "test"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("fiscal_year_start=13", "fiscal_year_start must be a month, 1 to 12; '13' is not."),
        ("min_n=[30, 10]", "min_n must be two counts"),
        ("confidnce=0.9", "There is no setting 'confidnce'. Did you mean 'confidence'?"),
        ("reporting_currency=euro", "must be a code of three capitals"),
        ("timezone=Mars/Olympus", "must be a zone"),
        ("min_n=[10,", "is not a value in YAML"),
    ],
)
def test_bad_setting_is_a_sentence_and_nothing_is_kept(
    loaded: Command, change: str, said: str
) -> None:
    told = loaded("settings", "set", change)
    assert told.code == 1
    assert said in told.err
    assert loaded("settings", "show", "--format", "json").json()["version"] == 0


def test_setting_without_a_value_is_wrong_use(loaded: Command) -> None:
    assert loaded("settings", "set", "confidence").code == 2
    assert loaded("settings", "set").code == 2


def test_settings_as_a_table_say_what_each_means(icp: Command) -> None:
    told = icp("settings", "show").out
    assert "fiscal_year_start" in told
    assert "Month in which the fiscal year begins." in told
    assert not icp.store.exists()
