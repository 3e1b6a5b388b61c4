"""The process that reads one file: `-m icp_metrics.extracts.worker FILE INTO REPORT SHEET`.

It limits itself first (memory, size and number of files), imports no more than it needs, and
always leaves a report: what it saw, or `code` and `message` of why the file is refused.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

MEMORY = 6 * 2**30
"""Bytes of address space; most of it is only reserved by the Parquet writer."""

LARGEST_FILE = 64 * 2**30


def main(arguments: list[str]) -> int:
    """Read `FILE` into `INTO`; write `REPORT`. Returns 0, or 1 when the file is refused."""
    file, into, report = (Path(a) for a in arguments[:3])
    _limit()
    seen = _read(file, into, arguments[3])
    refused = "code" in seen
    if refused:
        into.unlink(missing_ok=True)
    unfinished = report.with_name(report.name + ".part")
    unfinished.write_text(json.dumps(seen), encoding="utf-8")
    unfinished.replace(report)
    return 1 if refused else 0


def _read(file: Path, into: Path, sheet: str) -> dict[str, object]:
    from icp_metrics.errors import ReadError

    try:
        return _copy(file, into, sheet)
    except ReadError as error:
        return {"code": error.code, "message": error.message}
    except MemoryError:
        return {"code": "E_WORKER", "message": "it needs more memory than a reader may use."}
    except OSError as error:
        return {
            "code": "E_WORKER",
            "message": f"it cannot be copied: {error.strerror or type(error).__name__}.",
        }


def _copy(file: Path, into: Path, sheet: str) -> dict[str, object]:
    # Only the format's own reader is imported.
    from icp_metrics.extracts.gates import format_of

    kind = format_of(file)
    if kind == "xlsx":
        from icp_metrics.extracts import xlsx_file

        return xlsx_file.copy(file, into, sheet)
    if kind == "jsonl":
        from icp_metrics.extracts import json_lines

        return json_lines.copy(file, into)
    from icp_metrics.extracts import csv_file

    return csv_file.copy(file, into)


def _limit() -> None:
    # One small pool instead of arenas per core keeps the address space near what is used.
    os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"
    os.environ["OMP_NUM_THREADS"] = "1"
    try:
        import resource
    except ImportError:  # Windows has no such limits; the caller's clock still holds
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
