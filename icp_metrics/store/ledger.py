"""The ledger: one JSON line for everything that ever changed the store. Append-only.

Each line ends in a seal, a checksum of the line and of the seal before it: a line that was changed,
taken out or put in later no longer fits.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

_SEAL = re.compile(rb', "seal": "([0-9a-f]{16})"\}$')
_WHOLE = re.compile(_SEAL.pattern.removesuffix(b"$"))
TORN = "line_torn"
"""The event that says: a crash cut off the line before."""


def now() -> str:
    """This instant, UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user id without a name
        return "unknown"


@dataclass(frozen=True)
class Fault:
    """A line (from 1) that is not as it was written; `unsealed`: an earlier release wrote it."""

    line: int
    kind: Literal["changed", "unsealed"]


class Ledger:
    """Append and read `ledger.jsonl`.

    A line torn by a crash, or changed since, is passed over, never repaired.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, event: str, **facts: Any) -> None:
        """Add one line and force it to the disk; all of it or, where that fails, nothing."""
        body = json.dumps({"at": now(), "event": event, "by": _who(), **facts}, default=str)
        with self._path.open("a+b") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            last, torn = _last_line(file.read())
            line = body.encode()[:-1] + b', "seal": "' + _seal(last, body.encode()) + b'"}\n'
            try:
                file.write((b"\n" if torn else b"") + line)
                file.flush()
            except OSError:
                # A full disk may have taken the half of it.
                file.truncate(size)
                raise
            os.fsync(file.fileno())

    def read(self) -> list[dict[str, Any]]:
        """All lines that are as they were written, oldest first."""
        lines = self._lines()
        changed = {f.line for f in _faults(lines) if f.kind == "changed"}
        kept = [_parsed(line) for i, line in enumerate(lines, start=1) if i not in changed]
        return [line for line in kept if line is not None]

    def mark_torn(self) -> None:
        """Say so where a crash cut off the last line."""
        if self._path.exists():
            last, torn = _last_line(self._path.read_bytes())
            if torn and _WHOLE.search(last) is None:
                self.append(TORN)

    def faults(self) -> list[Fault]:
        """The lines whose seal does not fit; those that a crash cut off, and said so, are none."""
        return _faults(self._lines())

    def _lines(self) -> list[bytes]:
        if not self._path.exists():
            return []
        return self._path.read_bytes().removesuffix(b"\n").split(b"\n")


def _faults(lines: list[bytes]) -> list[Fault]:
    found = []
    sealed = False
    for i, line in enumerate(lines):
        seal = _SEAL.search(line)
        before = lines[i - 1] if i else b""
        if seal is not None and seal[1] == _seal(before, line[: seal.start()] + b"}"):
            sealed = True
            continue
        after = _parsed(lines[i + 1]) if i + 1 < len(lines) else None
        cut_off = after is not None and after["event"] == TORN and _WHOLE.search(line) is None
        if cut_off:
            continue
        old = seal is None and not sealed and _parsed(line) is not None
        found.append(Fault(i + 1, "unsealed" if old else "changed"))
    return found


def _seal(before: bytes, body: bytes) -> bytes:
    seal = _SEAL.search(before)
    chained = before if seal is None else seal[1]
    return hashlib.sha256(chained + b"\n" + body).hexdigest()[:16].encode()


def _last_line(content: bytes) -> tuple[bytes, bool]:
    """The last line without its end, and whether that end is missing."""
    torn = bool(content) and not content.endswith(b"\n")
    return content.removesuffix(b"\n").rpartition(b"\n")[2], torn


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) and "event" in told else None
