"""Report: what a report holds, as plain data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import polars as pl

from icp_metrics.compare import Row, Slice, View, compare
from icp_metrics.compare.breakdown import Breakdown, breakdown
from icp_metrics.compare.curves import curves
from icp_metrics.compare.exceptions import Blank, blanks, worse
from icp_metrics.report.about import About


@dataclass(frozen=True)
class Answers:
    """Who answers: the store itself, or what a server remembers of its answers."""

    rows: Callable[[str, Slice], list[Row]]
    breakdown: Callable[[str, Slice], Breakdown]
    curves: Callable[[str, Slice], pl.DataFrame]
    worse: Callable[[Slice], list[Row]]
    blanks: Callable[[], list[Blank]]

    @classmethod
    def of(cls, view: View) -> Answers:
        """Those of a view, each asked anew."""
        return cls(
            partial(compare, view),
            partial(breakdown, view),
            partial(curves, view),
            partial(worse, view),
            partial(blanks, view),
        )


@dataclass(frozen=True, eq=False)
class Section:
    """One KPI at length.

    `quarters`: its totals by quarter, none of a KPI that only has a now. `broken`: its break-down
    as it is read, `segments`: the total, then every segment; None and empty where it does not know
    what the others are broken down by. `curve`: as from compare.curves, None of a KPI without one.
    """

    row: Row
    quarters: tuple[Row, ...] = ()
    broken: Breakdown | None = None
    segments: tuple[Row, ...] = ()
    curve: pl.DataFrame | None = None


@dataclass(frozen=True, eq=False)
class Report:
    """`asks`: the question it answers; `answer`: in one sentence.

    `lines`: the KPIs it is about; `every`: all of the catalog that can be told, or the same.
    `worth`: what deals bring, `focus`: shares of the ICP, `worse` and `blanks`: exceptions; of a
    report on single KPIs there are none. `left_out`: titles of KPIs and why they are not here.
    """

    asks: str
    answer: str
    lines: tuple[Row, ...]
    every: tuple[Row, ...]
    sections: tuple[Section, ...]
    about: About
    fiscal_year_start: int
    worth: Row | None = None
    focus: tuple[Row, ...] = ()
    worse: tuple[Row, ...] = ()
    blanks: tuple[Blank, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
