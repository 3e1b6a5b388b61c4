"""How long it takes until an event, where others compete: the median of those that get there.

F(t) is the Aalen-Johansen share that has the event by day t, and G(t) = F(t) / F(H) the share by
day t of those that have it by the horizon H. The median is the first day with G >= 1/2. Something
still open counts for as long as it was followed; something followed only from a later day on
counts from that day.

Checked against a loop over rows, scipy's t, and by coverage.
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
from icp_metrics.statistics.followed import ANYBODY, followed
from icp_metrics.statistics.gaps import joint_difference
from icp_metrics.statistics.inverted import HALF, inverted, linearised
from icp_metrics.statistics.jackknife import Floats, Ints, left_out
from icp_metrics.statistics.life_table import at_risk, every_day
from icp_metrics.statistics.quantiles import t_critical


@dataclass(frozen=True)
class TimeTo(Plain):
    """Median days to `event` among those that have it by the horizon."""

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
        """Fix the horizon: the last day with enough at risk in every group that is shown.

        Enough is `rules.insufficient_below`, and a group with as many accounts is shown. If no
        day has enough in each of them, or none is shown, the last day with enough in all groups
        together; else the last day there is. Never beyond `rules.horizon_days`. Groups must not
        overlap.
        """
        last = rules.horizon_days
        curves = [(g.n, _at_risk(g, last)) for g in groups if g.keys is not None and len(g.keys)]
        if not curves:
            return self
        shown = [c for n, c in curves if n >= rules.insufficient_below]
        pooled = np.sum([c for _, c in curves], axis=0)
        for least in (np.min(shown, axis=0) if shown else pooled, pooled):
            enough = np.flatnonzero(least >= rules.insufficient_below)
            if len(enough):
                return replace(self, horizon=int(enough[-1]))
        followed = np.flatnonzero(pooled > 0)
        return replace(self, horizon=int(followed[-1]) if len(followed) else last)

    def estimate(self, sums: Sums, rules: Rules) -> Estimate:
        """Median, limits and status of a group; settled on itself if it was not.

        Limits: the days on which logit limits of G, with t of k - 1, reach one half. Replicates
        are linearised at the median, so that their spread is that of the limits. Fewer than ten
        events by the horizon: insufficient. Not estimable: no_data, no_events, left_edge and
        right_edge (fewer than `rules.insufficient_below` followed up to the horizon, since not
        all were seen from start to end: a few in the first days would fix most of G), low_n
        (fewer than five non-empty buckets, or no event is left without one of them), boundary
        (all events on one day).
        """
        if sums.facts.sum() == 0 or sums.keys is None or len(sums.keys) == 0:
            return Estimate.unknown("no_data")
        horizon = self.horizon
        if horizon is None:
            horizon = self.settle([sums], rules).horizon or 0
        settled = replace(self, horizon=horizon)
        return settled.read(settled.points(sums).values, sums, rules)

    def points(self, sums: Sums) -> Points:
        """F on each day up to the horizon, means over who entered; nan where nobody was followed
        so far. Needs a horizon."""
        assert sums.keys is not None and self.horizon is not None
        counts = every_day(sums.keys, np.moveaxis(sums.values, 1, -1), self.horizon)
        entered, *left = (left_out(c) for c in np.moveaxis(counts, 1, 0))
        any_event = np.sum(left[:-1], axis=0)
        reached = incidence(left[0], any_event, at_risk(entered, any_event + left[-1]))
        if followed(entered[0], any_event[0], left[-1][0]).edge(ANYBODY):
            reached[0] = np.nan
        return Points(reached, entered.sum(axis=1, keepdims=True))

    def read(self, values: Floats, sums: Sums, rules: Rules) -> Estimate:
        """Median, limits and status of a curve F, as `estimate` has them."""
        assert sums.keys is not None
        horizon = values.shape[1] - 1
        entered, *left = every_day(sums.keys, sums.values.sum(axis=0).T, horizon)
        if left[0].sum() == 0:
            return Estimate.unknown("no_events")
        seen = followed(entered, np.sum(left[:-1], axis=0), left[-1])
        if edge := seen.edge(rules.insufficient_below):
            return Estimate.unknown(edge)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = values / values[:, -1:]
        at = int(np.argmax(share[0] >= HALF))
        median = float(at)
        k = int(sums.filled.sum())
        if k < FEWEST_BUCKETS or not np.isfinite(share[1:][sums.filled]).all():
            return Estimate.unknown("low_n", value=median)
        t = t_critical(rules.confidence, k - 1)
        first, last = inverted(share, sums.filled, t)
        # A median is known to the day: [d, d] would claim that nothing is uncertain.
        low, high = float(first), float(last)
        if first == last:
            low, high = max(0.0, low - 0.5), high + 0.5
        width = float(last - first) + 1
        replicates = linearised(median, share, at, width / (2 * t), sums.filled)
        if replicates is None:
            return Estimate.unknown("boundary", value=median)
        count = float(left[0].sum())
        status = "insufficient" if count < FEWEST_EVENTS else status_of(min(count, sums.n), rules)
        return Estimate(median, low, high, status, replicates=replicates)

    def difference(self, first: Estimate, second: Estimate, rules: Rules) -> Difference:
        """First minus second in days, symmetric: t · error of the joint linearised replicates."""
        return joint_difference(first, second, rules)

    def companions(self, sums: Sums, rules: Rules) -> Mapping[str, float | None]:
        """Plain medians of days to each event and to any, of those that closed; and counts.

        `median_<event>`, `median_any`, the number of each event by its name, `events` (all of
        them), `entered`, `at_risk` (at the horizon). These answer to no horizon and leave out
        what is still open.
        """
        assert sums.keys is not None
        days, whole = sums.keys, sums.values.sum(axis=0)
        found: dict[str, float | None] = {}
        names = (self.event, *self.competing)
        for i, name in enumerate(names, start=1):
            found[name] = float(whole[:, i].sum())
            found[f"median_{name}"] = middle(days, whole[:, i])
        closed = whole[:, 1:-1].sum(axis=1)
        found["median_any"] = middle(days, closed)
        found["events"] = float(closed.sum())
        found["entered"] = float(whole[:, 0].sum())
        if self.horizon is not None:
            found["at_risk"] = float(_at_risk(sums, self.horizon)[-1])
        return found


def middle(days: Ints, counts: Floats) -> float | None:
    """The median of days that occur `counts` times; of an even number, the mean of the middle two.

    None of nothing.
    """
    seen = np.cumsum(counts)
    total = int(seen[-1]) if len(seen) else 0
    if total == 0:
        return None
    two = np.searchsorted(seen, [(total - 1) // 2, total // 2], side="right")
    return float(days[two].mean())


def _at_risk(sums: Sums, last: int) -> Floats:
    """How many of a group are at risk on each of the days 0..last."""
    assert sums.keys is not None
    whole = sums.values.sum(axis=0)
    entered = every_day(sums.keys, whole[:, 0], last)
    return at_risk(entered, every_day(sums.keys, whole[:, 1:].sum(axis=1), last))
