"""The process that reads one file: `-m icp_metrics.extracts.worker VERB FILE INTO REPORT SHEET`.

VERB is `read` (to the Parquet INTO) or `unpack` (into the folder INTO). It limits itself first
(memory, time, size and number of files), imports no more than it needs, and always leaves a
report: what it saw, or `code` and `message` of why the file is refused.
"""

from __future__ import annotations

import errno
import json
import math
import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import ModuleType

from icp_metrics.errors import ReadError
from icp_metrics.extracts import limits

_FULL = (errno.ENOSPC, errno.EDQUOT)


def main(arguments: list[str]) -> int:
    """Do `VERB`; write `REPORT`. Returns 0, or 1 when the file is refused."""
    verb, sheet = arguments[0], arguments[4]
    file, into, report = (Path(a) for a in arguments[1:4])
    _limit(verb, file.stat().st_size)
    sys.meta_path.insert(0, _WithoutPandas())
    seen = outcome(verb, file, into, sheet)
    refused = "code" in seen
    if refused and verb == "read":
        into.unlink(missing_ok=True)
    unfinished = report.with_name(report.name + ".part")
    unfinished.write_text(json.dumps(seen), encoding="utf-8")
    unfinished.replace(report)
    return 1 if refused else 0


class _WithoutPandas(MetaPathFinder):
    """Arrow looks for pandas, which nothing here needs and takes as long as all the rest."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)


def outcome(verb: str, file: Path, into: Path, sheet: str) -> dict[str, object]:
    """What was seen, or `code` and `message`; raises nothing but what ends a process."""
    try:
        return _done(verb, file, into, sheet)
    except ReadError as error:
        return {"code": error.code, "message": error.message}
    except MemoryError:
        return {
            "code": "E_WORKER",
            "message": "it needs more memory than a reader may use; split it.",
        }
    except OSError as error:
        return _about(error)
    except (KeyboardInterrupt, SystemExit):
        raise
    # Libraries that read damaged files raise what they like; panics of Rust are no Exception.
    except BaseException as error:
        return {
            "code": "E_WORKER",
            "message": f"the reader stopped in the middle of it ({type(error).__name__}): "
            "it is damaged, or was written by an unusual program; export it again, best as CSV.",
        }


def _about(error: OSError) -> dict[str, object]:
    if error.errno in _FULL:
        return {"code": "E_DISK", "message": "the disk is full; free some space and load again."}
    if error.errno == errno.EFBIG:
        return {
            "code": "E_SIZE",
            "message": "its text is far larger than the file; export it again, or split it.",
        }
    what = error.strerror or type(error).__name__
    return {"code": "E_WORKER", "message": f"it cannot be copied: {what}."}


def _done(verb: str, file: Path, into: Path, sheet: str) -> dict[str, object]:
    # Only the format's own reader is imported.
    if verb == "unpack":
        from icp_metrics.extracts import archive

        return archive.unpack(file, into)
    from icp_metrics.extracts.gates import format_of

    kind = format_of(file)
    if kind == "xlsx":
        from icp_metrics.extracts import xlsx_file

        return xlsx_file.copy(file, into, sheet)
    if kind == "parquet":
        from icp_metrics.extracts import parquet_file

        return parquet_file.copy(file, into)
    if kind == "jsonl":
        from icp_metrics.extracts import json_lines

        return json_lines.copy(file, into)
    from icp_metrics.extracts import csv_file

    return csv_file.copy(file, into)


def _limit(verb: str, size: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the caller's clock still holds
        return
    seconds = math.ceil(limits.seconds(size))
    for what, most in (
        (resource.RLIMIT_AS, limits.MEMORY),
        (resource.RLIMIT_FSIZE, limits.written(size) if verb == "read" else limits.unpacked(size)),
        (resource.RLIMIT_NOFILE, limits.OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        resource.setrlimit(what, (most, most))
    # At the first limit the system sends a signal of its own, which the caller knows.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 2))
    if sys.platform == "linux":
        _end_with_the_caller()


def _end_with_the_caller() -> None:
    """Whoever kills a load kills its readers: nothing is written to a folder that is gone."""
    import ctypes
    import signal

    caller, pr_set_pdeathsig = os.getppid(), 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
    if os.getppid() != caller:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
