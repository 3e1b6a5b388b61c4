"""Versioned documents: settings and profiles, kept as `v001.yaml`, `v002.yaml`, ... for ever."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from icp_metrics.errors import StoreError
from icp_metrics.store.files import write_atomic

SAVED = {
    "settings": "settings_saved",
    "profiles": "profile_saved",
    "mappings": "mapping_saved",
    "refresh": "refresh_plan_saved",
    "tie_out": "tie_out_saved",
    "views": "view_saved",
}
"""The folders of a store that hold documents, and the event of the ledger that tells of one."""

NAME = re.compile(r"[^\W_](?:[\w .-]{0,58}[^\W_])?")
"""What a document may be called where users name it: a plain name of one folder."""

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


def path(folder: Path, version: int) -> Path:
    """The file of one version."""
    return folder / f"v{version:03d}.yaml"


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
    try:
        text = path(folder, chosen).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise damaged(folder, chosen) from None
    return Document(folder.name, chosen, text)


def damaged(folder: Path, version: int) -> StoreError:
    """The error of a document that is not as it was saved."""
    return StoreError(
        f"{folder.name}/{path(folder, version).name} is not as it was saved: put it back from a "
        f"backup; `icp-metrics verify` says what else is damaged.",
        code="E_DAMAGED",
    )


def save(folder: Path, text: str) -> Document:
    """Keep `text` as the next version; the same text again is the version it already has."""
    newest = load(folder)
    if newest is not None and newest.text == text:
        return newest
    version = 1 if newest is None else newest.version + 1
    write_atomic(path(folder, version), text)
    return Document(folder.name, version, text)
