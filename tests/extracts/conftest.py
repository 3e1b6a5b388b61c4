"""Real files, the real reader: `write` a file, `read` it, `load` files through a mapping."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from icp_metrics.extracts.extract import Extract, extract
from icp_metrics.extracts.mapping import Mapping
from icp_metrics.extracts.read import Reading
from icp_metrics.extracts.read import read as read_file


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def _write(content: str | bytes, name: str = "deals.csv") -> Path:
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    return _write


@pytest.fixture
def read(write: Callable[..., Path], tmp_path: Path) -> Callable[..., Reading]:
    def _read(content: str | bytes, name: str = "deals.csv") -> Reading:
        return read_file(write(content, name), tmp_path / "staging" / "text.parquet")

    return _read


@pytest.fixture
def load(write: Callable[..., Path], tmp_path: Path) -> Callable[..., Extract]:
    """`load(mapping, deals="...", accounts="...")` reads deals.csv and accounts.csv."""

    def _load(mapping: str, *, options: dict[str, Any] | None = None, **files: str) -> Extract:
        asked: dict[str, Any] = {
            "timezone": "UTC",
            "as_of": date(2024, 12, 31),
            "staging": tmp_path / "staging",
            "known_accounts": None,
        }
        paths = [write(content, f"{name}.csv") for name, content in files.items()]
        return extract(Mapping.parse(mapping), paths, **{**asked, **(options or {})})

    return _load


@pytest.fixture
def one(load: Callable[..., Extract]) -> Callable[..., Extract]:
    """`one("amount: x", cells)`: open deals 0, 1, ... whose column x holds `cells`.

    `"@plan: {from: x, kind: text}"` makes x a custom attribute.
    """

    def _one(column: str, cells: list[str], **options: Any) -> Extract:
        declared = "opportunity_id: id, status: {value: open}"
        if column.startswith("@"):
            parts = f"columns: {{{declared}}}, attributes: {{{column[1:]}}}"
        else:
            parts = f"columns: {{{declared}, {column}}}"
        rows = "".join(f'{i},"{cell}"\n' for i, cell in enumerate(cells))
        mapping = f"tables: {{opportunities: {{{parts}}}}}"
        return load(mapping, options=options, deals="id,x\n" + rows)

    return _one
