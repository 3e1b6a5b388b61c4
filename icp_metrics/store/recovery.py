"""Recovery: what a killed writer left is cleared away or finished, and the ledger says so.

Whoever takes the writer lock does this first. What was put in force stays in force; what was not
yet is taken away to the last file.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from icp_metrics.store.documents import SAVED
from icp_metrics.store.files import UNFINISHED, sha256

if TYPE_CHECKING:
    from icp_metrics.store.store import Store
    from icp_metrics.store.versions import Version

Lines = list[dict[str, Any]]

PUT_IN_FORCE = "version_published"
"""The event of every version put in force, by a load, by settings or by hand."""

_ENDINGS = {"published", "nothing_new", "load_refused", "load_failed", "load_killed"}
_OF_VERSIONS = {PUT_IN_FORCE, "published", "rolled_back", "version_rebuilt"}


def recover(store: Store) -> None:
    """Bring folder and ledger back to one story. Raises StoreError where the store is damaged."""
    _clear_unfinished(store)
    store.ledger.mark_torn()
    current = store.current()
    lines = store.ledger.read()
    # A ledger that lost lines to damage is no reason to take anything away.
    whole = bool(lines) and not any(f.kind == "changed" for f in store.ledger.faults())
    _settle_versions(store, lines, current, whole=whole)
    _end_rollback(store, lines, current)
    _record_documents(store, lines)
    _end_load(store, lines, current, whole=whole)


def _clear_unfinished(store: Store) -> None:
    rests = [
        *(store.root / "loads").glob(".*"),
        *(store.root / "versions").glob(".*"),
        *store.root.glob(f".*{UNFINISHED}"),
        *(p for kind in SAVED for p in (store.root / kind).rglob(f".*{UNFINISHED}")),
    ]
    for rest in rests:
        if rest.is_dir():
            shutil.rmtree(rest)
        else:
            rest.unlink()


def _settle_versions(store: Store, lines: Lines, current: Version | None, *, whole: bool) -> None:
    """A version newer than any that the ledger knows is in force, or never was: then it goes."""
    told = {e: {x["version"] for x in lines if x["event"] == e} for e in _OF_VERSIONS}
    newest = max(set().union(*told.values()), default=0)
    in_force = 0 if current is None else current.number
    # A killed writer leaves one version at most.
    if whole and newest + 1 != in_force:
        store.forget(newest + 1)
    if current is not None and in_force not in told[PUT_IN_FORCE] | told["version_rebuilt"]:
        store.tell(PUT_IN_FORCE, current, recovered=True)


def _end_rollback(store: Store, lines: Lines, current: Version | None) -> None:
    last = lines[-1] if lines else None
    if last is None or last["event"] != "rollback_begun" or current is None:
        return
    if current.number == last["version"]:
        store.tell_rollback(store.version(last["before"]), current, recovered=True)


def _record_documents(store: Store, lines: Lines) -> None:
    """A document that was written and not told is in force."""
    told = {line.get("document") for line in lines}
    for kind, event in SAVED.items():
        for path in sorted((store.root / kind).rglob("v*.yaml")):
            name = path.relative_to(store.root).as_posix()
            if name not in told:
                facts = {"document": name, "sha256": sha256(path), "recovered": True}
                owner = {} if path.parent.name == kind else {"name": path.parent.name}
                version = int(path.stem.removeprefix("v"))
                store.ledger.append(event, **owner, version=version, **facts)


def _end_load(store: Store, lines: Lines, current: Version | None, *, whole: bool) -> None:
    in_force = () if current is None else current.loads
    told = {line["load"] for line in lines if line["event"] == "published"}
    for number in in_force:
        if current is not None and number not in told:
            # Killed, or failed, between the pointer and the ledger.
            store.ledger.append("published", load=number, version=current.number, recovered=True)
    begun = None
    for line in lines:
        if line["event"] == "load_begun":
            begun = line["load"]
        elif line["event"] in _ENDINGS:
            begun = None
    held = {number for version in store.sound_versions() for number in version.loads}
    if begun is None or begun in held or not whole:
        return
    load = store.loads().get(begun)
    if load is not None:
        store.drop_load(load)
    store.ledger.append("load_killed", load=begun)
