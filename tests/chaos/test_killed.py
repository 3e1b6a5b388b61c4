"""A writer that is killed leaves the published version to the byte, or the new one whole."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from icp_metrics.compare import open_view
from icp_metrics.errors import StoreError
from icp_metrics.store import Store
from icp_metrics.store.verify import verify
from tests.builders import load_rows, total, values
from tests.chaos.company import (
    assert_next_load_works,
    assert_whole,
    deals_of,
    expected,
    one_more,
    seeded,
)
from tests.chaos.writers import writer
from tests.store.conftest import SECOND
from tests.store.folder import digests, events, in_force


@contextmanager
def a_reader(store: Store) -> Iterator[None]:
    """Somebody who opens the newest data again and again, and counts what must be in it."""
    wrong: list[str] = []
    over = threading.Event()

    def read() -> None:
        while not over.wait(0.05):
            try:
                view = open_view(store)
                if deals_of(view) != expected(view):
                    wrong.append(f"version {view.version.number}: {deals_of(view)} deals")
                view.engine.close()
            except Exception as error:
                wrong.append(repr(error))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        yield
    finally:
        over.set()
        reader.join()
    assert wrong == []


def kill_at_random(store: Store, times: int, *, within_s: float) -> None:
    """Loads one after the other, each killed at a moment of its own, while somebody reads.

    No more are begun once `within_s` have passed, on a machine that is slow or busy.
    """
    chance = seeded()
    with writer(store, one_more(0)) as first:
        begun = time.monotonic()
        assert first.result().published
        lasts = time.monotonic() - begun
    killed_all = 0
    with a_reader(store):
        for i in range(1, times + 1):
            if time.monotonic() > begun + within_s:
                break
            before = in_force(store)
            with writer(store, one_more(i)) as killed:
                time.sleep(lasts * chance.uniform(0, 1.1))
                killed.kill()
            assert_whole(store, before)
            killed_all = i
    print(f"{killed_all} loads killed")
    assert killed_all > 5
    assert_next_load_works(store, times + 1)
    unfinished = [p for p in store.root.rglob(".*") if p.parent.name in ("loads", "versions")]
    assert unfinished == []


def test_up_to_fifty_loads_killed_at_random_moments_leave_nothing_half(store: Store) -> None:
    kill_at_random(store, 50, within_s=40)


@pytest.mark.slow
def test_thousand_loads_killed_at_random_moments_leave_nothing_half(store: Store) -> None:
    kill_at_random(store, 1000, within_s=3600)


def test_load_killed_at_each_step_is_as_if_it_had_not_begun(store: Store) -> None:
    before = in_force(store)
    for step in range(100):
        with writer(store, one_more(step), die_at=step) as killed:
            words = list(killed.words())
        if not killed.killed:
            break
        assert len(words) == step + 1
        assert not assert_whole(store, before)
        assert events(store)[-2:] == ["load_begun", "load_killed"]
    # The last of them had no such step: it came through.
    assert len(words) == step > 5
    assert assert_whole(store, before)


def died_before_the_pointer(store: Store) -> None:
    """The folder as a process leaves it that dies just before CURRENT is replaced."""
    ledger, current = store.root / "ledger.jsonl", store.root / "CURRENT"
    pointed = current.read_bytes()
    load_rows(store, **SECOND)
    current.write_bytes(pointed)
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(b"".join(lines[:-2]))


def test_version_that_was_never_in_force_is_forgotten(store: Store) -> None:
    died_before_the_pointer(store)
    load_rows(store, deals=SECOND["deals"])
    with pytest.raises(StoreError, match=r"no data version 3; published: 1, 2"):
        store.roll_back(3)
    now = store.current()
    assert now is not None
    assert (now.number, now.loads) == (2, (1, 2))
    # Account C of the dead load is unknown: its deals are in `all` alone.
    assert values(total(open_view(store)))["fit"] == 3 / 4


def test_recovery_leaves_the_folder_as_before_the_dead_load(store: Store) -> None:
    before = digests(store)
    died_before_the_pointer(store)
    with store.writing():
        pass
    assert digests(store) == before
    assert events(store)[-1] == "load_killed"


@pytest.mark.parametrize("lines_lost", [1, 2])
def test_load_killed_after_the_pointer_is_in_force_and_the_ledger_says_so(
    store: Store, lines_lost: int
) -> None:
    load_rows(store, **SECOND)
    ledger = store.root / "ledger.jsonl"
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(b"".join(lines[:-lines_lost]))
    with store.writing():
        pass
    line = store.ledger.read()[-1]
    assert (line["event"], line["load"], line["recovered"]) == ("published", 2, True)
    assert verify(store).findings == ()
    assert values(total(open_view(store)))["fit"] == 5 / 6


def test_second_recovery_says_nothing_more(store: Store) -> None:
    died_before_the_pointer(store)
    for _ in range(2):
        with store.writing():
            pass
    assert events(store).count("load_killed") == 1


def test_rollback_killed_after_the_pointer_is_done_and_the_ledger_says_so(store: Store) -> None:
    load_rows(store, **SECOND)
    store.roll_back(1)
    ledger = store.root / "ledger.jsonl"
    told = store.ledger.read()[-1]
    ledger.write_bytes(b"".join(ledger.read_bytes().splitlines(keepends=True)[:-1]))
    assert verify(store).findings == ()
    line = store.ledger.read()[-1]
    assert {k: line[k] for k in ("event", "version", "before", "withdrawn")} == {
        k: told[k] for k in ("event", "version", "before", "withdrawn")
    }


def test_document_saved_by_a_killed_writer_is_told_by_the_next(store: Store) -> None:
    changed = store.settings().with_values({"confidence": 0.9}, version=1)
    store.save_settings(changed, author="A. Tester", reason="try")
    ledger = store.root / "ledger.jsonl"
    ledger.write_bytes(b"".join(ledger.read_bytes().splitlines(keepends=True)[:-1]))
    assert verify(store).findings == ()
    line = store.ledger.read()[-1]
    assert (line["event"], line["document"]) == ("settings_saved", "settings/v001.yaml")


@pytest.mark.parametrize("done", ["told", "removed", "described", "placed"])
def test_rebuild_killed_between_any_two_steps_leaves_a_version_that_opens(
    store: Store, done: str
) -> None:
    """The steps of a rebuild: the ledger line, the old file away, the description, the new file."""
    file, described = (store.root / "versions" / f"0001.{e}" for e in ("duckdb", "json"))
    old = {"file": file.read_bytes(), "described": described.read_bytes()}
    file.unlink()
    open_view(store)
    if done in ("told", "removed"):
        described.write_bytes(old["described"])
    if done == "told":
        file.write_bytes(old["file"])
    elif done != "placed":
        file.unlink()
    missing = [f.file for f in verify(store).findings]
    assert missing == ([] if file.is_file() else ["versions/0001.duckdb"])
    assert values(total(open_view(store)))["fit"] == 3 / 4
    assert verify(store).findings == ()
