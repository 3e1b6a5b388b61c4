"""A curve with its likely range: what the estimators say of one day, for every day that matters.

Points have the limits of point.py; `Surviving` says the same of its one day.

Checked against `surviving` and `time_to` on each day, and a loop over days.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from icp_metrics.statistics.aalen_johansen import incidence
from icp_metrics.statistics.estimate import FEWEST_BUCKETS, Rules, Sums
from icp_metrics.statistics.followed import followed
from icp_metrics.statistics.jackknife import Floats, Ints, left_out
from icp_metrics.statistics.kaplan_meier import survival
from icp_metrics.statistics.life_table import at_risk, every_day
from icp_metrics.statistics.point import point_limits, still_seen


@dataclass(frozen=True, eq=False)
class Curve:
    """A share by day: on the days at which it changes, and on those asked for.

    All arrays have the shape (days,). `value`, `low` and `high` are nan on days that too few were
    followed to; `low` and `high` also where there are too few buckets. `at_risk` is known always.
    """

    days: Ints
    value: Floats
    low: Floats
    high: Floats
    at_risk: Floats


@dataclass(frozen=True)
class _Share:
    """What a curve counts: from (events, leaving for any reason, at risk); `start` before all."""

    after: Callable[[Floats, Floats, Floats], Floats]
    start: float
    away: Literal["low", "high"]
    """The limit away from the start."""


def _survival(_: Floats, any_event: Floats, risk: Floats) -> Floats:
    return survival(any_event, risk)


def staying(sums: Sums, rules: Rules, *, horizon: int, days: Sequence[int] = ()) -> Curve:
    """The share still there after each day (Kaplan-Meier), from sums of `Surviving`."""
    return _curve(sums, rules, _Share(_survival, 1.0, "low"), horizon, days)


def reached(sums: Sums, rules: Rules, *, horizon: int, days: Sequence[int] = ()) -> Curve:
    """The share that had the event by each day (Aalen-Johansen), from sums of `TimeTo`."""
    return _curve(sums, rules, _Share(incidence, 0.0, "high"), horizon, days)


def _curve(sums: Sums, rules: Rules, share: _Share, horizon: int, asked: Sequence[int]) -> Curve:
    """The columns of `sums`: entered, the event, those that compete, censored."""
    if sums.keys is None or not len(sums.keys):
        return _none(asked)
    keys = sums.keys
    last = int(max([*keys, *asked]))
    entered, *left = every_day(keys, sums.values.sum(axis=0).T, last)
    seen = followed(entered, np.sum(left[:-1], axis=0), left[-1])
    least = rules.insufficient_below
    enough = seen.enough(least)
    enough &= (np.arange(last + 1) <= horizon) | (seen.at_risk >= least)
    # A curve has no holes: it ends where too few are followed for the first time.
    shown = np.cumprod(enough).astype(bool)
    ends = int(np.flatnonzero(shown)[-1]) if shown.any() else -1
    events = np.flatnonzero(left[0][: ends + 1])
    days = np.unique(np.concatenate([[0, max(ends, 0)], events, asked]).astype(np.int64))
    # Days lie between those of the sums, or before the first of them.
    place = np.searchsorted(keys, days, side="right")
    values = _replicated(sums, share)[:, place]
    known = days <= ends
    thinned = still_seen(np.sum(left[:-1], axis=0), seen.at_risk)
    followed_to = np.where(known, seen.number[days], np.nan)
    low, high = _limits(values, sums, share, followed_to, thinned[days], rules)
    value = values[0].copy()
    for array in (value, low, high):
        array[~known] = np.nan
    return Curve(days, value, low, high, seen.at_risk[days])


def _none(asked: Sequence[int]) -> Curve:
    days = np.asarray(sorted(set(asked)), dtype=np.int64)
    unknown = np.full(len(days), np.nan)
    return Curve(days, unknown, unknown, unknown, np.zeros(len(days)))


def _replicated(sums: Sums, share: _Share) -> Floats:
    """The curve before and on the days of the sums: of all, then without each bucket."""
    entered, *left = np.moveaxis(left_out(sums.values), -1, 0)
    any_event = np.sum(left[:-1], axis=0)
    curves = share.after(left[0], any_event, at_risk(entered, any_event + left[-1]))
    return np.concatenate([np.full((len(curves), 1), share.start), curves], axis=1)


def _limits(
    values: Floats, sums: Sums, share: _Share, number: Floats, thinned: Floats, rules: Rules
) -> tuple[Floats, Floats]:
    """Limits of each value; none where `number`, how many were followed, is nan."""
    without = values[1:][sums.filled]
    k = len(without)
    low, high = np.full(values.shape[1], np.nan), np.full(values.shape[1], np.nan)
    if k < FEWEST_BUCKETS:
        return low, high
    variance = (k - 1) / k * ((without - without.mean(axis=0)) ** 2).sum(axis=0)
    for i in np.flatnonzero(~np.isnan(number)):
        low[i], high[i] = point_limits(
            float(values[0, i]),
            float(variance[i]),
            k=k,
            n=sums.n,
            facts=float(sums.facts.sum()),
            followed=float(number[i]),
            still_seen=float(thinned[i]),
            away=share.away,
            rules=rules,
        )
    return low, high
