"""Real stores in real folders."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from icp_metrics.store import Store
from tests.builders import ICP, account, deal, load_rows, new_store


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
