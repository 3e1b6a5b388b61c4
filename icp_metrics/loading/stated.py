"""What the person who loads says of the extract: when it was true, its reach, its scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from icp_metrics.errors import LoadRefused, did_you_mean

_KINDS = ("full", "changed", "window")


@dataclass(frozen=True)
class Scope:
    """Which rows of its system an extract holds, so that what it lacks can be told from what left.

    `full`: all of them. `changed`: those that changed since the last one, or nobody knows.
    `window`: those between the first and the last date of a column, such as `closed_on`.
    """

    kind: Literal["full", "changed", "window"]
    column: str = ""

    @classmethod
    def parse(cls, text: str) -> Scope:
        """`full`, `changed` or `window COLUMN`; raises LoadRefused E_SCOPE for anything else."""
        word, _, column = text.strip().partition(" ")
        column = column.strip()
        if word == "window" and column:
            return cls("window", column)
        if word in ("full", "changed") and not column:
            return cls("full" if word == "full" else "changed")
        said = "a window names its column, as in 'window closed_on'" if word == "window" else ""
        said = said or f"the scope is full, changed or 'window COLUMN'.{did_you_mean(word, _KINDS)}"
        raise LoadRefused(f"'{text}' is no scope: {said}", code="E_SCOPE")

    def __str__(self) -> str:
        return f"{self.kind} {self.column}".strip()


FULL, CHANGED = Scope("full"), Scope("changed")


@dataclass(frozen=True)
class Stated:
    """What the person who loads says of the extract. `as_of`: when it was true, else today.

    `max_rejected`: the share of rows or of the amount that may be rejected, else as it is set.
    """

    as_of: date | None = None
    data_through: date | None = None
    max_rejected: float | None = None
    scope: Scope = CHANGED
