"""Curves: the figure of a KPI that follows deals or customers, day by day or month by month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare.cells import GROUPS, cells
from icp_metrics.compare.question import question
from icp_metrics.compare.rows import rules_of
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.view import View
from icp_metrics.errors import SliceError
from icp_metrics.profile.fit import ALL
from icp_metrics.statistics.curve import Curve, reached, staying
from icp_metrics.statistics.estimate import Estimator, Rules, Sums
from icp_metrics.statistics.horizon import Horizon
from icp_metrics.statistics.life_table import every_day
from icp_metrics.statistics.reaching import Reaching
from icp_metrics.statistics.surviving import Surviving
from icp_metrics.statistics.time_to import TimeTo

_SCHEMA = {
    "group": pl.String,
    "at": pl.Int64,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "at_risk": pl.Float64,
}
_STEPS = (1, 3, 6, 7, 15, 30, 60, 90, 180, 360)
_MOST_ROUND = 7


def curves(view: View, kpi: str, asked: Slice) -> pl.DataFrame:
    """The curve of each group: group, at, value, low, high, at_risk; sorted by group and `at`.

    `at`: days since the deal was created or the customer began to pay, or months since then. The
    days at which the value changes, and those of `round_days`. `value` is null where too few were
    followed that far; `at_risk` never is. Groups under the smallest number are not in it. Raises
    SliceError for a KPI, or a variant of it, without a curve.
    """
    asked_of = question(view, kpi_named(kpi), replace(asked, by=None, every=None))
    chosen = asked_of.kpi
    draw = _CURVES.get(type(chosen.estimator))
    if draw is None:
        raise SliceError(f"{chosen.title} has no curve.")
    rules = rules_of(view)
    found = cells(view, asked_of)
    sums = {group: cell.sums for (_, _, group), cell in found.items()}
    settled = chosen.estimator.settle([s for g, s in sums.items() if g != ALL], rules)
    shown = {g: sums[g] for g in GROUPS if g in sums and sums[g].n >= rules.insufficient_below}
    plain = {g: draw(settled, s, rules, ()) for g, s in shown.items()}
    ends = [int(c.days[np.isfinite(c.value)].max(initial=0)) for c in plain.values()]
    days = round_days(max(ends, default=0))
    parts = [_rows(g, draw(settled, s, rules, days)) for g, s in shown.items()]
    return pl.concat([pl.DataFrame(schema=_SCHEMA), *parts])


def has_curve(kpi: str) -> bool:
    """Whether `curves` can be asked for a KPI."""
    return type(kpi_named(kpi).estimator) in _CURVES


def round_days(last: int) -> list[int]:
    """Round numbers from 0 to `last`, seven at most: where the numbers at risk are written."""
    step = next((s for s in _STEPS if last // s < _MOST_ROUND), _STEPS[-1])
    return list(range(0, last + 1, step))


def _rows(group: str, curve: Curve) -> pl.DataFrame:
    known = {"at": curve.days, "value": curve.value, "low": curve.low, "high": curve.high}
    frame = pl.DataFrame({"group": group, **known, "at_risk": curve.at_risk}, schema=_SCHEMA)
    return frame.with_columns(pl.col("value", "low", "high").fill_nan(None))


def _staying(e: Estimator, sums: Sums, rules: Rules, days: Sequence[int]) -> Curve:
    return staying(sums, rules, horizon=e.horizon or 0, days=days)


def _reached(e: Estimator, sums: Sums, rules: Rules, days: Sequence[int]) -> Curve:
    return reached(sums, rules, horizon=e.horizon or 0, days=days)


def _worth(e: Estimator, sums: Sums, rules: Rules, _: Sequence[int]) -> Curve:
    """Margin up to each month before the horizon: the estimator's own figure at each of them."""
    assert isinstance(e, Horizon) and sums.keys is not None
    months = np.arange(1, (e.horizon or 0) + 1)
    found = [replace(e, horizon=int(m)).estimate(sums, rules) for m in months]
    ends = [[_number(f.value), _number(f.low), _number(f.high)] for f in found]
    value, low, high = np.asarray(ends, dtype=np.float64).reshape(-1, 3).T
    active = every_day(sums.keys, sums.values.sum(axis=0).T, len(months))[0]
    return Curve(months, value, low, high, active[months - 1])


def _number(value: float | None) -> float:
    return np.nan if value is None else value


_CURVES: dict[type, Callable[[Estimator, Sums, Rules, Sequence[int]], Curve]] = {
    TimeTo: _reached,
    Reaching: _reached,
    Surviving: _staying,
    Horizon: _worth,
}
