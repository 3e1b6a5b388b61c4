"""Whether settings, ICP definitions and other documents are as they were saved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from icp_metrics.store.documents import SAVED
from icp_metrics.store.files import sha256
from icp_metrics.store.verify.finding import BACKUP, Finding

if TYPE_CHECKING:
    from icp_metrics.store.store import Store


def documents(store: Store, lines: list[dict[str, Any]]) -> Iterator[Finding]:
    """Every version of every document against the line of the ledger that tells of it."""
    marks = {line["document"]: line["sha256"] for line in lines if "document" in line}
    here = {
        path.relative_to(store.root).as_posix(): path
        for kind in SAVED
        for path in (store.root / kind).rglob("*")
        if path.is_file()
    }
    for name in sorted(set(here) | set(marks)):
        if name not in here:
            yield Finding(name, "it is missing", BACKUP)
        elif name not in marks:
            yield Finding(name, "the ledger does not know it", "Move it out of the store.")
        elif sha256(here[name]) != marks[name]:
            yield Finding(name, "it is not as it was saved", f"{BACKUP} Or save it anew.")
