"""Whether every load has the files, rows and checksums of its manifest, and is in a version."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from icp_metrics.errors import StoreError
from icp_metrics.store.files import sha256
from icp_metrics.store.loads import MANIFEST, Load, folders, number_of, read
from icp_metrics.store.verify.finding import BACKUP, EARLIER, Finding

if TYPE_CHECKING:
    from icp_metrics.store.store import Store

_WITHOUT = "Put it back from a backup, or roll back to a version without load {}."


def loads(store: Store, lines: list[dict[str, Any]]) -> Iterator[Finding]:
    """Folders of loads against their manifests, and both against versions and ledger."""
    marks, in_force = _told_by_versions(store)
    seen = set()
    for folder in folders(store.root / "loads"):
        name = f"loads/{folder.name}"
        try:
            load = read(folder)
        except StoreError:
            yield Finding(f"{name}/{MANIFEST}", "it cannot be read", BACKUP)
            seen.add(number_of(folder))
            continue
        seen.add(load.number)
        if load.number not in marks:
            yield Finding(name, "no version holds this load", "Move the folder out of the store.")
        elif marks[load.number] not in ("", sha256(folder / MANIFEST)):
            cure = _WITHOUT.format(load.number)
            yield Finding(f"{name}/{MANIFEST}", "it is not as it was written", cure)
        else:
            yield from _files(folder, name, load)
    for number in sorted(set(marks) - seen):
        cure = _WITHOUT.format(number)
        yield Finding(f"loads/{number:04d}-*", f"load {number} is missing", cure)
    yield from _told_by_ledger(in_force, lines)


def _told_by_versions(store: Store) -> tuple[dict[int, str], set[int]]:
    """Per load the checksum of its manifest ("" where none was kept); the loads in force."""
    marks: dict[int, str] = {}
    for number in store.version_numbers():
        try:
            version = store.version(number)
        except StoreError:  # told among the versions
            continue
        marks |= {n: marks.get(n, "") for n in version.loads}
        marks |= version.manifests
    try:
        current = store.current()
    except StoreError:
        return marks, set()
    return marks, set() if current is None else set(current.loads)


def _files(folder: Path, name: str, load: Load) -> Iterator[Finding]:
    if not load.checksums:
        yield Finding(name, "it was loaded by an earlier release, which kept no checksums", EARLIER)
        return
    cure = _WITHOUT.format(load.number)
    here = {path.name for path in folder.iterdir()} - {MANIFEST}
    for file in sorted(here | set(load.checksums)):
        if file not in here:
            yield Finding(f"{name}/{file}", "it is missing", cure)
        elif file not in load.checksums:
            yield Finding(f"{name}/{file}", "the load has no such file", "Remove the file.")
        elif sha256(folder / file) != load.checksums[file]:
            yield Finding(f"{name}/{file}", "it is not as it was written", cure)
        elif (rows := _rows(load, file)) is not None and rows != _count(folder / file):
            yield Finding(f"{name}/{file}", f"it has not the {rows:,} rows of the manifest", cure)


def _rows(load: Load, file: str) -> int | None:
    """The rows that the manifest says a file has."""
    table = file.removesuffix(".parquet")
    return load.gone.get(table.removesuffix(".gone")) if ".gone" in table else load.rows.get(table)


def _count(path: Path) -> int:
    return int(pl.scan_parquet(path).select(pl.len()).collect().item())


def _told_by_ledger(in_force: set[int], lines: list[dict[str, Any]]) -> Iterator[Finding]:
    for event in ("load_begun", "published"):
        told = {line["load"] for line in lines if line["event"] == event}
        for number in sorted(in_force - told):
            yield Finding(
                "ledger.jsonl",
                f"load {number} is in force, and the line '{event}' of it is missing",
                "Put the ledger back from a backup; the data is not touched by it.",
            )
