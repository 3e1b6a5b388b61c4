"""What a page is laid out from: headings, sentences, tables of words and charts as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Table:
    """A table of words. `caption`: what it shows; the first cell of a row is its head."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Chart:
    """A chart as plain data. `alt`: its takeaway; `height` in pixels."""

    alt: str
    drawn: dict[str, Any]

    @property
    def height(self) -> int:
        """How much room it takes before it is drawn."""
        return int(self.drawn["layout"]["height"])


@dataclass(frozen=True)
class Part:
    """A heading with what stands beneath: sentences, a chart with a table beside it, notes."""

    heading: str
    said: Sequence[str] = ()
    chart: Chart | None = None
    table: Table | None = None
    notes: Sequence[str] = ()
    parts: Sequence[Part] = field(default=())
    new_page: bool = False
