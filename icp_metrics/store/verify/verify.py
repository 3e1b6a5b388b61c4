"""The whole check, under the writer lock: nothing changes while it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icp_metrics.errors import StoreError
from icp_metrics.store.recovery import recover
from icp_metrics.store.verify.documents import documents
from icp_metrics.store.verify.finding import BACKUP, Finding, Report
from icp_metrics.store.verify.ledger import ledger
from icp_metrics.store.verify.loads import loads
from icp_metrics.store.verify.pointer import pointer
from icp_metrics.store.verify.versions import versions

if TYPE_CHECKING:
    from icp_metrics.store.store import Store


def verify(store: Store, *, wait_s: float = 600) -> Report:
    """Check every file of a store against its checksum and the ledger against the folder.

    What a killed writer left is first put in order, as any writer would. Raises StoreError where
    the folder is no store, or another writer keeps the lock for longer than `wait_s`.
    """
    store.must_exist()
    with store.locked(wait_s=wait_s):
        said = _recovered(store)
        lines = store.ledger.read()
        findings = [
            *pointer(store, lines),
            *versions(store, lines),
            *loads(store, lines),
            *documents(store, lines),
            *ledger(store.ledger),
        ]
        checked = {
            "versions": len(store.version_numbers()),
            "loads": len(list((store.root / "loads").glob("[0-9]*"))),
            "documents": sum("document" in line for line in lines),
            "ledger_lines": len(lines),
        }
    if said and not findings:
        findings.append(Finding("CURRENT", said, BACKUP))
    return Report(checked, tuple(findings))


def _recovered(store: Store) -> str:
    """Put in order what a killed writer left; why not, where damage prevents it."""
    try:
        recover(store)
    except StoreError as error:
        return error.message
    return ""


def at_start(store: Store) -> tuple[Finding, ...]:
    """What is wrong with the version in force: CURRENT, its description, its file.

    Nothing where there is no store yet. Does not wait for a writer.
    """
    if not (store.root / "ledger.jsonl").is_file():
        return ()
    try:
        with store.locked(wait_s=0.1):
            _recovered(store)
    except StoreError:  # a writer is at work, and puts in order what there is first
        pass
    lines = store.ledger.read()
    path = store.root / "CURRENT"
    named = path.read_text(errors="replace").strip() if path.is_file() else ""
    number = int(named) if named.isdecimal() else 0
    return (*pointer(store, lines), *versions(store, lines, only=number))
