"""The command line, run in this process; its store is named by --store or the environment."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from icp_metrics.cli import main
from icp_metrics.store import Store
from tests.builders import ICP, crowd, files_of, joined, load_rows, new_store


@dataclass(frozen=True)
class Told:
    """What a command said: its exit code, and what went to each stream."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """The output read as JSON."""
        return json.loads(self.out)


class Command:
    """`icp-metrics` over one store."""

    def __init__(self, store: Path, monkeypatch: Any, capsys: Any) -> None:
        self.store = store
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, *words: object) -> Told:
        """Run the command with these words."""
        self._monkeypatch.setenv("ICP_METRICS_STORE", str(self.store))
        self._monkeypatch.setattr("sys.argv", ["icp-metrics", *map(str, words)])
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = self._capsys.readouterr()
        return Told(code, said.out, said.err)


@pytest.fixture
def icp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Command:
    """The command over a store that is not there yet."""
    return Command(tmp_path / "store", monkeypatch, capsys)


@pytest.fixture
def demo(demo_store: Store, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Command:
    """The command over the demo company. Tests only read it."""
    return Command(demo_store.root, monkeypatch, capsys)


COMPANY = joined(
    crowd("fit", 40, 20, industry="software", region="North", amount=100, currency="EUR"),
    crowd("not", 40, 10, industry="retail", region="South", amount=50, currency="EUR"),
)


@dataclass(frozen=True)
class Files:
    """A mapping and the extracts it reads."""

    mapping: Path
    extracts: list[Path]


@pytest.fixture
def company(tmp_path: Path) -> Files:
    """40 accounts that fit with 20 won deals, 40 that do not with 10: one mapping, two files."""
    text, extracts = files_of(tmp_path / "files", **COMPANY)
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(text, encoding="utf-8")
    return Files(mapping, extracts)


@pytest.fixture
def loaded(icp: Command, tmp_path: Path) -> Command:
    """The command over a store that holds the company."""
    load_rows(new_store(tmp_path, ICP), **COMPANY)
    return icp
