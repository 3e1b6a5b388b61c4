"""Folders and archives become the files in them, before files are matched to sources."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from icp_metrics.errors import ReadError
from icp_metrics.extracts.archive import kind_of
from icp_metrics.extracts.data_files import is_data, passed_over
from icp_metrics.extracts.process import in_worker

_WORKBOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class Unpacked:
    """`files`: what is to be read. `warnings`: which files were passed over."""

    files: tuple[Path, ...]
    warnings: tuple[str, ...]


def in_folders(files: Sequence[Path]) -> Unpacked:
    """`files`, a folder among them as the data files in it, by name; nothing is opened.

    Passed over, and said: hidden files, folders in a folder, and files that are no data by their
    name. Raises ReadError E_EMPTY for a folder without data.
    """
    found: list[Path] = []
    warnings: tuple[str, ...] = ()
    for file in files:
        if not file.is_dir():
            found.append(file)
            continue
        inside = sorted(file.iterdir(), key=lambda p: p.name)
        wanted = [p for p in inside if p.is_file() and is_data(p.name, archives=True)]
        if not wanted:
            raise ReadError(
                f"{file.name}: the folder holds no file that is read (CSV, .xlsx, Parquet, JSON "
                "lines, zip, gzip); folders in it are passed over.",
                code="E_EMPTY",
            )
        found += wanted
        others = [p.name + "/" * p.is_dir() for p in inside if p not in wanted]
        warnings += passed_over(file.name, others)
    return Unpacked(tuple(found), warnings)


def unpack(
    files: Sequence[Path], into: Path, progress: Callable[[str], None] = lambda _: None
) -> Unpacked:
    """The files to read: folders opened, gzip and zip files unpacked into folders under `into`.

    Each archive is unpacked by a process of its own, within the limits of reading. Raises ReadError
    (E_ARCHIVE, E_LOCKED, E_SIZE, E_EMPTY, E_DISK and what a worker may say).
    """
    given = in_folders(files)
    found: list[Path] = []
    warnings = given.warnings
    for file in given.files:
        if not _is_packed(file):
            found.append(file)
            continue
        progress(f"unpacking {file.name}")
        into.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="unpacked-", dir=into))
        seen = in_worker("unpack", file, folder)
        if seen["files"] is None:
            found.append(file)
            continue
        found += [folder / Path(name).name for name in seen["files"]]
        warnings += tuple(seen["warnings"])
    return Unpacked(tuple(found), warnings)


def unpacked(files: Sequence[Path], into: Path) -> list[Path]:
    """The files of `unpack`, for those who do not show what was passed over."""
    return list(unpack(files, into).files)


def _is_packed(file: Path) -> bool:
    """Whether the first bytes are those of an archive; a workbook by name is read as one."""
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        kind = kind_of(stream.read(4))
    return kind == "gzip" or (kind == "zip" and file.suffix.lower() not in _WORKBOOKS)
