"""What a store's folder holds, to the byte."""

from __future__ import annotations

from pathlib import Path

from icp_metrics.store import Store
from icp_metrics.store.files import sha256


def digests(store: Store, *, without: tuple[str, ...] = ("ledger.jsonl", "lock")) -> dict[str, str]:
    """Path -> checksum of every file, but those that any update may touch."""
    return {
        str(p.relative_to(store.root)): sha256(p)
        for p in sorted(store.root.rglob("*"))
        if p.is_file() and p.name not in without
    }


def published(store: Store) -> dict[str, str]:
    """Path -> checksum of what readers see: CURRENT, and the files of versions and loads."""
    seen = digests(store)
    return {k: v for k, v in seen.items() if not Path(k).name.startswith(".")}


def in_force(store: Store) -> dict[str, str]:
    """Path -> checksum of CURRENT, the version it names, and the loads of that version."""
    version = store.current()
    assert version is not None
    folders = {store.load_folder(store.loads()[n]).name for n in version.loads}
    return {
        k: v
        for k, v in published(store).items()
        if k == "CURRENT" or Path(k).stem == version.name or Path(k).parent.name in folders
    }


def events(store: Store) -> list[str]:
    """The events of the ledger, oldest first; without the line that each version has of its own."""
    told = [line["event"] for line in store.ledger.read()]
    return [event for event in told if event not in ("version_published", "rollback_begun")]
