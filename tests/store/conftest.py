"""Real stores in real folders, and data updates in processes of their own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from icp_metrics.store import Store
from tests.builders import ICP, account, deal, files_of, load_rows, new_store

Writer = Callable[..., "subprocess.Popen[str]"]


def deals_of(account_id: str, won: int, lost: int) -> list[dict[str, Any]]:
    """Deals of one account, closed in 2025."""
    states = ["won"] * won + ["lost"] * lost
    return [deal(f"{account_id}-{i}", account_id, s, "2025-06-15") for i, s in enumerate(states)]


FIRST: dict[str, Any] = {
    "accounts": [account("A", industry="software"), account("B", industry="retail")],
    "deals": [*deals_of("A", 3, 1), *deals_of("B", 1, 3)],
}
SECOND: dict[str, Any] = {
    "accounts": [account("C", industry="software")],
    "deals": deals_of("C", 2, 0),
}
THIRD: dict[str, Any] = {
    "accounts": [account("D", industry="software")],
    "deals": deals_of("D", 0, 4),
}


@pytest.fixture(scope="session")
def one_load(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store with the first load in force, as version 1. Tests only copy it."""
    made = new_store(tmp_path_factory.mktemp("one"), ICP)
    load_rows(made, **FIRST)
    return made


@pytest.fixture
def store(one_load: Store, tmp_path: Path) -> Store:
    """A store of one's own with the first load in force, as version 1."""
    return copy_of(one_load, tmp_path)


def copy_of(store: Store, folder: Path) -> Store:
    """The same store in another folder."""
    return Store(shutil.copytree(store.root, folder / "store"))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Writer]:
    """`start(store, rows, die_at=...)` begins a load in another process and waits for `ready`."""
    begun: list[subprocess.Popen[str]] = []

    def _start(
        store: Store, rows: dict[str, Any], *, die_at: str | None = None
    ) -> subprocess.Popen[str]:
        folder = tmp_path / f"files-{len(begun)}"
        mapping, files = files_of(folder, **rows)
        (folder / "mapping.yaml").write_text(mapping, encoding="utf-8")
        script = Path(__file__).with_name("writer.py")
        arguments = [str(store.root), str(folder / "mapping.yaml"), "2025-12-31", *map(str, files)]
        process = subprocess.Popen(
            [sys.executable, str(script), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if die_at else None,
            env={**os.environ, "DIE_AT": die_at or ""},
            text=True,
            start_new_session=True,
        )
        begun.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield _start
    for process in begun:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
