"""Small files as a person has them: `read` as text, `drafted` to a mapping, `loaded` through it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from icp_metrics.extracts.extract import Extract, extract
from icp_metrics.extracts.mapping import Mapping
from icp_metrics.extracts.read import Reading
from icp_metrics.suggest import drafted as drafted_from
from icp_metrics.suggest import understood

Files = dict[str, str]
Read = Callable[[Files], list[Reading]]


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
def read(tmp_path: Path) -> Read:
    """CSV files with commas as the reader hands them over, without a process for each."""
    return lambda files: [reading(tmp_path / f"{n}.parquet", n, t) for n, t in files.items()]


def reading(parquet: Path, name: str, content: str) -> Reading:
    header, *rows = csv.reader(io.StringIO(content))
    cells = {c: [r[i] or None for r in rows] for i, c in enumerate(header)}
    frame = pl.DataFrame(cells, schema=dict.fromkeys(header, pl.String))
    row = pl.int_range(2, pl.len() + 2, dtype=pl.Int64)
    problem = pl.lit(None, pl.String).alias("_problem")
    frame.select(row.alias("_row"), problem, pl.all()).write_parquet(parquet)
    return Reading(name, parquet, len(rows), tuple(header), "utf-8", ",", ())


@pytest.fixture
def drafted(read: Read) -> Callable[..., str]:
    """The text of the mapping that is suggested for files."""
    return lambda files, **options: drafted_from(read(files), **options)[0]


@pytest.fixture
def said(drafted: Callable[..., str]) -> Callable[..., dict[str, dict[str, object]]]:
    """What the suggested mapping says, per table and column."""
    return lambda files, **options: understood(drafted(files, **options)).says


@pytest.fixture
def loaded(write: Callable[[Files], list[Path]], tmp_path: Path) -> Callable[[str, Files], Extract]:
    """The tables of files through a mapping's text, as a load makes them."""

    def _loaded(text: str, files: Files) -> Extract:
        return extract(
            Mapping.parse(text),
            write(files),
            timezone="UTC",
            as_of=date(2026, 6, 30),
            staging=tmp_path / "staging",
            known_accounts=None,
        )

    return _loaded
