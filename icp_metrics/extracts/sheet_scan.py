"""The XML of a sheet looked through before a reader opens it: how many rows hold something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from icp_metrics.errors import ReadError
from icp_metrics.extracts import limits
from icp_metrics.extracts.workbook_gates import Sheet, Workbook, damaged

_LONGEST_ROW = 64 << 20
_ROOT = re.compile(rb"<((?:\w+:)?)(?:worksheet|sst)\b")
_LONG = 1000
"""Bytes of a shared text that is hardly all blanks."""
_AT = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_TAGS = re.compile(rb"<[^>]*>")
_NOTHING = re.compile(rb"(?:\s|&[^;]*;|_x[0-9A-Fa-f]{4}_)*")


@dataclass(frozen=True)
class Scan:
    """`least` to `most` rows hold text; they differ where a text may be nothing but blanks.

    `uncalculated`: cells with a formula and no value, as programs write them that cannot count.
    """

    least: int
    most: int
    uncalculated: int


def scan(book: Workbook, sheet: Sheet) -> Scan:
    """Look through `sheet`.

    Raises ReadError E_SIZE when what it holds spans too many cells: readers hold them all.
    """
    blank = _blank_texts(book)
    least = most = uncalculated = row = widest = last = 0
    first = limits.MOST_CELLS
    for prefix, part in _parts(book, sheet.part, b"row"):
        marks = _marks(prefix)
        row += 1
        if marks.formula in part:
            uncalculated += len(marks.uncalculated.findall(part))
        end = max(part.rfind(marks.value_end), part.rfind(marks.text_end))
        if end < 0:
            continue
        most += 1
        least += marks.holds_text(part, blank)
        # The first cell and the last; cells in disorder are left to the limit of memory.
        ends = (max(part.find(marks.cell), 0), max(part.rfind(marks.cell, 0, end), 0))
        for begin in ends:
            at = _AT.search(part, begin, end)
            widest = max(widest, _column(at[1]) if at else part.count(marks.cell))
            row = int(at[2]) if at else row
            first, last = min(first, row), max(last, row)
    if widest * (last - first + 1) > limits.MOST_CELLS:
        raise ReadError(
            f"the sheet '{sheet.name}' spans {last - first + 1:,} rows and {widest:,} columns; at "
            f"most {limits.MOST_CELLS:,} cells are read: save it as CSV.",
            code="E_SIZE",
        )
    return Scan(least, most, uncalculated)


class _Marks:
    """The tags of a sheet, with the prefix that its namespace has in it."""

    def __init__(self, prefix: bytes) -> None:
        self.cell = b"<" + prefix + b"c "
        self.value_end = b"</" + prefix + b"v>"
        self.text_end = b"</" + prefix + b"t>"
        self.formula = b"<" + prefix + b"f"
        p = re.escape(prefix)
        self.uncalculated = re.compile(
            rb'<%bc\b(?![^>]*\bt="str")[^>]*><%bf\b[^>]*(?:/>|>[^<]*</%bf>)'
            rb"(?:<%bv ?/>|<%bv></%bv>)?</%bc>" % ((p,) * 7)
        )
        self._text = re.compile(rb"[^>\s]\s*</%b[vt]>" % p)
        self._value = re.compile(rb"<%b[vt](?:\s[^>]*)?>([^<]*)</" % p)

    def holds_text(self, row: bytes, blank: frozenset[bytes]) -> bool:
        """Whether some cell of `row` holds text for certain; `blank`: texts that may be none."""
        if b"&" not in row and b"_x" not in row and not blank:
            return bool(self._text.search(row))
        found = (value[1] for value in self._value.finditer(row))
        return any(v not in blank and not _NOTHING.fullmatch(v) for v in found)


@cache
def _marks(prefix: bytes) -> _Marks:
    return _Marks(prefix)


def _parts(book: Workbook, part: str, tag: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The prefix of the XML's tags, and the XML cut where elements `tag` end, without the last."""
    rest, prefix = b"", None
    for block in book.blocks(part):
        rest += block
        if prefix is None:
            root = _ROOT.search(rest)
            if not root:
                continue
            prefix = root[1]
        *whole, rest = rest.split(b"</" + prefix + tag + b">")
        if len(rest) > _LONGEST_ROW:
            raise damaged()
        for each in whole:
            yield prefix, each


def _blank_texts(book: Workbook) -> frozenset[bytes]:
    """The numbers of shared texts that may be nothing but blanks."""
    found: set[bytes] = set()
    number = 0
    for prefix, part in _parts(book, "xl/sharedStrings.xml", b"si"):
        empty = part.count(b"<" + prefix + b"si/>")
        found.update(b"%d" % i for i in range(number, number + empty))
        number += empty
        text = part.rsplit(b"<" + prefix + b"si", 1)[-1].partition(b">")[2]
        if len(text) < _LONG and _NOTHING.fullmatch(_TAGS.sub(b"", text)):
            found.add(b"%d" % number)
        number += 1
    return frozenset(found)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number
