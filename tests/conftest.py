"""What tests share: the project's root on the path, and the demo company, loaded once."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

sys.path.insert(0, str(Path(__file__).parents[1]))

from icp_metrics.compare import View, open_view
from icp_metrics.demo import load_demo
from icp_metrics.store import Store

_MEMORY = Path("/dev/shm")
_ROOM = 6 * 2**30
"""Free bytes from which files of tests lie in memory: every load forces its files to the disk,
and a slow disk would take most of the time."""


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Put the folders of tests into memory where there is room."""
    if config.option.basetemp or "PYTEST_XDIST_WORKER" in os.environ:
        return
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM:
        folder = tempfile.mkdtemp(prefix="icp-metrics-tests-", dir=_MEMORY)
        config.option.basetemp = f"{folder}/base"
        os.environ["TMPDIR"] = folder
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo `store` and `loads.json`, made once for all test processes."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "demo"
    with FileLock(shared / "demo.lock"):
        if not (folder / "loads.json").is_file():
            results = load_demo(Store(folder / "store"), lambda _: None)
            told = json.dumps([r.to_json() for r in results], default=str)
            (folder / "loads.json").write_text(told, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def demo_store(demo_folder: Path) -> Store:
    """The demo company's store. Tests only read it."""
    return Store(demo_folder / "store")


@pytest.fixture(scope="session")
def demo_view(demo_store: Store) -> View:
    """The demo company's newest version with its first profile."""
    return open_view(demo_store)


@pytest.fixture(scope="session")
def demo_loads(demo_folder: Path) -> list[dict[str, Any]]:
    """The JSON of each load of the demo company, in order."""
    loads: list[dict[str, Any]] = json.loads((demo_folder / "loads.json").read_text("utf-8"))
    return loads
