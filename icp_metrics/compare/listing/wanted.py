"""What of the rows behind a figure one looks at, and in which order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wanted:
    """Which rows, and in which order.

    `find`: words, each of which must stand in some text of a row. `outcome`: what became of it.
    `sort`: a column of the rows; without one the money in them, else the day they are counted on.
    `columns`: what to show beside, by the names of `beside`.
    """

    find: str = ""
    outcome: str | None = None
    sort: str | None = None
    descending: bool = True
    columns: tuple[str, ...] = ()
