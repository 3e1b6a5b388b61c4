"""Whether CURRENT names the version that the ledger says is in force."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from icp_metrics.store.recovery import PUT_IN_FORCE
from icp_metrics.store.verify.finding import Finding

if TYPE_CHECKING:
    from icp_metrics.store.store import Store

_MOVES = {PUT_IN_FORCE, "published", "rolled_back"}


def pointer(store: Store, lines: list[dict[str, Any]]) -> Iterator[Finding]:
    """CURRENT against the last line that put a version in force."""
    moves = [line["version"] for line in lines if line["event"] in _MOVES]
    path = store.root / "CURRENT"
    found = path.read_bytes() if path.is_file() else b""
    expected = f"{moves[-1]:04d}\n".encode() if moves else b""
    if found == expected:
        return
    if not moves:
        yield Finding(
            "CURRENT",
            "it names a version, and the ledger says of none that it was put in force",
            "Put the ledger back from a backup.",
        )
        return
    said = found.decode(errors="replace").strip() or "nothing"
    cure = f"Write {moves[-1]:04d} and a line break into it."
    if store.ledger.faults():
        cure = (
            "Which of the two is right cannot be told while the ledger is damaged: put that back."
        )
    yield Finding(
        "CURRENT",
        f"it names '{said[:40]}', and the ledger says that version {moves[-1]} is in force",
        cure,
    )
