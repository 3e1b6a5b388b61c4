"""DuckDB, embedded: the published version opened read-only and locked down."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl
from sqlglot import exp

from icp_metrics.engine.sql import render
from icp_metrics.errors import IcpError

TIME_LIMIT_S = 60.0

_LIMITED: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "memory_limit": "4GB",
    "temp_directory": "",
}
_LOCKED_DOWN: dict[str, str | bool | int | float | list[str]] = {
    **_LIMITED,
    "enable_external_access": "false",
    "lock_configuration": "true",
}

HERE, BESIDE = "here", "beside"
"""The names of two versions that are open together."""


class DuckEngine:
    """One published version. Safe for many threads: each query has a cursor of its own.

    `time_limit_s`: how long one query may take before it is stopped. `beside`: another version,
    whose tables a query may name as `beside.<table>`.
    """

    dialect = "duckdb"

    def __init__(
        self, path: Path, *, beside: Path | None = None, time_limit_s: float = TIME_LIMIT_S
    ) -> None:
        self._time_limit_s = time_limit_s
        self._several = beside is not None
        self._connection = (
            duckdb.connect(str(path), read_only=True, config=_LOCKED_DOWN)
            if beside is None
            else _together(path, beside)
        )

    def run(self, query: exp.Expression) -> pl.DataFrame:
        """The rows of a query. Raises IcpError E_SLOW past the time limit, E_QUERY otherwise.

        The message names no data: DuckDB's own errors quote the rows they fail on.
        """
        cursor = self._connection.cursor()
        try:
            if self._several:
                cursor.execute(f"USE {HERE}")
            with _limited(cursor, self._time_limit_s):
                frame: pl.DataFrame = cursor.sql(render(query)).pl()
                return frame
        except duckdb.InterruptException:
            raise IcpError(
                f"The question took over {self._time_limit_s:.0f} s and was stopped; "
                "narrow the filters.",
                code="E_SLOW",
            ) from None
        except duckdb.Error as error:
            raise IcpError(
                f"The data could not answer the question ({type(error).__name__}).",
                code="E_QUERY",
            ) from error
        finally:
            cursor.close()

    def close(self) -> None:
        """Release the file."""
        self._connection.close()


def _together(path: Path, beside: Path) -> duckdb.DuckDBPyConnection:
    """Both versions in one instance, which is locked down once they are there."""
    connection = duckdb.connect(":memory:", config=_LIMITED)
    for name, file in ((HERE, path), (BESIDE, beside)):
        quoted = str(file).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS {name} (READ_ONLY)")
    for setting in ("enable_external_access = false", "lock_configuration = true"):
        connection.execute(f"SET {setting}")
    return connection


@contextmanager
def _limited(cursor: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    timer = threading.Timer(seconds, cursor.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
