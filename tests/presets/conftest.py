"""Small files of known shapes: `fitted` to a preset, `loaded` through it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from icp_metrics.extracts.extract import Extract, extract
from icp_metrics.extracts.mapping import Mapping
from icp_metrics.extracts.read import Reading
from icp_metrics.extracts.worker import outcome
from icp_metrics.presets import Fitted, fit, preset

Files = dict[str, str]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Files], list[Path]]:
    def _write(files: Files) -> list[Path]:
        paths = []
        for name, content in files.items():
            path = tmp_path / name
            path.write_text(content, encoding="utf-8")
            paths.append(path)
        return paths

    return _write


@pytest.fixture
def fitted(write: Callable[[Files], list[Path]], tmp_path: Path) -> Callable[..., Fitted]:
    """A preset fitted to files that are read here: a process for each takes longer than the test.

    That files are read in processes of their own, test_recognise and the tests of the commands see.
    """

    def read(path: Path) -> Reading:
        into = tmp_path / f"{path.name}.parquet"
        seen = outcome("read", path, into, "")
        told = {k: seen[k] for k in ("records", "encoding", "delimiter")}
        lists = {k: tuple(seen[k]) for k in ("columns", "warnings")}  # type: ignore[arg-type]
        return Reading(file=path.name, parquet=into, **told, **lists)  # type: ignore[arg-type]

    def _fitted(name: str, files: Files) -> Fitted:
        return fit(preset(name), [read(path) for path in write(files)])

    return _fitted


@pytest.fixture
def loaded(
    fitted: Callable[..., Fitted], write: Callable[[Files], list[Path]], tmp_path: Path
) -> Callable[..., Extract]:
    """The tables of `files` through a preset, as the mapping it makes loads them."""

    def _loaded(name: str, files: Files, *, timezone: str = "UTC") -> Extract:
        return extract(
            Mapping.parse(fitted(name, files).text),
            write(files),
            timezone=timezone,
            as_of=date(2026, 6, 30),
            staging=tmp_path / "staging",
            known_accounts=None,
        )

    return _loaded
