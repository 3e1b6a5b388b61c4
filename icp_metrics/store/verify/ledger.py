"""Whether the ledger is as it was written, line by line."""

from __future__ import annotations

from collections.abc import Iterator

from icp_metrics.store.ledger import Ledger
from icp_metrics.store.verify.finding import EARLIER, Finding


def ledger(of: Ledger) -> Iterator[Finding]:
    """Lines that do not fit their seal. Those of an earlier release, which had none, are one."""
    faults = of.faults()
    for fault in faults:
        if fault.kind == "changed":
            yield Finding(
                "ledger.jsonl",
                f"line {fault.line} is not as it was written, or a line before it is missing",
                "Put the line back from a backup. The data is as the other findings say; it does "
                "not depend on this line.",
            )
    old = [fault.line for fault in faults if fault.kind == "unsealed"]
    if old:
        yield Finding(
            "ledger.jsonl",
            f"the first {len(old)} lines were written by an earlier release, without checksums",
            EARLIER,
        )
