"""A writer that dies leaves the published version to the byte, and the next load works."""

from __future__ import annotations

import os
import random
import signal
import time

import pytest

from icp_metrics.compare import open_view
from icp_metrics.errors import StoreError
from icp_metrics.store import Store
from tests.builders import load_rows, total, values
from tests.store.conftest import SECOND, Writer
from tests.store.folder import digests, events, in_force, published

PUBLISHING = [
    "Merging tables",
    "Following accounts over time",
    "Preparing KPIs",
    "Judging accounts",
]


@pytest.mark.parametrize("word", PUBLISHING)
def test_writer_killed_while_it_builds_leaves_the_published_version(
    store: Store, start: Writer, word: str
) -> None:
    before = published(store)
    killed = start(store, SECOND, die_at=word)
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert {k: published(store)[k] for k in before} == before
    assert values(total(open_view(store)))["fit"] == 3 / 4
    result = load_rows(store, **SECOND)
    assert (result.load, result.version) == (2, 2)
    assert events(store)[-3:] == ["load_killed", "load_begun", "published"]
    assert values(total(open_view(store)))["fit"] == 5 / 6


def test_writer_killed_at_any_moment_leaves_the_old_or_the_new_version_whole(
    store: Store, start: Writer
) -> None:
    moments = random.Random(7)
    begun = time.monotonic()
    load_rows(store, **SECOND)
    lasts = time.monotonic() - begun
    store.roll_back(1)
    before = in_force(store)
    for _ in range(6):
        writer = start(store, SECOND)
        time.sleep(lasts * moments.uniform(0, 1.1))
        os.killpg(writer.pid, signal.SIGKILL)
        writer.communicate()
        if in_force(store) == before:
            assert values(total(open_view(store)))["fit"] == 3 / 4
        else:
            assert values(total(open_view(store)))["fit"] == 5 / 6
            assert (store.root / "CURRENT").read_bytes() != b"0001\n"
            store.roll_back(1)
    assert in_force(store) == before
    assert load_rows(store, **SECOND).published
    assert not [p for p in store.root.rglob(".*") if p.parent.name in ("loads", "versions")]
    assert values(total(open_view(store)))["fit"] == 5 / 6


def died_before_the_pointer(store: Store) -> None:
    """The folder as a process leaves it that dies just before CURRENT is replaced."""
    ledger, current = store.root / "ledger.jsonl", store.root / "CURRENT"
    pointed = current.read_bytes()
    load_rows(store, **SECOND)
    current.write_bytes(pointed)
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(b"".join(lines[:-1]))


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


def test_load_killed_after_the_pointer_is_in_force_and_the_ledger_says_so(store: Store) -> None:
    load_rows(store, **SECOND)
    ledger = store.root / "ledger.jsonl"
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(b"".join(lines[:-1]))
    with store.writing():
        pass
    line = store.ledger.read()[-1]
    assert (line["event"], line["load"], line["recovered"]) == ("published", 2, True)
    assert values(total(open_view(store)))["fit"] == 5 / 6


def test_second_recovery_says_nothing_more(store: Store) -> None:
    died_before_the_pointer(store)
    for _ in range(2):
        with store.writing():
            pass
    assert events(store).count("load_killed") == 1
