"""Our words for the words of exports: `Closed Won` is won."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from icp_metrics.extracts.grammar import document
from icp_metrics.schema import Column
from icp_metrics.tables import TABLES


def allowed(column: Column) -> tuple[str, ...]:
    """The words a column may hold; none where it may hold any text."""
    return next((c.allowed for c in column.checks if c.allowed), ())


def declared(table: str, column: str) -> tuple[str, ...]:
    """The words that `column` of `table` may hold; none where it may hold any text."""
    found = TABLES[table].column(column)
    return allowed(found) if found else ()


@cache
def _patterns() -> dict[str, dict[str, tuple[str, ...]]]:
    text = Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")
    return {
        where: {ours: tuple(p.lower() for p in theirs) for ours, theirs in said.items()}
        for where, said in document(text).items()
    }


def word_for(table: str, column: str, value: str) -> str | None:
    """The word of ours that `value` means by its synonyms; None where that is not known."""
    text = " ".join(value.strip().lower().replace("_", " ").split())
    written = value.strip().lower()
    words = declared(table, column)
    if written in words:
        return written
    said = _patterns().get(f"{table}.{column}", {})
    for fits in (_equal, _like):
        for ours, theirs in said.items():
            if ours in words and any(fits(t, p) for t in (written, text) for p in theirs):
                return ours
    return None


def known_share(table: str, column: str, cells: Iterable[tuple[str, int]]) -> float:
    """The share of cells (text, count) whose word of ours is known."""
    pairs = list(cells)
    total = sum(n for _, n in pairs)
    known = sum(n for text, n in pairs if word_for(table, column, text) is not None)
    return known / total if total else 0.0


def _equal(text: str, pattern: str) -> bool:
    return text == pattern


def _like(text: str, pattern: str) -> bool:
    return fnmatchcase(text, pattern)
