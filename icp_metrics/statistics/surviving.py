"""The share still there after a number of days: a point of the Kaplan-Meier curve, as a share.

Checked against a loop over rows, statsmodels proportion_confint, and by coverage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from icp_metrics.statistics.estimate import (
    FEWEST_BUCKETS,
    FEWEST_EVENTS,
    Difference,
    Estimate,
    Plain,
    Points,
    Rules,
    Sums,
    status_of,
)
from icp_metrics.statistics.followed import ANYBODY, Followed, followed
from icp_metrics.statistics.gaps import share_difference
from icp_metrics.statistics.jackknife import Floats, Replicates, left_out
from icp_metrics.statistics.kaplan_meier import survival
from icp_metrics.statistics.life_table import at_risk, every_day
from icp_metrics.statistics.point import point_limits, still_seen


@dataclass(frozen=True)
class Surviving(Plain):
    """S(`day`): the share to whom `event` has not happened by that day, the day included."""

    day: int = 365
    event: str = "churned"
    keyed_by: ClassVar[str] = "day"
    decides_by_ratio: ClassVar[bool] = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Counts by day: who entered, to whom the event happened, who was followed no longer."""
        return ("entered", self.event, "censored")

    @property
    def horizon(self) -> int | None:
        """The day: no later one is looked at."""
        return self.day

    def estimate(self, sums: Sums, rules: Rules) -> Estimate:
        """S at the day with the limits of a point of a curve (point.py), and status.

        Not estimable: no_data, low_n (fewer than five non-empty buckets), left_edge and
        right_edge (fewer than `rules.insufficient_below` followed, since not all were seen from
        start to end).
        """
        if sums.facts.sum() == 0 or sums.keys is None or len(sums.keys) == 0:
            return Estimate.unknown("no_data")
        return self.read(self.points(sums).values, sums, rules)

    def points(self, sums: Sums) -> Points:
        """S at the day, a mean over who entered; nan where nobody was followed up to it."""
        assert sums.keys is not None
        within = np.moveaxis(sums.values[:, sums.keys <= self.day], -1, 0)
        entered, events, censored = (left_out(column) for column in within)
        curve = survival(events, at_risk(entered, events + censored))
        values = curve[:, -1:] if curve.shape[1] else np.ones((len(curve), 1))
        if _Table.of(sums, self.day).followed.edge(ANYBODY):
            values = np.concatenate([[[np.nan]], values[1:]])
        return Points(values, entered.sum(axis=1, keepdims=True))

    def read(self, values: Floats, sums: Sums, rules: Rules) -> Estimate:
        """Limits and status of a share, as `estimate` has them."""
        table = _Table.of(sums, self.day)
        if edge := table.followed.edge(rules.insufficient_below):
            return Estimate.unknown(edge)
        replicates = Replicates.of(values[:, 0], sums.filled)
        s = replicates.value
        if replicates.k < FEWEST_BUCKETS:
            return Estimate.unknown("low_n", value=s)
        low, high = point_limits(
            s,
            replicates.variance,
            k=replicates.k,
            n=sums.n,
            facts=float(sums.facts.sum()),
            followed=float(table.followed.number[-1]),
            still_seen=table.still_seen,
            away="low",
            rules=rules,
        )
        status = status_of(sums.n, rules, caution=table.events.sum() < FEWEST_EVENTS)
        return Estimate(s, low, high, status, replicates=replicates)

    def difference(self, first: Estimate, second: Estimate, rules: Rules) -> Difference:
        """First minus second, as a difference of shares."""
        return share_difference(first, second, rules)

    def outcome(self, sums: Sums) -> tuple[float, float]:
        """Who left, and who did not while they were followed."""
        _, events, censored = sums.values.sum(axis=(0, 1))
        return float(events), float(censored)

    def companions(self, sums: Sums, rules: Rules) -> Mapping[str, float | None]:
        """`events` and `entered` over all days, `events_share` of those who entered, `rmst`.

        `rmst` is the restricted mean: expected days until the event, the day at most. None where
        too few were followed that far.
        """
        whole = sums.values.reshape(-1, 3).sum(axis=0)
        entered, events = float(whole[0]), float(whole[1])
        rmst = None
        if entered > 0:
            table = _Table.of(sums, self.day)
            if table.followed.edge(rules.insufficient_below) is None:
                rmst = float(table.survived[: self.day].sum())
        return {
            "events": events,
            "entered": entered,
            "events_share": events / entered if entered > 0 else None,
            "rmst": rmst,
        }


@dataclass(frozen=True, eq=False)
class _Table:
    """A group on each of the days 0..day."""

    events: Floats
    survived: Floats
    followed: Followed
    still_seen: float
    """On the last day, as point.py has it."""

    @staticmethod
    def of(sums: Sums, day: int) -> _Table:
        assert sums.keys is not None
        entered, events, censored = every_day(sums.keys, sums.values.sum(axis=0).T, day)
        risk = at_risk(entered, events + censored)
        survived = survival(events, risk)
        seen = followed(entered, events, censored)
        return _Table(events, survived, seen, float(still_seen(events, risk)[-1]))
