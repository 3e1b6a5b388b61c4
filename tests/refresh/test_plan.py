"""A plan that cannot be followed is refused with a sentence that names the place and the cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from icp_metrics.errors import IcpError
from icp_metrics.refresh import newest_plan, parse, save_plan
from icp_metrics.store import Store
from icp_metrics.store.verify import verify

SHORT = """
sources:
  crm: {folder: exports, mapping_file: maps/crm.yaml}
"""


def refusal(text: str) -> str:
    with pytest.raises(IcpError) as raised:
        parse(text, Path("/plans"))
    assert raised.value.code == "E_PLAN"
    return raised.value.message


def test_short_plan_takes_every_file_as_true_today_and_of_no_known_scope() -> None:
    (source,) = parse(SHORT, Path("/plans")).sources
    assert (source.folder, source.files) == (Path("/plans/exports"), ("*",))
    assert (source.mapping_kind, source.mapping) == ("mapping_file", "/plans/maps/crm.yaml")
    assert (source.as_of, source.scope, source.no_file) == ("today", "changed", "skip")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("{files: x, preset: hubspot}", "sources.crm.folder must be a text."),
        ("{folder: a}", "sources.crm needs one of mapping, mapping_file and preset."),
        ("{folder: a, preset: x, as_of: nam}", "not 'nam'. Did you mean 'name'?"),
        ("{folder: a, preset: x, scope: all}", "'all' is no scope: the scope is full, changed or"),
        ("{folder: a, preset: x, folders: b}", "does not know 'folders'. Did you mean 'folder'?"),
        ("{folder: a, preset: x, files: b/*.csv}", "patterns of names, like 'deals_*.csv'."),
    ],
)
def test_source_that_cannot_be_followed_is_told_where_and_how(said: str, told: str) -> None:
    assert told in refusal(f"sources:\n  crm: {said}\n")


@pytest.mark.parametrize("text", ["", "crm: 1", "sources: {}", "sources: [", "sources: 3"])
def test_what_is_no_plan_is_a_sentence(text: str) -> None:
    assert refusal(text).startswith("The plan cannot be followed: ")


def test_saved_plan_is_read_again_as_it_was_and_is_under_checksum(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    plan = save_plan(store, parse(SHORT, tmp_path))
    assert newest_plan(store) == plan
    assert plan.version == 1
    assert save_plan(store, parse(SHORT, tmp_path)).version == 1
    assert save_plan(store, parse(SHORT.replace("exports", "other"), tmp_path)).version == 2
    assert verify(store).findings == ()
    with (store.root / "refresh" / "v001.yaml").open("a") as file:
        file.write(" ")
    assert [f.file for f in verify(store).findings] == ["refresh/v001.yaml"]


def test_store_without_a_plan_says_how_to_make_one(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.save_profile("core", "name: core")
    with pytest.raises(IcpError, match=r"No plan is saved.*`icp-metrics refresh PLAN\.yaml`"):
        newest_plan(store)
