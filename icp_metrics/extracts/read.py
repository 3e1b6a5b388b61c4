"""Reading one file: a worker process turns it into Parquet of text, or a sentence why not.

Nothing of the file is parsed in the calling process: a hostile file can cost the worker, never
the caller. The worker hands over a Parquet of its own making and a small JSON of what it saw.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from icp_metrics.errors import ReadError
from icp_metrics.extracts.process import in_worker


@dataclass(frozen=True)
class Reading:
    """What a file holds, as text.

    `parquet` has `_row` (Int64, as a spreadsheet counts: the header is 1, a newline inside quotes
    does not count, blank lines do; in JSON lines, the line; in Parquet the header is 1 too),
    `_problem` (why the record is no row of this table, or null) and `columns`, all text, to the
    letter; an empty cell is null. It has `records` rows.
    """

    file: str
    parquet: Path
    records: int
    columns: tuple[str, ...]
    encoding: str
    """Blank for a workbook and for Parquet."""
    delimiter: str
    """Blank for what is no CSV."""
    warnings: tuple[str, ...]


def read(file: Path, into: Path, *, sheet: str = "", timeout_s: float | None = None) -> Reading:
    """Read `file` in a process of its own and write its text to the Parquet `into`.

    A CSV, an Excel workbook (`sheet`, else its first), Parquet or JSON lines, told by its content;
    packed ones go through `unpack` first. `timeout_s`: by its size, unless given. Raises
    `ReadError` with a sentence and one of the codes of docs/using/errors.md, and then `into` does
    not exist.
    """
    try:
        seen = in_worker("read", file, into, sheet=sheet, timeout_s=timeout_s)
    except ReadError:
        into.unlink(missing_ok=True)
        raise
    return Reading(
        file=file.name,
        parquet=into,
        records=int(seen["records"]),
        columns=tuple(seen["columns"]),
        encoding=str(seen["encoding"]),
        delimiter=str(seen["delimiter"]),
        warnings=tuple(seen["warnings"]),
    )
