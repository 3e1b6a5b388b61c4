"""What verifying finds: a file that is not as it was written, or a story that does not fit."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """`file`: within the store. `problem`: what is wrong with it; `cure`: what to do."""

    file: str
    problem: str
    cure: str


@dataclass(frozen=True)
class Report:
    """`checked`: how many versions, loads, documents and lines of the ledger were looked at."""

    checked: dict[str, int]
    findings: tuple[Finding, ...]

    def to_json(self) -> dict[str, Any]:
        """The report as plain data."""
        return {"checked": self.checked, "findings": [asdict(f) for f in self.findings]}


BACKUP = "Put it back from a backup."
EARLIER = (
    "Nothing is wrong with it that could be told. Load the files again into a new store to have "
    "them checked."
)
"""The cure of what an earlier release wrote, which kept no checksums."""
