"""Several processes on one store: one writer at a time, readers never wait."""

from __future__ import annotations

import json
import subprocess
import threading

import pytest

from icp_metrics.compare import open_view
from icp_metrics.errors import StoreError
from icp_metrics.store import Store
from tests.builders import total, values
from tests.store.conftest import SECOND, THIRD, Writer
from tests.store.folder import events


def result_of(writer: subprocess.Popen[str]) -> dict[str, object]:
    told, _ = writer.communicate(timeout=120)
    assert writer.returncode == 0
    result: dict[str, object] = json.loads(told.splitlines()[-1])
    return result


def test_two_loads_at_once_both_land_one_after_the_other(store: Store, start: Writer) -> None:
    writers = [start(store, SECOND), start(store, THIRD)]
    results = [result_of(w) for w in writers]
    assert sorted(r["version"] for r in results) == [2, 3]  # type: ignore[type-var]
    assert events(store)[-4:] == ["load_begun", "published"] * 2
    # A 3 of 4, C 2 of 2, D 0 of 4.
    assert values(total(open_view(store)))["fit"] == 5 / 10


def test_same_load_from_two_processes_at_once_is_one_load(store: Store, start: Writer) -> None:
    writers = [start(store, SECOND), start(store, SECOND)]
    assert sorted(bool(result_of(w)["published"]) for w in writers) == [False, True]
    assert [v.number for v in store.versions()] == [1, 2]


def test_load_in_another_process_neither_blocks_nor_changes_an_open_view(
    store: Store, start: Writer
) -> None:
    view = open_view(store)
    result_of(start(store, SECOND))
    assert values(total(view))["fit"] == 3 / 4
    assert values(total(open_view(store)))["fit"] == 5 / 6
    assert values(total(view))["fit"] == 3 / 4


def test_readers_answer_while_another_process_writes(store: Store, start: Writer) -> None:
    writer = start(store, SECOND)
    answers = set()
    while writer.poll() is None:
        answers.add(values(total(open_view(store)))["fit"])
    assert answers <= {3 / 4, 5 / 6}
    assert 3 / 4 in answers


def test_writer_waits_for_the_one_before_it(store: Store, start: Writer) -> None:
    with store.writing():
        waiting = start(store, SECOND)
        assert waiting.poll() is None
        assert [v.number for v in store.versions()] == [1]
    assert result_of(waiting)["version"] == 2


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
