"""Stores of one's own to save views in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from icp_metrics.store import Store


@pytest.fixture
def copied(tmp_path: Path) -> Callable[[Store], Store]:
    """A copy of a store that a test may write to."""

    def copy(store: Store) -> Store:
        return Store(shutil.copytree(store.root, tmp_path / "store"))

    return copy
