"""Tables made of loads as publishing makes them, without files to read and KPIs to prepare."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from icp_metrics.projections import columns
from icp_metrics.publish.publish import tables
from icp_metrics.store import Load, loads
from icp_metrics.store.build import Build, Contents, build
from icp_metrics.tables import TABLES

Rows = dict[tuple[Any, ...], dict[str, Any]]
Extract = dict[str, Rows]
"""What one load tells: per table and key the cells."""


def built(folder: Path, given_loads: Sequence[tuple[date, Extract]]) -> dict[str, pl.DataFrame]:
    """The tables that publishing makes of loads, numbered in the order they are given."""
    shutil.rmtree(folder, ignore_errors=True)
    sources = []
    for number, (as_of, told) in enumerate(given_loads, start=1):
        frames = {table: frame_of(table, rows) for table, rows in told.items()}
        made = Load(
            number=number,
            name="life",
            slug="life",
            as_of=as_of,
            loaded_at="",
            fingerprint="",
            tables={table: frame.columns for table, frame in frames.items()},
            attributes={},
            data_through=None,
            scope="changed",
            files=[],
            rows={table: frame.height for table, frame in frames.items()},
            rejected={},
            gone={},
        )
        sources.append((made, loads.write(folder, made, frames)))
    found: dict[str, pl.DataFrame] = {}

    def fill(version: Build) -> Contents:
        tables(version, sources, lambda _: None)
        for name in (*TABLES, "account_spans"):
            found[name] = version.frame(f"SELECT * FROM {name}")
        return Contents({}, {})

    build(folder / "version.duckdb", fill)
    return found


def frame_of(table: str, rows: Rows) -> pl.DataFrame:
    key = TABLES[table].key
    kinds = columns(TABLES[table], {})
    told = [dict(zip(key, k, strict=True)) | cells for k, cells in rows.items()]
    return pl.DataFrame(told, schema={name: kinds[name].polars for name in told[0]})
