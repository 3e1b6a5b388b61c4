"""Building a version: a DuckDB file of its own, filled in one transaction, verified before use."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from icp_metrics.errors import StoreError
from icp_metrics.store.files import sync, told_of_the_disk


@dataclass(frozen=True)
class Contents:
    """What a finished build says it holds: rows per table, and how far each table reaches."""

    rows: dict[str, int]
    data_through: dict[str, date]


class Build:
    """The one read-write connection to a version that nobody reads yet."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def run(self, sql: str, params: dict[str, Any] | None = None) -> None:
        """Execute one statement."""
        self._connection.execute(sql, params or {})

    def frame(self, sql: str, params: dict[str, Any] | None = None) -> pl.DataFrame:
        """The rows of a query."""
        frame: pl.DataFrame = self._connection.sql(sql, params=params or {}).pl()
        return frame

    def put(self, name: str, frame: pl.DataFrame) -> None:
        """Create table `name` from a frame."""
        self._connection.register("_frame", frame.to_arrow())
        self._connection.execute(f"CREATE TABLE {quoted(name)} AS SELECT * FROM _frame")
        self._connection.unregister("_frame")


def quoted(name: str) -> str:
    """An identifier of the catalog or a slug, quoted for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as a SQL literal (for file names, which take no parameters)."""
    return "'" + text.replace("'", "''") + "'"


def build(path: Path, fill: Callable[[Build], Contents]) -> Contents:
    """Create `path`, fill it in one transaction, and check it with a fresh connection.

    Any failure removes the file and raises; nothing half-built is left behind.
    """
    wal = path.with_name(path.name + ".wal")
    try:
        with told_of_the_disk():
            path.unlink(missing_ok=True)
            contents = _filled(path, fill)
            if wal.exists():
                raise OSError(None, "a part of the version is not in its file")
            _verify(path, contents)
            sync(path)
    except BaseException:
        for rest in (path, wal):
            if rest.is_file():
                rest.unlink()
        raise
    return contents


def _filled(path: Path, fill: Callable[[Build], Contents]) -> Contents:
    try:
        connection = duckdb.connect(str(path))
        try:
            connection.execute("BEGIN")
            contents = fill(Build(connection))
            connection.execute("COMMIT")
            # Closing would do it too, but say nothing where the disk is full.
            connection.execute("CHECKPOINT")
        except BaseException:
            # A COMMIT after a failed statement would report success and save nothing.
            with suppress(duckdb.Error):
                connection.execute("ROLLBACK")
            raise
        finally:
            connection.close()
    except (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException) as error:
        # Nobody else writes this file: what cannot be committed could not be written.
        raise OSError(None, "the file of the version could not be written") from error
    return contents


def _verify(path: Path, contents: Contents) -> None:
    connection = duckdb.connect(str(path), read_only=True)
    try:
        for table, expected in contents.rows.items():
            row = connection.execute(f"SELECT COUNT(*) FROM {quoted(table)}").fetchone()
            if row is None or row[0] != expected:
                found = row[0] if row else 0
                raise StoreError(
                    f"The new version holds {found} rows of {table}, not {expected}: "
                    "it was not published.",
                    code="E_VERIFY",
                )
    finally:
        connection.close()


def free_bytes(folder: Path) -> int:
    """Free space on the disk that holds `folder`."""
    stats = os.statvfs(folder)
    return stats.f_bavail * stats.f_frsize
