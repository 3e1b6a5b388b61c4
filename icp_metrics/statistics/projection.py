"""What a customer may bring within five years: a model of retention carried beyond what was seen.

At the yearly renewals seen, the retention of those up for them is fitted with the shifted
beta-geometric model (sbg.py), and the share still there is read from it for five years. In each
year a customer that began it is held to bring what one did on average in the years seen. That is a
model, not an observation: it is called a projection wherever it is shown, and decides nothing.

Checked against Fader & Hardie (2007), and by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from icp_metrics.statistics.amounts import amount, amount_difference
from icp_metrics.statistics.estimate import (
    FEWEST_BUCKETS,
    FEWEST_EVENTS,
    Difference,
    Estimate,
    Held,
    Plain,
    Rules,
    Sums,
)
from icp_metrics.statistics.jackknife import Floats, Replicates, left_out
from icp_metrics.statistics.life_table import every_day
from icp_metrics.statistics.sbg import FEWEST_RENEWALS, fit_many
from icp_metrics.statistics.sbg_near import fit_near

YEARS = 5
"""How far it is carried; with three renewals seen, two years further."""


@dataclass(frozen=True)
class Projection(Plain):
    """Margin to five years: the sum over years of the share projected to begin it, times the mean
    margin of a customer's year. Undiscounted.

    By number of the renewal: `at_risk`, customers that began the year before it; `lost`, those of
    them that did not renew; `margin` and `revenue` of that year.
    """

    horizon: int | None = None
    keyed_by: ClassVar[str] = "renewal"
    columns: ClassVar[tuple[str, ...]] = ("at_risk", "lost", "margin", "revenue")
    decides_by_ratio: ClassVar[bool] = True

    def settle(self, groups: Sequence[Sums], rules: Rules) -> Self:
        """Sixty months, if every group shown had as many customers up for each of the first three
        renewals as a group needs to be shown; else there is no horizon."""
        least = rules.insufficient_below
        shown = [_renewals(g)[:FEWEST_RENEWALS, 0] for g in groups if g.n >= least]
        seen = all(len(g) == FEWEST_RENEWALS and (g >= least).all() for g in shown)
        return replace(self, horizon=12 * YEARS if shown and seen else None)

    def estimate(self, sums: Sums, rules: Rules) -> Estimate:
        """Margin to five years with limits on the logarithmic scale, and status.

        The model is fitted anew without each bucket. Not estimable: no_data, few_renewals (fewer
        than three seen), no_events (nobody left, so there is nothing to fit), low_n,
        boundary (nobody stayed, or nothing was paid).
        """
        if sums.facts.sum() == 0:
            return Estimate.unknown("no_data")
        if self.horizon is None:
            return Estimate.unknown("few_renewals")
        if _renewals(sums)[:, 1].sum() == 0:
            return Estimate.unknown("no_events")
        fitted = _fitted(sums)
        values = _margin(fitted, left_out(_spread(sums)), "margin")
        replicates = Replicates.of(values, sums.filled)
        if not np.isfinite(replicates.value):
            return Estimate.unknown("boundary")
        if replicates.k < FEWEST_BUCKETS or not replicates.computable:
            return Estimate.unknown("low_n", value=replicates.value)
        margin = _spread(sums)[:, self.columns.index("margin")].sum(axis=-1)
        found = amount(replicates, sums.n, margin, rules)
        few = _renewals(sums)[:, 1].sum() < FEWEST_EVENTS
        return replace(found, status="caution") if few and found.status == "ok" else found

    def difference(self, first: Estimate, second: Estimate, rules: Rules) -> Difference:
        """First minus second: shown as a difference, and as a ratio. It decides nothing."""
        return amount_difference(first, second, rules)

    def companions(self, sums: Sums, rules: Rules) -> Mapping[str, float | None]:
        """`revenue` to five years; `months` paid for by then; `kept`, the share still there; and
        the model's `alpha` and `beta`."""
        names = ("revenue", "months", "kept", "alpha", "beta")
        if self.horizon is None or sums.facts.sum() == 0:
            return dict.fromkeys(names)
        whole = _spread(sums).sum(axis=0)[None]
        alpha, beta, _ = fit_many(whole[:, 0], whole[:, 1])
        if not np.isfinite(alpha).all():
            return dict.fromkeys(names)
        fitted = alpha, beta
        there = _there(fitted)[0]
        revenue = _margin(fitted, whole, "revenue")[0]
        known = (revenue, 12 * there[:-1].sum(), there[-1], alpha[0], beta[0])
        return dict(zip(names, map(float, known), strict=True))

    def hangs_on(self, sums: Sums) -> tuple[Held, ...]:
        """The margin of the years seen."""
        margin = _spread(sums)[:, self.columns.index("margin")].sum(axis=-1)
        return (Held("margin", margin),)


def _spread(sums: Sums) -> Floats:
    """Bucket sums on all renewals from the first on: shape (rows, columns, renewals)."""
    assert sums.keys is not None
    by_renewal = np.moveaxis(sums.values, 1, -1)
    last = int(sums.keys.max(initial=1))
    return every_day(sums.keys, by_renewal, last)[..., 1:]


def _renewals(sums: Sums) -> Floats:
    """A group's sums by renewal: shape (renewals, columns)."""
    whole: Floats = _spread(sums).sum(axis=0)
    return whole.T


def _fitted(sums: Sums) -> tuple[Floats, Floats]:
    """Alpha and beta of the whole, then without each bucket: shape (1 + rows,) each."""
    every = left_out(_spread(sums))
    alpha, beta, _ = fit_many(every[:1, 0], every[:1, 1])
    return fit_near(every[:, 0], every[:, 1], float(alpha[0]), float(beta[0]))


def _there(fitted: tuple[Floats, Floats]) -> Floats:
    """The share there at the start of each year and after the last: shape (m, YEARS + 1)."""
    alpha, beta = (f[:, None] for f in fitted)
    before = np.arange(YEARS, dtype=np.float64)
    kept = (beta + before) / (alpha + beta + before)
    there: Floats = np.cumprod(kept, axis=1, dtype=np.float64)
    return np.concatenate([np.ones_like(alpha), there], axis=1)


def _margin(fitted: tuple[Floats, Floats], values: Floats, column: str) -> Floats:
    """Shares that begin a year, added up, times the mean of a column per year begun."""
    of = values[:, Projection.columns.index(column)].sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        worth: Floats = _there(fitted)[:, :-1].sum(axis=1) * of / values[:, 0].sum(axis=1)
    return worth
