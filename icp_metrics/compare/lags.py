"""A cost per customer at every lag from spending to winning: whether the answer hangs on it.

Which account bears a cost is settled by the month it was spent in, whatever the lag; the lag only
says which customers it is divided by. So one set of sums by month serves all: what is spent is
moved by months against who was won, and everything else is as it is at the lag that is set.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import numpy as np
from sqlglot import exp

from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare.agreement import agreed
from icp_metrics.compare.answer import answer
from icp_metrics.compare.cells import GROUPS, ROWS, cells
from icp_metrics.compare.compare import beside
from icp_metrics.compare.family import judged
from icp_metrics.compare.periods import Period, add_months
from icp_metrics.compare.question import question
from icp_metrics.compare.row import Row
from icp_metrics.compare.rows import Figures, gap_of, row, rules_of
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.view import View
from icp_metrics.errors import SliceError
from icp_metrics.kpis import Kpi
from icp_metrics.statistics.estimate import Rules, Sums

LAGS = (0, 1, 2, 3, 4, 6)
"""Months from spending to winning that are tried."""

MOVES = "cost"
"""The column that the lag moves."""


@dataclass(frozen=True, eq=False)
class Lag:
    """The answer at a lag. `period`: the part of it in which customers are won whose cost is known
    at that lag."""

    months: int
    period: Period
    row: Row


def lags(view: View, kpi: str, asked: Slice) -> list[Lag]:
    """The whole of a KPI with costs at each of `LAGS`, and at the lag that is set, in order.

    A lag at which no customer of the period has a known cost is not in it. The accounts behind a
    figure are counted as at the lag that is set. Raises SliceError for a KPI without costs.
    """
    chosen = kpi_named(kpi)
    if MOVES not in chosen.estimator.columns:
        raise SliceError(f"{chosen.title} has no costs that a lag could move.")
    whole = replace(asked, by=None, every=None, adjust=False)
    one = question(view, chosen, whole)
    whole = replace(whole, starts=one.periods[0].starts, ends=one.periods[0].ends)
    starts, ends = view.engine.run(exp.select("starts_on", "ends_on").from_("spend_reach")).row(0)
    if starts is None:
        return []
    usual: int = view.settings["cac_lag_months"]
    ways = {v: _Way(view, chosen, replace(whole, variant=v)) for v in chosen.agree}
    others = [rows[0] for rows in beside(view, chosen, whole)]
    found = []
    for months in sorted({*LAGS, usual}):
        moved = months - usual
        known = (max(starts, add_months(starts, moved)), min(ends, add_months(ends, moved)))
        period = _within(one.periods[0], *known)
        if period is None:
            continue
        every = [judged([way.at(moved, period), *others], view)[0] for way in ways.values()]
        own = next(r for r in every if r.variant == one.variant)
        found.append(Lag(months, period, agreed(own, every)))
    return found


class _Way:
    """A KPI under one way of sharing costs: its row at the lag that is set, and sums by month."""

    def __init__(self, view: View, kpi: Kpi, asked: Slice) -> None:
        whole = answer(view, kpi, asked)
        self.row = row(view, whole, whole.shown[0], None)
        self.blocked = whole.blocked is not None
        self.rules: Rules = rules_of(view)
        self.parts = _parts(self.row.period, view.settings["cac_lag_months"])
        self.sums = cells(view, replace(whole.question, periods=self.parts))

    def at(self, moved: int, period: Period) -> Row:
        """The row, not judged yet, with costs moved by months, of a part of its period."""
        if self.blocked:
            return self.row
        estimator = self.row.kpi.estimator
        groups = {}
        for name in GROUPS:
            sums = self._moved(name, moved, period)
            groups[name] = replace(
                self.row.groups[name], estimate=estimator.estimate(sums, self.rules)
            )
        gap = gap_of(Figures(estimator, {}, groups), self.rules)
        return replace(self.row, period=period, groups=groups, gap=gap, change=None, extras={})

    def _moved(self, group: str, moved: int, period: Period) -> Sums:
        columns = self.row.kpi.estimator.columns
        cost = columns.index(MOVES)
        values = np.zeros((ROWS, len(columns)))
        for i, part in enumerate(self.parts):
            cell = self.sums.get((i, None, group))
            if cell is None:
                continue
            assert isinstance(cell.values, np.ndarray)
            own = cell.values.copy()
            own[:, cost] = 0
            if period.starts <= part.starts < period.ends:
                values += own
            # A cost is dated on the first of a month, so the month it lies in moves as a whole.
            if part.starts.day == 1 and (
                period.starts <= add_months(part.starts, moved) < period.ends
            ):
                values[:, cost] += cell.values[:, cost]
        facts = np.abs(values).sum(axis=1)
        return Sums(values, (facts > 0).astype(float), self.row.groups[group].n)


def _within(period: Period, starts: date, ends: date) -> Period | None:
    starts, ends = max(period.starts, starts), min(period.ends, ends)
    return None if starts >= ends else replace(period, starts=starts, ends=ends)


def _parts(period: Period, usual: int) -> tuple[Period, ...]:
    """The months that any lag asks for, cut at the ends of the period too."""
    first = add_months(period.starts, usual - max(*LAGS, usual))
    last = add_months(period.ends, usual - min(LAGS) + 1)
    count = (last.year - first.year) * 12 + last.month - first.month
    cuts = {add_months(first, i) for i in range(count + 1)} | {period.starts, period.ends}
    ordered = sorted(cuts)
    return tuple(Period(a, b) for a, b in pairwise(ordered))
