"""Several processes and threads on one store: one writer at a time, readers never wait."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from icp_metrics.compare import open_view
from icp_metrics.errors import StoreError
from icp_metrics.loading import load
from icp_metrics.store import Store
from icp_metrics.store.verify import verify
from tests.builders import files_of, total, values
from tests.chaos.writers import writer
from tests.store.conftest import SECOND, THIRD
from tests.store.folder import events


def test_two_loads_at_once_both_land_one_after_the_other(store: Store) -> None:
    with writer(store, SECOND) as one, writer(store, THIRD) as other:
        versions = {one.result().version, other.result().version}
    assert versions == {2, 3}
    assert events(store)[-4:] == ["load_begun", "published"] * 2
    # A 3 of 4, C 2 of 2, D 0 of 4.
    assert values(total(open_view(store)))["fit"] == 5 / 10
    assert verify(store).findings == ()


def test_same_load_from_two_processes_at_once_is_one_load(store: Store) -> None:
    with writer(store, SECOND) as one, writer(store, SECOND) as other:
        assert {one.result().published, other.result().published} == {False, True}
    assert [v.number for v in store.versions()] == [1, 2]


def test_same_files_from_twenty_threads_are_one_load(store: Store, tmp_path: Path) -> None:
    mapping, files = files_of(tmp_path / "files", **SECOND)
    together = threading.Barrier(20)

    def load_them(_: int) -> bool:
        together.wait()
        return load(Store(store.root), mapping, files).published

    with ThreadPoolExecutor(20) as pool:
        published = list(pool.map(load_them, range(20)))
    assert sorted(published) == [False] * 19 + [True]
    assert sorted(events(store)[-40:]) == sorted(
        ["load_begun"] * 20 + ["nothing_new"] * 19 + ["published"]
    )
    assert verify(store).findings == ()
    assert values(total(open_view(store)))["fit"] == 5 / 6


def test_load_in_another_process_neither_blocks_nor_changes_an_open_view(store: Store) -> None:
    view = open_view(store)
    with writer(store, SECOND) as other:
        assert other.result().published
    assert values(total(view))["fit"] == 3 / 4
    assert values(total(open_view(store)))["fit"] == 5 / 6
    assert values(total(view))["fit"] == 3 / 4


def test_readers_answer_while_another_process_writes(store: Store) -> None:
    answers = set()
    with writer(store, SECOND) as other:
        while other.process.is_alive():
            answers.add(values(total(open_view(store)))["fit"])
    assert answers <= {3 / 4, 5 / 6}
    assert 3 / 4 in answers


def test_cleared_version_that_many_open_at_once_is_made_once(store: Store) -> None:
    (store.root / "versions" / "0001.duckdb").unlink()
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda _: values(total(open_view(store)))["fit"], range(4)))
    assert told == [3 / 4] * 4
    assert events(store).count("version_rebuilt") == 1


def test_writer_waits_for_the_one_before_it(store: Store) -> None:
    with store.writing(), writer(store, SECOND) as waiting:
        assert waiting.process.is_alive()
        assert [v.number for v in store.versions()] == [1]


def test_writer_that_has_waited_long_enough_gives_up_with_a_sentence(store: Store) -> None:
    has_lock, done = threading.Event(), threading.Event()

    def hold() -> None:
        with store.writing():
            has_lock.set()
            done.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    has_lock.wait(30)
    with pytest.raises(StoreError, match="Another data update") as raised:
        Store(store.root).writing(wait_s=0.1).__enter__()
    done.set()
    holder.join()
    assert raised.value.code == "E_BUSY"
