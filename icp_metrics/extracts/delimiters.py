"""By what the cells of a CSV are split."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from icp_metrics.extracts.text_gates import lines

COMMON = (",", ";", "\t", "|")
RARE = ("^", "~", "\x1f", "\x01")
"""Taken only where no common one splits the file, and they split every record alike."""

_LINES = 100
_CHARACTERS = 1_000_000
_HINT = re.compile(r"sep=(.)\r?\n")


def delimiter_of(file: Path, encoding: str) -> tuple[str, bool]:
    """The delimiter that splits the header into most cells, outside quotes; whether it is named.

    One by which most of the first records have as many cells as the header goes before one by
    which they do not: `Deal;Amount (net, EUR, list)` has more commas than semicolons. A first
    line `sep=;`, as Excel understands it, names the delimiter and is no record.
    """
    start: list[str] = []
    size = 0
    with file.open(encoding=encoding, newline="") as stream:
        for line in lines(stream):
            start.append(line)
            size += len(line)
            if len(start) >= _LINES or size >= _CHARACTERS:
                break
    hint = _HINT.fullmatch(start[0]) if start else None
    if hint:
        return hint[1], True
    best = max(COMMON, key=lambda d: _splits(start, d))
    if not _splits(start, best)[0]:
        rare = max(RARE, key=lambda d: _splits(start, d))
        alike, cells = _splits(start, rare)
        if alike and cells > 1 and _always(start, rare):
            return rare, False
    return best, False


def _splits(start: Sequence[str], delimiter: str) -> tuple[bool, int]:
    counts = _counts(start, delimiter)
    if not counts or counts[0] == 1:
        return False, 1
    agree = sum(n == counts[0] for n in counts[1:])
    return 2 * agree >= len(counts) - 1, counts[0]


def _always(start: Sequence[str], delimiter: str) -> bool:
    counts = _counts(start, delimiter)
    return len(counts) > 1 and len(set(counts)) == 1


def _counts(start: Iterable[str], delimiter: str) -> list[int]:
    """How many cells each of the first records has that is not blank."""
    reader = csv.reader(iter(start), delimiter=delimiter, strict=True)
    counts: list[int] = []
    try:
        for cells in reader:
            if any(c.strip() for c in cells):
                counts.append(len(cells))
    except csv.Error:
        pass  # the sample ends inside a quoted cell, or this is not the delimiter
    return counts
