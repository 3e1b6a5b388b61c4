"""Small files of known shapes: `fitted` to a preset, `loaded` through it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from icp_metrics.extracts.extract import Extract, extract
from icp_metrics.extracts.mapping import Mapping
from icp_metrics.presets import Fitted, fit_files, preset

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
def fitted(write: Callable[[Files], list[Path]]) -> Callable[..., Fitted]:
    def _fitted(name: str, files: Files) -> Fitted:
        return fit_files(preset(name), write(files))

    return _fitted


@pytest.fixture
def loaded(write: Callable[[Files], list[Path]], tmp_path: Path) -> Callable[..., Extract]:
    """The tables of `files` through a preset, as the mapping it makes loads them."""

    def _loaded(name: str, files: Files, *, timezone: str = "UTC") -> Extract:
        paths = write(files)
        return extract(
            Mapping.parse(fit_files(preset(name), paths).text),
            paths,
            timezone=timezone,
            as_of=date(2026, 6, 30),
            staging=tmp_path / "staging",
            known_accounts=None,
        )

    return _loaded
