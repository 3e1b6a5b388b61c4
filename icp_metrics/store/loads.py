"""Loads, the system of record: what each data update brought, as Parquet with a manifest."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from icp_metrics.store.files import sync


@dataclass(frozen=True)
class Load:
    """The manifest of one load.

    `name`: of the mapping. `tables`: the columns this load carries, per table: a column it lacks
    keeps its old values.
    `attributes`: custom attributes per table: name -> {label, kind}.
    `gone`: per table, how many rows it says are deleted.
    `data_through`: the last day the extract covers, where it was stated.
    `fingerprint`: of the files, the mapping and the stated dates: the same again is no new load.
    """

    number: int
    name: str
    slug: str
    as_of: date
    loaded_at: str
    fingerprint: str
    tables: dict[str, list[str]]
    attributes: dict[str, dict[str, dict[str, str]]]
    data_through: date | None
    files: list[dict[str, Any]]
    rows: dict[str, int]
    rejected: dict[str, int]
    gone: dict[str, int]
    warnings: list[str] = field(default_factory=list)

    @property
    def folder(self) -> str:
        """Name of its folder below `loads/`."""
        return f"{self.number:04d}-{self.slug}"


def _from_json(text: str) -> Load:
    raw = json.loads(text)
    raw["as_of"] = date.fromisoformat(raw["as_of"])
    stated = raw["data_through"]
    raw["data_through"] = None if stated is None else date.fromisoformat(stated)
    return Load(**raw)


def write(root: Path, load: Load, frames: dict[str, pl.DataFrame]) -> Path:
    """Write a load beside its place, sync it, and rename it in: it is there whole or not at all.

    `frames` by file name: the rows of each table, `<table>.gone` keys, and `rejects`.
    """
    staging = root / f".staging-{os.getpid()}"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    for name, frame in frames.items():
        frame.write_parquet(staging / f"{name}.parquet")
    manifest = json.dumps(asdict(load), default=str, indent=1)
    (staging / "manifest.json").write_text(manifest, encoding="utf-8")
    for path in staging.iterdir():
        sync(path)
    final = root / load.folder
    os.replace(staging, final)
    sync(root)
    return final


def read_all(root: Path) -> dict[int, Load]:
    """Every load on disk by number, whether in force or not."""
    found = {}
    if root.is_dir():
        for folder in sorted(root.iterdir()):
            manifest = folder / "manifest.json"
            if not folder.name.startswith(".") and manifest.is_file():
                load = _from_json(manifest.read_text(encoding="utf-8"))
                found[load.number] = load
    return found
