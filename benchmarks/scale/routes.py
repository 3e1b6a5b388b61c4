"""What a question costs on the product's route, beside SQL by hand over the same raw tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

import duckdb
import numpy as np
import polars as pl
from duckdb import DuckDBPyConnection

from benchmarks.scale import by_hand
from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View, cube
from icp_metrics.compare.cells import Cell, Key, cells
from icp_metrics.compare.periods import Period, before, split
from icp_metrics.compare.question import Question, question
from icp_metrics.engine.duckdb import DuckEngine
from icp_metrics.profile.fit import ALL
from icp_metrics.statistics.jackknife import BUCKETS

YEAR = Slice(starts=date(2025, 1, 1), ends=date(2026, 1, 1))
_BUCKET = "{}.bucket AS bucket,"
TIMES = 9
LONG = 3.0
"""Seconds after which an answer has been timed often enough."""


class OpenEngine(DuckEngine):
    """The engine of the product, which also runs text.

    `memory`: instead of what the product takes, with room on the disk beyond it; SQL by hand over
    fifty million lines needs that.
    """

    def __init__(self, path: Path, memory: str | None) -> None:
        super().__init__(path, time_limit_s=600)
        if memory is not None:
            self.close()
            self._connection = duckdb.connect(
                str(path),
                read_only=True,
                config={"memory_limit": memory, "temp_directory": str(path.parent / "spilled")},
            )

    def cursor(self) -> DuckDBPyConnection:
        """A cursor on the version."""
        return self._connection.cursor()

    def text(self, sql: str) -> pl.DataFrame:
        """The rows of a statement, run like any query."""
        cursor = self.cursor()
        try:
            frame: pl.DataFrame = cursor.sql(sql).pl()
            return frame
        finally:
            cursor.close()


@dataclass(frozen=True)
class Asked:
    """A question, and the SQL that answers it by hand."""

    name: str
    kpi: str
    hand: Callable[[Sequence[Period], str, str, str], str]
    by: str | None = None
    quarters: bool = False
    earlier: bool = True
    where: tuple[str, str] | None = None
    draft: bool = False
    goal: float | None = None


_HAND = {
    "win_rate": by_hand.win_rate,
    "nrr": by_hand.nrr,
    "cltv": by_hand.cltv,
    "cycle_length": by_hand.cycle_length,
}


def _asked() -> list[Asked]:
    found = []
    for kpi in ("win_rate", "nrr", "cltv"):
        hand = _HAND[kpi]
        found.append(Asked("industry and quarter", kpi, hand, "industry", quarters=True, goal=0.3))
        found.append(Asked("industry, one year", kpi, hand, "industry", goal=0.15))
        found.append(
            Asked(
                "industry where region, one year",
                kpi,
                hand,
                "industry",
                where=("region", "EMEA"),
                goal=1.0,
            )
        )
        found.append(
            Asked("industry, a draft, one year", kpi, hand, "industry", draft=True, goal=1.0)
        )
    curve = by_hand.cycle_length
    found.append(Asked("curve, one year", "cycle_length", curve, earlier=False, goal=1.0))
    found.append(Asked("curves by industry, one year", "cycle_length", curve, "industry", goal=1.0))
    return found


ASKED = _asked()


@dataclass(frozen=True)
class Timing:
    """Seconds of one question: the product, by hand, and by hand without buckets; how many sums."""

    asked: Asked
    route: str
    sums: int
    product: float
    hand: float
    bucketless: float


def measure(view: View, engine: OpenEngine, asked: Asked) -> Timing:
    """Ask both ways; the medians. Raises AssertionError where the sums are not equal."""
    asked_of = view
    if asked.draft:
        assert view.profile is not None
        asked_of = replace(view, profile_version=None)
    q = resolved(asked_of, asked)
    by = f"s.{asked.by}" if asked.by else "CAST(NULL AS VARCHAR)"
    where = f"s.{asked.where[0]} = '{asked.where[1]}'" if asked.where else "TRUE"
    sql = asked.hand(q.periods, by, where, _BUCKET)
    bare = asked.hand(q.periods, by, where, "")
    found, told = cells(asked_of, q), engine.text(sql)
    same(found, told, q)
    ways = (lambda: cells(asked_of, q), lambda: engine.text(sql), lambda: engine.text(bare))
    route = "cubes" if cube.answers(asked_of, q) else "facts"
    return Timing(asked, route, told.height, *(taken(way) for way in ways))


def taken(ask: Callable[[], object]) -> float:
    """Median seconds of asking once warm: of `TIMES`, or as often as `LONG` allows."""
    ask()
    found = list[float]()
    while len(found) < TIMES and sum(found) < LONG:
        began = perf_counter()
        ask()
        found.append(perf_counter() - began)
    return median(found)


def resolved(view: View, asked: Asked) -> Question:
    """The question as `compare` puts it: the period before comes first."""
    where = ((asked.where[0], (asked.where[1],)),) if asked.where else ()
    q = question(view, KPIS[asked.kpi], replace(YEAR, by=asked.by, where=where))
    periods = q.periods
    if asked.quarters:
        periods = tuple(split(periods[0], "quarter", q.data_through, 1))
    if asked.earlier:
        periods = (before(periods[0]), *periods)
    return replace(q, periods=periods)


def same(found: Mapping[Key, Cell], told: pl.DataFrame, q: Question) -> None:
    """Whether both hold the same sums in every cell, bucket and key."""
    estimator = q.kpi.estimator
    parts = told.partition_by("period", "segment", "fit", as_dict=True)
    of_groups = {k for k in found if k[2] != ALL}
    assert parts.keys() == of_groups, parts.keys() ^ of_groups
    for key, rows in parts.items():
        cell = found[key]
        np.testing.assert_array_equal(_dense(rows, "facts"), cell.by_bucket)
        sums = cell.sums
        if sums.keys is None:
            for i, column in enumerate(estimator.columns):
                _equal(column, _dense(rows, column), sums.values[..., i])
            continue
        assert estimator.keyed_by is not None
        keys, place = np.unique(rows[estimator.keyed_by].to_numpy(), return_inverse=True)
        np.testing.assert_array_equal(keys, sums.keys)
        for i, column in enumerate(estimator.columns):
            by_key = np.zeros((BUCKETS, len(keys)))
            np.add.at(by_key, (rows["bucket"].to_numpy(), place), rows[column].to_numpy())
            _equal(column, by_key, sums.values[..., i])


def _dense(rows: pl.DataFrame, column: str) -> np.ndarray:
    added = np.zeros(BUCKETS)
    np.add.at(added, rows["bucket"].to_numpy(), rows[column].to_numpy())
    return added


def _equal(column: str, one: np.ndarray, other: np.ndarray) -> None:
    """Counts exact; money to the cent and to 1e-9 of itself."""
    if column in ("margin", "revenue"):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=0.005)
    else:
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=0)
