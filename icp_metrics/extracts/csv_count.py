"""The records of a CSV counted without parsing it: by its lines and its quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from icp_metrics.errors import ReadError

_CLOSES = re.compile(r'(?:[^"]++|"")*+"')
_BLANK = re.compile(r'\s*|"\s*"\s*')


def count_records(lines: Iterable[str], delimiter: str, width: int) -> int:
    """How many records are under the header in `lines`, as a scan of lines and quotes sees it.

    A record ends with a line that leaves no quoted cell open. Blank lines are no records, unless
    the table has one column; then only empty ones. The header is the first record with a name.
    """
    mark = re.escape(delimiter)
    opens = re.compile(f'(?:^|{mark})"')
    quoted = re.compile(f'(?:^|(?<={mark}))"(?:[^"]++|"")*+"')
    count, header, is_open, begun = 0, False, False, ""
    for line in lines:
        rest = line
        if is_open:
            closed = _CLOSES.match(line)
            if not closed:
                begun += line
                continue
            # What follows the closing quote is the rest of that cell, never a cell's beginning.
            rest = "x" + line[closed.end() :]
        is_open = '"' in rest and bool(opens.search(quoted.sub("", rest)))
        if is_open:
            begun += line
            continue
        text = begun + line
        begun = ""
        if _is_blank(text, delimiter, width):
            continue
        if not header:
            header = bool(text.replace(delimiter, "").replace('"', "").strip())
            continue
        count += 1
    return count + bool(begun)


def _is_blank(text: str, delimiter: str, width: int) -> bool:
    if width == 1:
        return not text.strip("\r\n")
    return delimiter not in text and bool(_BLANK.fullmatch(text))


def compare(counted: int, read: int) -> None:
    """Raises ReadError E_COUNT when the records `counted` and those `read` differ."""
    if counted != read:
        raise ReadError(
            f"{read:,} records were read, but {counted:,} are in it by its lines and quotes; "
            "a quote may be missing or too many: export it again with every cell in quotes.",
            code="E_COUNT",
        )
