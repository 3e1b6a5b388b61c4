"""A worker process for one file: started with nothing, limited, stopped when its time is over."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from icp_metrics.errors import ReadError
from icp_metrics.extracts import limits

_OUT_OF_TIME = getattr(signal, "SIGXCPU", 0)
"""What ends a worker that used its seconds; Windows has no such signal, and no such limit."""

_ENVIRONMENT = {
    # One small pool instead of arenas per core keeps the address space near what is used.
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
    "OMP_NUM_THREADS": "1",
}


def in_worker(
    verb: str, file: Path, into: Path, *, sheet: str = "", timeout_s: float | None = None
) -> dict[str, Any]:
    """What the worker's `verb` (`read`, `unpack`) saw of `file`, which it copied to `into`.

    `timeout_s`: by the clock; by the size of the file, unless given. Raises ReadError: what the
    worker says, or E_MISSING, E_SIZE, E_TIMEOUT (it took too long), E_WORKER (it died).
    """
    if not file.is_file():
        raise ReadError(f"{file.name}: there is no such file.", code="E_MISSING")
    size = file.stat().st_size
    if size > limits.LARGEST_FILE:
        raise ReadError(
            f"{file.name}: it has {size / 2**30:.0f} GB; a file may have "
            f"{limits.LARGEST_FILE >> 30}. Split it and load the parts in one load.",
            code="E_SIZE",
        )
    into.parent.mkdir(parents=True, exist_ok=True)
    report = into.with_name(into.name + ".json")
    report.unlink(missing_ok=True)
    arguments = [verb, *(str(p.resolve()) for p in (file, into, report)), sheet]
    _run(file, arguments, limits.clock(size) if timeout_s is None else timeout_s, report)
    return _seen(file, report)


def _run(file: Path, arguments: list[str], timeout_s: float, report: Path) -> None:
    # Windows cannot start a process without SYSTEMROOT; elsewhere the worker knows nothing of us.
    environment = {k: os.environ[k] for k in ("SYSTEMROOT",) if k in os.environ} | _ENVIRONMENT
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
        raise _too_long(file, timeout_s) from error
    if _OUT_OF_TIME and done.returncode == -_OUT_OF_TIME:
        raise _too_long(file, limits.seconds(file.stat().st_size))
    if done.returncode != 0 and not report.exists():
        raise ReadError(
            f"{file.name}: the reader stopped (exit code {done.returncode}) before it finished; "
            "the file may be damaged or too large for the memory a reader may use.",
            code="E_WORKER",
        )


def _too_long(file: Path, seconds: float) -> ReadError:
    return ReadError(
        f"{file.name}: reading took longer than {seconds:.3g} s and was stopped; "
        "it may be damaged, else split it and load the parts.",
        code="E_TIMEOUT",
    )


def _seen(file: Path, report: Path) -> dict[str, Any]:
    try:
        seen: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReadError(f"{file.name}: the reader left no report.", code="E_WORKER") from error
    if "code" in seen:
        raise ReadError(f"{file.name}: {seen['message']}", code=str(seen["code"]))
    return seen
