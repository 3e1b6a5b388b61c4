"""Headers as presets compare them: `Close Date`, `CloseDate` and `close_date` are one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def plain(header: str) -> str:
    """The header in lower case, letters and digits only."""
    return re.sub(r"[^0-9a-z]", "", header.lower())


class Headers:
    """The columns of a source, found by however they are written."""

    def __init__(self, columns: Iterable[str]) -> None:
        self.columns = tuple(columns)
        self._exact = set(self.columns)
        self._plain: dict[str, str] = {}
        for column in self.columns:
            self._plain.setdefault(plain(column), column)

    def find(self, header: str) -> str | None:
        """The column that is meant: to the letter, else the first that is plainly the same."""
        return header if header in self._exact else self._plain.get(plain(header))

    def to_the_letter(self, header: str) -> str | None:
        """The column of that very name."""
        return header if header in self._exact else None

    def with_more(self, names: Iterable[str]) -> Headers:
        """These columns and others: those that are looked up."""
        return Headers((*self.columns, *names))


def shared(columns: Sequence[Sequence[str]]) -> Headers:
    """The columns that all files of a source have, as the first one writes them."""
    rest = [{c.strip().lower() for c in each} for each in columns[1:]]
    return Headers(c for c in columns[0] if all(c.strip().lower() in each for each in rest))
