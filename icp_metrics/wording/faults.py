"""What is said of a fault of ours: what it did not do, and what to do about it."""

from __future__ import annotations


def fault(mark: str) -> str:
    """A sentence for the reader. `mark`: what the log of the server names the fault by."""
    return (
        "This stopped at a fault of ours; nothing was changed. Try again, and if it comes back, "
        f"report it with the mark {mark}, which stands in the log of the server (E_INTERNAL)."
    )
