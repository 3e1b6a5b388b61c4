"""Which files were loaded by a refresh before: the ledger remembers them by their content."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from icp_metrics.store import Store
from icp_metrics.store.files import sha256

EVENT = "refreshed"
"""The event of the ledger: these files of this source are loaded."""


def seen(
    store: Store, source: str, mapping: str, as_of: date | None, files: Sequence[Path]
) -> bool:
    """Whether a refresh took all these files with this mapping before.

    `as_of`: their day, where they have one of their own. Those that are true today have none: they
    are known if the newest refresh of the source took them, so that an export that went back to
    what it was is news. A load that was rolled back since counts: what somebody withdrew does not
    come back by night.
    """
    told = [
        line
        for line in store.ledger.read()
        if line["event"] == EVENT and (line["source"], line["mapping"]) == (source, _mark(mapping))
    ]
    if as_of is None:
        told = told[-1:]
    else:
        told = [line for line in told if line["as_of"] == as_of.isoformat()]
    return any(_marks(files).items() <= line["files"].items() for line in told)


def remember(
    store: Store, source: str, mapping: str, as_of: date, files: Sequence[Path], load: int | None
) -> None:
    """Note that these files of a source are loaded. Inside `store.writing()`."""
    store.ledger.append(
        EVENT,
        source=source,
        load=load,
        as_of=as_of.isoformat(),
        mapping=_mark(mapping),
        files=_marks(files),
    )


def _marks(files: Sequence[Path]) -> dict[str, str]:
    return {file.name: sha256(file) for file in files}


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
