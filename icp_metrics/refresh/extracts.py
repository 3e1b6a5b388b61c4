"""Which files a source has, grouped into the loads they make."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

from icp_metrics.errors import ReadError
from icp_metrics.refresh.as_of import as_of
from icp_metrics.refresh.plan import Source

_UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart", "~")
"""Endings of files that are still being written."""


def extracts(source: Source, *, today: date, timezone: str) -> dict[date, list[Path]]:
    """The files of a source by the day on which they were true: those of one day are one load.

    Hidden files and those being written are passed over. Raises ReadError where the folder is not
    there, or a file's day cannot be told.
    """
    if not source.folder.is_dir():
        raise ReadError(
            f"There is no folder {source.folder}: see whether it is mounted, or correct the plan.",
            code="E_MISSING",
        )
    found = defaultdict(list)
    for path in sorted(source.folder.iterdir()):
        name = path.name.lower()
        fits = any(fnmatchcase(name, pattern.lower()) for pattern in source.files)
        unfinished = name.startswith((".", "~")) or name.endswith(_UNFINISHED)
        if fits and not unfinished and path.is_file():
            found[as_of(path, source.as_of, today=today, timezone=timezone)].append(path)
    return dict(sorted(found.items()))
