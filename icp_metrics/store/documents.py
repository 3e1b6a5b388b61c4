"""Versioned documents: settings and profiles, kept as `v001.yaml`, `v002.yaml`, ... for ever."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from icp_metrics.errors import StoreError
from icp_metrics.store.files import write_atomic

_FILE = re.compile(r"^v(\d+)\.yaml$")


@dataclass(frozen=True)
class Document:
    """One version of a document: its name, its version (from 1) and its text as saved."""

    name: str
    version: int
    text: str


def versions(folder: Path) -> list[int]:
    """The versions a folder holds, ascending."""
    if not folder.is_dir():
        return []
    return sorted(int(m[1]) for p in folder.iterdir() if (m := _FILE.match(p.name)))


def load(folder: Path, version: int | None = None) -> Document | None:
    """One version, by default the newest; None if the folder holds none.

    Raises StoreError if that version does not exist.
    """
    known = versions(folder)
    if not known:
        return None
    chosen = known[-1] if version is None else version
    if chosen not in known:
        have = ", ".join(map(str, known))
        raise StoreError(f"'{folder.name}' has no version {chosen}; it has {have}.")
    text = (folder / f"v{chosen:03d}.yaml").read_text(encoding="utf-8")
    return Document(folder.name, chosen, text)


def save(folder: Path, text: str) -> Document:
    """Keep `text` as the next version; the same text again is the version it already has."""
    newest = load(folder)
    if newest is not None and newest.text == text:
        return newest
    version = 1 if newest is None else newest.version + 1
    write_atomic(folder / f"v{version:03d}.yaml", text)
    return Document(folder.name, version, text)
