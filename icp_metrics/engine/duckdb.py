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

_LOCKED_DOWN: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "memory_limit": "4GB",
    "temp_directory": "",
    "lock_configuration": "true",
}


class DuckEngine:
    """One published version. Safe for many threads: each query has a cursor of its own.

    `time_limit_s`: how long one query may take before it is stopped.
    """

    dialect = "duckdb"

    def __init__(self, path: Path, *, time_limit_s: float = TIME_LIMIT_S) -> None:
        self._time_limit_s = time_limit_s
        self._connection = duckdb.connect(str(path), read_only=True, config=_LOCKED_DOWN)

    def run(self, query: exp.Expression) -> pl.DataFrame:
        """The rows of a query. Raises IcpError E_SLOW past the time limit, E_QUERY otherwise.

        The message names no data: DuckDB's own errors quote the rows they fail on.
        """
        cursor = self._connection.cursor()
        try:
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


@contextmanager
def _limited(cursor: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    timer = threading.Timer(seconds, cursor.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
