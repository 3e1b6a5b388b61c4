"""Comments that ask for a decision go when it is made: in a text that `written` wrote."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from icp_metrics.extracts.grammar import document

MARK = "DECIDE"
"""What begins a comment that asks for a decision."""

_HEAD = re.compile(
    r"^# [0-9,]+ things? to decide before it loads: look for DECIDE\.\n", re.MULTILINE
)


def head(asks: int) -> str:
    """The line that counts what is to be decided."""
    return (
        f"{asks} {'thing' if asks == 1 else 'things'} to decide before it loads: look for {MARK}."
    )


def held_back(text: str, table: str, column: str) -> Any:
    """What `written` suggests for a column and holds back until it is decided; None: nothing."""
    inside = ""
    for line in text.splitlines():
        named = re.match(r"  (\w+):\s*$", line)
        inside = named[1] if named else inside
        held = re.match(rf"\s+# ({re.escape(column)}: \{{.*\}})$", line)
        if held and inside == table:
            return document(held[1])[column]
    return None


def decided(text: str, table: str, column: str, about: Callable[[str], bool]) -> str:
    """The text less the questions about a column that `about` says are answered; recounted."""
    lines = text.splitlines(keepends=True)
    kept: list[str] = []
    inside = ""
    i = 0
    while i < len(lines):
        named = re.match(r"  ([\w]+):\s*$", lines[i])
        inside = named[1] if named else inside
        block = _block(lines, i)
        if not block:
            kept.append(lines[i])
            i += 1
            continue
        below = lines[i + len(block)] if i + len(block) < len(lines) else ""
        held = re.match(rf"\s*# {re.escape(column)}: ", block[-1]) and inside == table
        of_column = held or (inside == table and re.match(rf"\s*{re.escape(column)}: ", below))
        for entry in _entries(block):
            asks = MARK in entry.split("\n", 1)[0][:20]
            own = re.match(rf"\s*# {MARK} {re.escape(table)}\.{re.escape(column)}: ", entry)
            answered = asks and (own or (of_column and about(entry)))
            gone = held and (entry.lstrip().startswith(f"# {column}: ") or of_column)
            if not answered and not gone:
                kept.append(entry)
        i += len(block)
    made = "".join(kept)
    left = len(re.findall(rf"^\s*# {MARK} ", made, re.MULTILINE))
    return _HEAD.sub(f"# {head(left)}\n" if left else "", made)


def _block(lines: list[str], start: int) -> list[str]:
    """The indented comment lines from `start` on, up to a line that is held back."""
    found = []
    for line in lines[start:]:
        if not re.match(r"\s+# ", line):
            break
        found.append(line)
        if re.match(r"\s+# [a-z_]+: [^ ]", line) and MARK not in line:
            break
    return found


def _entries(block: list[str]) -> list[str]:
    """The comments of a block: a line, and those that go on with it."""
    entries: list[str] = []
    for line in block:
        if entries and re.match(r"\s*#   ", line):
            entries[-1] += line
        else:
            entries.append(line)
    return entries
