"""Loads, the system of record: what each data update brought, as Parquet with a manifest."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from icp_metrics.errors import StoreError
from icp_metrics.store.files import sha256, sync, told_of_the_disk, unchanged_sha256

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Load:
    """The manifest of one load.

    `name`: of the mapping. `tables`: the columns this load carries, per table: a column it lacks
    keeps its old values.
    `attributes`: custom attributes per table: name -> {label, kind}.
    `gone`: per table, how many rows it says are deleted.
    `scope`: which rows of its system the extract holds: `full`, `changed` or `window COLUMN`.
    `data_through`: the last day the extract covers, where it was stated.
    `fingerprint`: of the files, the mapping and the stated dates: the same again is no new load.
    `checksums`: SHA-256 of each Parquet file beside the manifest, by name.
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
    scope: str
    files: list[dict[str, Any]]
    rows: dict[str, int]
    rejected: dict[str, int]
    gone: dict[str, int]
    warnings: list[str] = field(default_factory=list)
    checksums: dict[str, str] = field(default_factory=dict)

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
    """Write a load beside its place and rename it in: it is there whole or not at all."""
    staging = root / f".staging-{os.getpid()}"
    stage(staging, load, frames)
    try:
        return place(root, load, staging)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise


def stage(folder: Path, load: Load, frames: dict[str, pl.DataFrame]) -> None:
    """Write a load into a folder of its own, synced.

    `frames` by file name: the rows of each table, `<table>.gone` keys, and `rejects`.
    """
    shutil.rmtree(folder, ignore_errors=True)
    try:
        with told_of_the_disk():
            folder.mkdir(parents=True)
            for name, frame in frames.items():
                frame.write_parquet(folder / f"{name}.parquet")
            sums = {path.name: sha256(path) for path in sorted(folder.iterdir())}
            manifest = json.dumps(asdict(replace(load, checksums=sums)), default=str, indent=1)
            (folder / MANIFEST).write_text(manifest, encoding="utf-8")
            for path in folder.iterdir():
                sync(path)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def place(root: Path, load: Load, folder: Path) -> Path:
    """Move a load that was staged to its place."""
    final = root / load.folder
    with told_of_the_disk():
        root.mkdir(parents=True, exist_ok=True)
        os.replace(folder, final)
        sync(root)
    return final


def read_all(root: Path, only: Collection[int] | None = None) -> dict[int, Load]:
    """Every load on disk by number, or those of `only`, whether in force or not.

    Raises StoreError E_DAMAGED for a manifest that cannot be read.
    """
    return {
        load.number: load
        for folder in folders(root)
        if only is None or number_of(folder) in only
        for load in [read(folder)]
    }


def number_of(folder: Path) -> int:
    """The number of the load a folder is named after; 0 where it is named otherwise."""
    number = folder.name.partition("-")[0]
    return int(number) if number.isdigit() else 0


def folders(root: Path) -> list[Path]:
    """The folders that hold a load, in order."""
    if not root.is_dir():
        return []
    return [f for f in sorted(root.iterdir()) if f.name[0] != "." and (f / MANIFEST).is_file()]


def read(folder: Path) -> Load:
    """The manifest of one load. Raises StoreError E_DAMAGED if it cannot be read."""
    try:
        return _from_json((folder / MANIFEST).read_text(encoding="utf-8"))
    except (ValueError, TypeError, KeyError):
        raise StoreError(
            f"The manifest of load {folder.name} cannot be read: it is not as it was written. "
            f"`icp-metrics verify` says what is damaged and what to do.",
            code="E_DAMAGED",
        ) from None


def checksum(folder: Path) -> str:
    """The SHA-256 of a load's manifest: the version that brings it into force keeps it."""
    return sha256(folder / MANIFEST)


def check(folder: Path, load: Load, manifest: str | None) -> None:
    """Raise StoreError E_DAMAGED unless the files of a load are as they were written.

    `manifest`: its checksum, as versions with the load keep it. A file is read again only when its
    size or time of change differs.
    """
    expected_of = {**load.checksums, **({} if manifest is None else {MANIFEST: manifest})}
    for name, expected in expected_of.items():
        path = folder / name
        if not path.is_file() or unchanged_sha256(path) != expected:
            fault = "is not as it was written" if path.is_file() else "is missing"
            raise StoreError(
                f"Load {load.number} ({load.name}) is damaged: {name} {fault}. Put the folder "
                f"loads/{load.folder} back from a backup, or roll back to a version without it.",
                code="E_DAMAGED",
            )
