"""The ledger of a test store with other days than those on which it was written."""

from __future__ import annotations

import json
from collections.abc import Sequence

from icp_metrics.store import Store


def lines_of(store: Store) -> int:
    """How many lines it has."""
    return len((store.root / "ledger.jsonl").read_text("utf-8").splitlines())


def dated(store: Store, days: Sequence[str]) -> None:
    """Date each line, as an earlier release wrote them: without seals."""
    path = store.root / "ledger.jsonl"
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    kept = [
        {**{k: v for k, v in line.items() if k != "seal"}, "at": f"{day}T10:00:00Z"}
        for line, day in zip(lines, days, strict=True)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in kept), encoding="utf-8")
