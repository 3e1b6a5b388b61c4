"""A disk that runs full while a load is on its way: a small one of its own, filled to the brim."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from icp_metrics.loading import LoadResult, load
from icp_metrics.store import Store
from tests.builders import files_of, try_rows
from tests.chaos.company import assert_next_load_works, assert_whole, one_more, seeded
from tests.store.conftest import copy_of
from tests.store.folder import digests, in_force

_MB = 2**20


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 160 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={160 * _MB}", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no disk of its own may be mounted here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.fixture
def store(one_load: Store, small_disk: Path) -> Store:
    """A store with one load on the small disk."""
    return copy_of(one_load, small_disk)


def fill(disk: Path, *, but: int = 0) -> None:
    """Write until the disk has `but` bytes left."""
    left = shutil.disk_usage(disk).free - but
    try:
        with (disk / "ballast").open("wb", buffering=0) as file:
            while left > 0:
                left -= file.write(bytes(min(left, _MB)))
    except OSError:
        return


def load_filling(store: Store, folder: Path, i: int, at: str, *, but: int) -> LoadResult | OSError:
    """A load during which the disk runs full at a word of progress, but for some bytes."""
    mapping, files = files_of(folder / f"files-{i}", **one_more(i))

    def progress(word: str) -> None:
        if word == at:
            fill(store.root.parent, but=but)

    try:
        return load(store, mapping, files, progress=progress)
    except OSError as error:
        return error
    finally:
        (store.root.parent / "ballast").unlink(missing_ok=True)


def try_full(store: Store, folder: Path, i: int, at: str, but: int) -> None:
    whole, before = digests(store), in_force(store)
    said = load_filling(store, folder, i, at, but=but)
    landed = assert_whole(store, before)
    if isinstance(said, LoadResult):
        assert landed == said.published
        assert {e["code"] for e in said.errors} <= {"E_DISK"}
    if not landed:
        assert digests(store) == whole


def test_disk_with_too_little_room_refuses_before_anything_is_built(
    store: Store, small_disk: Path
) -> None:
    whole = digests(store)
    fill(small_disk, but=90 * _MB)
    (error,) = try_rows(store, **one_more(0)).errors
    assert error["code"] == "E_DISK"
    assert "less than 100 MB free" in error["message"]
    (small_disk / "ballast").unlink()
    assert digests(store) == whole
    assert_next_load_works(store, 1)


BUILDING = ["Merging tables", "Preparing KPIs", "Adding up"]


def test_disk_that_runs_full_while_a_version_is_built_leaves_the_store_as_it_was(
    store: Store, tmp_path: Path
) -> None:
    before = in_force(store)
    for i, at in enumerate(BUILDING):
        try_full(store, tmp_path, i, at, but=0)
        assert in_force(store) == before
    assert_next_load_works(store, len(BUILDING))


def room_for_the_last_steps(store: Store, folder: Path, times: int) -> None:
    """The disk runs full with just enough room for some of the last steps, and not for all."""
    chance = seeded()
    for i in range(times):
        room = round(chance.uniform(3, 12) * _MB)
        try_full(store, folder, i, chance.choice(BUILDING), room)
    assert_next_load_works(store, times)


def test_disk_that_runs_full_at_one_of_the_last_steps_leaves_nothing_half(
    store: Store, tmp_path: Path
) -> None:
    room_for_the_last_steps(store, tmp_path, 3)


@pytest.mark.slow
def test_disk_that_runs_full_at_any_of_the_last_steps_leaves_nothing_half(
    store: Store, tmp_path: Path
) -> None:
    room_for_the_last_steps(store, tmp_path, 200)
