"""The documentation as tests see it: its pages, its fenced blocks, its commands with their output.

A block's first line names the language and, where it is a file of a worked example, the file:
```` ```csv deals.csv ````. A `console` block holds commands after `$ ` and what each prints; a line
`...` stands for any number of lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
USING = ROOT / "docs" / "using"
PAGES = [README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]

_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the file it is (if any), its text."""

    language: str
    file: str | None
    text: str


@dataclass(frozen=True)
class Command:
    """A command line without the `$ `, and what the page says it prints."""

    line: str
    printed: str


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    return [Block(*found) for found in _BLOCK.findall(text(page))]


def commands(page: Path) -> list[Command]:
    """The commands of a page's console blocks, in order."""
    found = []
    for block in blocks(page):
        if block.language == "console":
            for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
                line, _, printed = part.partition("\n")
                found.append(Command(line, printed))
    return found


def same(said: str, printed: str) -> bool:
    """Whether what a page says is what was printed, but for trailing blanks and `...` lines."""
    lines = [re.escape(line.rstrip()) for line in said.strip().splitlines()]
    pattern = "\n".join(r"(?:.*\n)*?.*" if line == r"\.\.\." else line for line in lines)
    told = "\n".join(line.rstrip() for line in printed.strip().splitlines())
    return re.fullmatch(pattern, told) is not None
