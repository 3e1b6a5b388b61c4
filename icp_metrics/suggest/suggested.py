"""What is suggested: per file its tables, per column what a mapping says of it, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from icp_metrics.extracts.read import Reading
from icp_metrics.suggest.look import Look


@dataclass(frozen=True)
class Suggested:
    """One column of a table.

    `says`: what the mapping says of it. `asks`: what a person must decide; where it is `held`, the
    mapping does not say it before that, since what it says would be another amount.
    `headers`: the columns of the file it reads, the one to show first. `score`: 0 to 1.
    """

    column: str
    says: Any
    headers: tuple[str, ...]
    score: float
    reason: str
    asks: tuple[str, ...] = ()
    held: bool = False


@dataclass(frozen=True)
class SuggestedTable:
    """A table that a source feeds. `score`: how sure that is, 0 to 1, with the reason in words.

    `missing`: its needed columns that nothing in the files looks like.
    """

    table: str
    source: str
    score: float
    reason: str
    columns: tuple[Suggested, ...]
    missing: tuple[str, ...] = ()
    left_out: dict[str, list[str]] = field(default_factory=dict)
    attributes: dict[str, Suggested] = field(default_factory=dict)

    @property
    def headers(self) -> set[str]:
        """The columns of its file that it reads."""
        return {h for c in (*self.columns, *self.attributes.values()) for h in c.headers}

    def column(self, name: str) -> Suggested | None:
        """What is suggested for a column, if anything."""
        return next((c for c in self.columns if c.column == name), None)


@dataclass(frozen=True)
class Sheet:
    """The files of one shape that are a source: what they are called, and their columns."""

    name: str
    pattern: str
    readings: tuple[Reading, ...]
    looks: dict[str, Look]

    @property
    def files(self) -> tuple[str, ...]:
        """The names of its files."""
        return tuple(r.file for r in self.readings)


@dataclass(frozen=True)
class Suggestion:
    """A whole mapping that is suggested. `sheets`: every source, also those that feed nothing."""

    name: str
    sheets: dict[str, Sheet]
    tables: tuple[SuggestedTable, ...]

    @property
    def asks(self) -> int:
        """How many things must be decided before it loads as it should."""
        return sum(
            len(t.missing) + sum(len(c.asks) for c in (*t.columns, *t.attributes.values()))
            for t in self.tables
        )
