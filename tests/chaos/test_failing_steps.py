"""A load that fails at any step changes nothing, and the next one works."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from icp_metrics.loading import LoadResult, load
from icp_metrics.store import Store
from tests.builders import files_of
from tests.chaos.company import assert_next_load_works, assert_whole, one_more
from tests.chaos.writers import writer
from tests.store.folder import digests, events, in_force


class Stop(Exception):
    """What no code of ours expects."""


def load_one(store: Store, folder: Path, i: int, progress: Callable[[str], None]) -> LoadResult:
    mapping, files = files_of(folder / f"files-{i}", **one_more(i))
    return load(store, mapping, files, progress=progress)


def test_exception_at_each_step_leaves_the_store_as_it_was(store: Store, tmp_path: Path) -> None:
    whole, before = digests(store), in_force(store)
    for step in range(100):
        heard: list[str] = []

        def progress(word: str, step: int = step, heard: list[str] = heard) -> None:
            heard.append(word)
            if len(heard) == step + 1:
                raise Stop

        try:
            result = load_one(store, tmp_path, step, progress)
        except Stop:
            assert digests(store) == whole
            assert events(store)[-2:] == ["load_begun", "load_failed"]
            assert not assert_whole(store, before)
        else:
            break
    # The last of them had no such step: it came through.
    assert result.published
    assert len(heard) == step > 5
    assert assert_whole(store, before)


OBSTACLES = {
    "the rows of the load": "loads/.staging-{pid}",
    "the place of the load": "loads/0002-test/other",
    "the file that is built": "versions/.building-{pid}.duckdb/other",
    "the place of the file": "versions/0002.duckdb/other",
    "the description": "versions/.0002.json.{pid}.part/other",
    "the pointer": ".CURRENT.{pid}.part/other",
}
"""What cannot be written, and the file that is in the way: a folder of that name is not empty."""


def test_step_that_cannot_write_refuses_the_load_and_leaves_the_store_as_it_was(
    store: Store, tmp_path: Path
) -> None:
    whole, before = digests(store), in_force(store)
    for what, name in OBSTACLES.items():
        obstacle = store.root / name.format(pid=os.getpid())

        def in_the_way(_: str, obstacle: Path = obstacle) -> None:
            obstacle.parent.mkdir(exist_ok=True)
            obstacle.touch()

        result = load_one(store, tmp_path, 0, in_the_way)
        assert [e["code"] for e in result.errors] == ["E_DISK"], what
        assert "nothing was published" in result.errors[0]["message"]
        obstacle.unlink()
        if obstacle.parent.name not in ("loads", "versions"):
            obstacle.parent.rmdir()
        assert digests(store) == whole, what
        assert not assert_whole(store, before)
    assert_next_load_works(store, 1)


def test_disk_that_takes_no_more_than_so_many_bytes_leaves_the_store_as_it_was(
    store: Store,
) -> None:
    before = in_force(store)
    for largest_file in (0, 1_000, 30_000, 1_000_000, 4_000_000):
        with writer(store, one_more(0), largest_file=largest_file) as starved:
            said = list(starved.said())
        assert not any(isinstance(s, LoadResult) and s.published for s in said), largest_file
        assert not assert_whole(store, before)
    assert_next_load_works(store, 1)


def test_ledger_that_cannot_be_written_stops_the_load_before_it_begins(
    store: Store, tmp_path: Path
) -> None:
    ledger = store.root / "ledger.jsonl"
    aside = ledger.rename(tmp_path / "aside")
    ledger.mkdir()
    with pytest.raises(OSError, match=r"ledger\.jsonl"):
        load_one(store, tmp_path, 0, lambda _: None)
    ledger.rmdir()
    aside.rename(ledger)
    assert_next_load_works(store, 1)
