"""Data updates in processes of their own, which a test may kill, starve of disk, or let die.

They are forked from a server that has everything imported, so that one begins within milliseconds.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from icp_metrics.loading import LoadResult, Stated, load
from icp_metrics.store import Store
from tests.builders import files_of

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["icp_metrics.loading", __name__])


@dataclass(frozen=True)
class Writer:
    """A data update in another process. `heard`: its words of progress, then its result."""

    process: BaseProcess
    heard: Connection

    def words(self) -> Iterator[str]:
        """Its words of progress until it ends or dies."""
        for said in self.said():
            if isinstance(said, str):
                yield said

    def result(self) -> LoadResult:
        """What became of the load."""
        (result,) = (said for said in self.said() if isinstance(said, LoadResult))
        self.process.join(60)
        return result

    def kill(self) -> None:
        """End it, and what it began, as the system would: at once, with nothing put in order."""
        assert self.process.pid is not None
        with suppress(ProcessLookupError):  # it has ended
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.join(60)

    @property
    def killed(self) -> bool:
        """Whether it died by the signal."""
        return self.process.exitcode == -signal.SIGKILL

    def said(self) -> Iterator[Any]:
        while True:
            try:
                yield self.heard.recv()
            except EOFError:
                return


@contextmanager
def writer(
    store: Store,
    rows: dict[str, Any],
    *,
    as_of: str = "2025-12-31",
    die_at: int | None = None,
    largest_file: int | None = None,
) -> Iterator[Writer]:
    """Begin a load of these rows and wait until it has begun; on leaving it is over.

    `die_at`: kills itself at that word of progress, counted from 0. `largest_file`: bytes it may
    write into one file.
    """
    with tempfile.TemporaryDirectory(dir=store.root.parent.parent) as folder:
        mapping, files = files_of(Path(folder), **rows)
        hear, say = _CONTEXT.Pipe(duplex=False)
        process = _CONTEXT.Process(
            target=_load, args=(say, store.root, mapping, files, as_of, die_at, largest_file)
        )
        process.start()
        say.close()
        begun = Writer(process, hear)
        assert hear.recv() == "ready"
        try:
            yield begun
        finally:
            begun.kill()
            hear.close()


def _load(
    say: Connection,
    root: Path,
    mapping: str,
    files: list[Path],
    as_of: str,
    die_at: int | None,
    largest_file: int | None,
) -> None:
    heard = 0
    # A group of its own, and its temporary files beside the extracts: both go with it.
    os.setpgid(0, 0)
    tempfile.tempdir = str(files[0].parent)

    def progress(word: str) -> None:
        nonlocal heard
        say.send(word)
        if heard == die_at:
            os.killpg(0, signal.SIGKILL)
        heard += 1

    if largest_file is not None:
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, hard))
    say.send("ready")
    stated = Stated(as_of=date.fromisoformat(as_of))
    say.send(load(Store(root), mapping, files, stated=stated, progress=progress))
