"""The share that an event has happened to by a horizon, where others compete, as a share.

Checked against statsmodels CumIncidenceRight, a loop over rows, and by coverage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from icp_metrics.statistics.aalen_johansen import incidence
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
from icp_metrics.statistics.time_to import TimeTo

_DIGITS = 12
"""A share of all that adds up to 0.9999999999999999 in floats is 1, and has no spread."""


@dataclass(frozen=True)
class Reaching(Plain):
    """F(horizon): the Aalen-Johansen share that `event` has happened to by the horizon.

    Those that left by a competing event never will have it; something still open counts for as
    long as it was followed; something followed only from a later day on counts from that day.
    """

    event: str = "won"
    competing: tuple[str, ...] = ("lost",)
    horizon: int | None = None
    keyed_by: ClassVar[str] = "day"
    decides_by_ratio: ClassVar[bool] = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Counts by day: who entered, who left by which event, who was followed no longer."""
        return ("entered", self.event, *self.competing, "censored")

    def settle(self, groups: Sequence[Sums], rules: Rules) -> Self:
        """Fix the horizon as `TimeTo` does: the figures of one company reach to one day."""
        settled = TimeTo(self.event, self.competing).settle(groups, rules)
        return replace(self, horizon=settled.horizon)

    def estimate(self, sums: Sums, rules: Rules) -> Estimate:
        """F at the horizon with the limits of a point of a curve (point.py), and status.

        Settled on itself if it was not. Caution with fewer than ten events by the horizon. Not
        estimable: no_data, low_n (fewer than five non-empty buckets), left_edge and right_edge
        (fewer than `rules.insufficient_below` followed up to the horizon, since not all were seen
        from start to end).
        """
        if sums.facts.sum() == 0 or sums.keys is None or len(sums.keys) == 0:
            return Estimate.unknown("no_data")
        settled = replace(self, horizon=self._horizon(sums, rules))
        return settled.read(settled.points(sums).values, sums, rules)

    def points(self, sums: Sums) -> Points:
        """F at the horizon, a mean over who entered; nan where nobody was followed up to it. Needs
        a horizon."""
        assert sums.keys is not None and self.horizon is not None
        within = np.moveaxis(sums.values[:, sums.keys <= self.horizon], -1, 0)
        entered, *left = (left_out(column) for column in within)
        any_event = np.sum(left[:-1], axis=0)
        curve = incidence(left[0], any_event, at_risk(entered, any_event + left[-1]))
        values = np.round(curve[:, -1:], _DIGITS) if curve.shape[1] else np.zeros((len(curve), 1))
        if _Table.of(sums, self.horizon).followed.edge(ANYBODY):
            values[0] = np.nan
        return Points(values, entered.sum(axis=1, keepdims=True))

    def read(self, values: Floats, sums: Sums, rules: Rules) -> Estimate:
        """Limits and status of a share, as `estimate` has them."""
        assert self.horizon is not None
        table = _Table.of(sums, self.horizon)
        if edge := table.followed.edge(rules.insufficient_below):
            return Estimate.unknown(edge)
        replicates = Replicates.of(values[:, 0], sums.filled)
        if replicates.k < FEWEST_BUCKETS:
            return Estimate.unknown("low_n", value=replicates.value)
        low, high = point_limits(
            replicates.value,
            replicates.variance,
            k=replicates.k,
            n=sums.n,
            facts=float(sums.facts.sum()),
            followed=float(table.followed.number[-1]),
            still_seen=float(still_seen(table.any_event, table.followed.at_risk)[-1]),
            away="high",
            rules=rules,
        )
        status = status_of(sums.n, rules, caution=table.events.sum() < FEWEST_EVENTS)
        return Estimate(replicates.value, low, high, status, replicates=replicates)

    def difference(self, first: Estimate, second: Estimate, rules: Rules) -> Difference:
        """First minus second, as a difference of shares."""
        return share_difference(first, second, rules)

    def outcome(self, sums: Sums) -> tuple[float, float]:
        """Who had the event, and who left by another."""
        whole = sums.values.sum(axis=(0, 1))
        return float(whole[1]), float(whole[2:-1].sum())

    def companions(self, sums: Sums, rules: Rules) -> Mapping[str, float | None]:
        """Counts over all days: `entered`, and of each event by its name.

        `<competing>_by_then`, `open_by_then`: where those are at the horizon that the event has
        not happened to; with it they make 1. None where too few were followed that far.
        """
        whole = sums.values.reshape(-1, len(self.columns)).sum(axis=0)
        names = (self.event, *self.competing)
        counts = {name: float(n) for name, n in zip(names, whole[1:-1], strict=True)}
        shares: dict[str, float | None] = dict.fromkeys(
            [*(f"{name}_by_then" for name in self.competing), "open_by_then"]
        )
        if whole[0] > 0:
            table = _Table.of(sums, self._horizon(sums, rules))
            if table.followed.edge(rules.insufficient_below) is None:
                risk = table.followed.at_risk
                for name, events in zip(self.competing, table.competing, strict=True):
                    shares[f"{name}_by_then"] = float(incidence(events, table.any_event, risk)[-1])
                shares["open_by_then"] = float(survival(table.any_event, risk)[-1])
        return {"entered": float(whole[0]), **counts, **shares}

    def _horizon(self, sums: Sums, rules: Rules) -> int:
        settled = self if self.horizon is not None else self.settle([sums], rules)
        return settled.horizon or 0


@dataclass(frozen=True, eq=False)
class _Table:
    """A group on each of the days 0..horizon."""

    events: Floats
    competing: tuple[Floats, ...]
    any_event: Floats
    followed: Followed

    @staticmethod
    def of(sums: Sums, horizon: int) -> _Table:
        assert sums.keys is not None
        whole = sums.values.sum(axis=0).T
        entered, events, *rest, censored = every_day(sums.keys, whole, horizon)
        any_event = events + np.sum(rest, axis=0) if rest else events
        return _Table(events, tuple(rest), any_event, followed(entered, any_event, censored))
