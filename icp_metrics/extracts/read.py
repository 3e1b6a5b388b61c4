"""Reading one file: a worker process turns it into Parquet of text, or a sentence why not.

Nothing of the file is parsed in the calling process: a hostile file can cost the worker, never
the caller. The worker hands over a Parquet of its own making and a small JSON of what it saw.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from icp_metrics.errors import ReadError


@dataclass(frozen=True)
class Reading:
    """What a file holds, as text.

    `parquet` has `_row` (Int64, as a spreadsheet counts: the header is 1, a newline inside quotes
    does not count, blank lines do; in JSON lines, the line), `_problem` (why the record is no row
    of this table, or null) and `columns`, all text, to the letter; an empty cell is null. It has
    `records` rows.
    """

    file: str
    parquet: Path
    records: int
    columns: tuple[str, ...]
    encoding: str
    """Blank for a workbook."""
    delimiter: str
    """Blank for what is no CSV."""
    warnings: tuple[str, ...]


def read(file: Path, into: Path, *, sheet: str = "", timeout_s: float = 600) -> Reading:
    """Read `file` in a process of its own and write its text to the Parquet `into`.

    A CSV, an Excel workbook (`sheet`, else its first) or JSON lines, told by its content. Raises
    `ReadError` with a sentence: no such file, another format, no rows, a broken header, an
    unclosed quote, an unknown encoding, no such sheet (codes E_MISSING, E_EMPTY, E_BINARY,
    E_MARKUP, E_NO_ROWS, E_HEADER, E_QUOTE, E_CELL, E_LINE, E_ENCODING, E_WORKBOOK, E_SHEET), a
    worker that took too long (E_TIMEOUT) or died (E_WORKER).
    """
    if not file.is_file():
        raise ReadError(f"{file.name}: there is no such file.", code="E_MISSING")
    into.parent.mkdir(parents=True, exist_ok=True)
    report = into.with_name(into.name + ".json")
    report.unlink(missing_ok=True)
    _work(file, into, report, sheet, timeout_s)
    seen = _seen(file, report)
    return Reading(
        file=file.name,
        parquet=into,
        records=int(seen["records"]),
        columns=tuple(seen["columns"]),
        encoding=str(seen["encoding"]),
        delimiter=str(seen["delimiter"]),
        warnings=tuple(seen["warnings"]),
    )


def _work(file: Path, into: Path, report: Path, sheet: str, timeout_s: float) -> None:
    arguments = [*(str(p.resolve()) for p in (file, into, report)), sheet]
    # Windows cannot start a process without SYSTEMROOT; elsewhere the worker knows nothing of us.
    environment = {k: os.environ[k] for k in ("SYSTEMROOT",) if k in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-X", "utf8", "-m", f"{__package__}.worker", *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # a traceback quotes the data
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        into.unlink(missing_ok=True)
        raise ReadError(
            f"{file.name}: reading took longer than {timeout_s:g} s and was stopped; "
            "split the file and load the parts.",
            code="E_TIMEOUT",
        ) from error
    if done.returncode != 0 and not report.exists():
        into.unlink(missing_ok=True)
        raise ReadError(
            f"{file.name}: the reader stopped (exit code {done.returncode}) before it finished; "
            "the file may be damaged or too large for the memory a reader may use.",
            code="E_WORKER",
        )


def _seen(file: Path, report: Path) -> dict[str, Any]:
    try:
        seen: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReadError(f"{file.name}: the reader left no report.", code="E_WORKER") from error
    if "code" in seen:
        raise ReadError(f"{file.name}: {seen['message']}", code=str(seen["code"]))
    return seen
