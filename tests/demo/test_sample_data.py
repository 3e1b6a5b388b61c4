"""The committed exports say what truth.json says, by a reader that shares no code with us."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from icp_metrics.demo import load_demo
from icp_metrics.errors import StoreError
from icp_metrics.profile.document import parse
from icp_metrics.store import Store
from tests.store.folder import published

SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"


def test_independent_reader_agrees_with_the_truth() -> None:
    done = subprocess.run(
        [sys.executable, str(SAMPLE_DATA / "check.py")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.count("same") > 120


def test_exports_are_written_again_to_the_byte(tmp_path: Path) -> None:
    copy = tmp_path / "sample_data"
    shutil.copytree(SAMPLE_DATA, copy, ignore=shutil.ignore_patterns("exports", "__pycache__"))
    write = [sys.executable, "-c", "import generate; generate.write_exports()"]
    done = subprocess.run(write, cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    committed = {p.name: content(p) for p in (SAMPLE_DATA / "exports").iterdir()}
    written = {p.name: content(p) for p in (copy / "exports").iterdir()}
    assert sorted(written) == sorted(committed)
    assert [name for name in committed if written[name] != committed[name]] == []


def content(path: Path) -> bytes | dict[str, bytes]:
    """The bytes; of a workbook those of its parts, which libraries for zip pack differently."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def test_plan_names_files_that_are_there() -> None:
    plan = yaml.safe_load((SAMPLE_DATA / "plan.yaml").read_text(encoding="utf-8"))
    named = [f for step in plan["loads"] for f in (*step["files"], step["mapping"])]
    assert [n for n in [*named, *plan["profiles"]] if not (SAMPLE_DATA / n).is_file()] == []
    assert {f.name for f in (SAMPLE_DATA / "exports").iterdir()} == {
        Path(f).name for step in plan["loads"] for f in step["files"]
    }


def test_demo_company_is_small_enough_to_commit() -> None:
    kept = [p for p in SAMPLE_DATA.rglob("*") if p.is_file() and p.suffix != ".pyc"]
    assert sum(p.stat().st_size for p in kept) < 5_000_000


def test_first_profile_is_the_default(demo_store: Store) -> None:
    named = [
        parse((SAMPLE_DATA / n).read_text("utf-8")).name for n in ("icp.yaml", "enterprise.yaml")
    ]
    assert demo_store.profile_names() == named


def test_settings_of_the_plan_are_in_force(demo_store: Store) -> None:
    settings = demo_store.settings()
    assert settings.version == 1
    assert (settings["reporting_currency"], settings["gross_margin"]) == ("USD", 0.8)


def test_demo_loaded_again_changes_nothing(demo_store: Store, tmp_path: Path) -> None:
    store = Store(shutil.copytree(demo_store.root, tmp_path / "store"))
    before = published(store)
    results = load_demo(store, lambda _: None)
    assert {r.published for r in results} == {False}
    assert published(store) == before


def test_demo_without_its_files_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="run from a clone of the project"):
        load_demo(Store(tmp_path / "store"), lambda _: None, folder=tmp_path)
