"""Writing files so that a reader sees the old one or the new one, and a crash loses neither."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from icp_metrics.errors import StoreError

UNFINISHED = ".part"
"""Ending of a file that is being written: what a killed writer left can be told by it."""


@contextmanager
def told_of_the_disk() -> Iterator[None]:
    """A full disk, or one that may not be written, as a StoreError E_DISK."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"The disk cannot be written ({error.strerror or type(error).__name__}): nothing was "
            f"published. Free some space, or see who may write to the folder of the store.",
            code="E_DISK",
        ) from error


def sync(path: Path) -> None:
    """Force a file or folder to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_atomic(path: Path, text: str) -> None:
    """Write `text` beside `path`, sync it, and rename it into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}{UNFINISHED}")
    try:
        beside.write_text(text, encoding="utf-8")
        sync(beside)
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync(path.parent)


def sha256(path: Path) -> str:
    """The file's SHA-256, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def unchanged_sha256(path: Path) -> str:
    """The file's SHA-256, read again only when its size or time of change differs."""
    stat = path.stat()
    return _sha256_of(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=4096)
def _sha256_of(path: Path, _size: int, _changed_ns: int) -> str:
    return sha256(path)
