"""Which files of a folder or an archive are data, by their names."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DATA = re.compile(
    r".+\.(csv|tsv|tab|psv|txt|xlsx|xlsm|xls|parquet|pq|jsonl|ndjson|json)(\.gz)?", re.IGNORECASE
)
_ARCHIVES = re.compile(r".+\.(zip|gz)", re.IGNORECASE)
_ABOUT = re.compile(r"(read[ _-]?me|licen[cs]e|changelog)\b", re.IGNORECASE)
_SHOWN = 5


def is_data(name: str, *, archives: bool) -> bool:
    """Whether a file called `name` is meant to be read: not hidden, not about the others.

    `archives`: whether packed files are, too. Excel keeps `~$book.xlsx` beside an open book.
    """
    if name.startswith((".", "~$")) or _ABOUT.match(name):
        return False
    return bool(_DATA.fullmatch(name)) or (archives and bool(_ARCHIVES.fullmatch(name)))


def passed_over(where: str, names: Sequence[str]) -> tuple[str, ...]:
    """The sentence that says which files of `where` were passed over; none if none were."""
    if not names:
        return ()
    shown = ", ".join(sorted(names)[:_SHOWN])
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return (f"{where}: passed over, as no data: {shown}{more}",)
