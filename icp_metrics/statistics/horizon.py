"""What an account is expected to bring within a number of months of its start.

For each month of tenure k the share still there, S_k, times the mean margin of those there, added
up over the months before the horizon. S_k = S_(k-1) · (1 - lost_k / at risk_k) from S_(-1) = 1, a
Kaplan-Meier curve by month: accounts may enter late and leave follow-up early. Undiscounted, and
never beyond what was seen.

Checked against a loop over accounts, by hand, and by coverage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from icp_metrics.statistics.amounts import amount, amount_difference
from icp_metrics.statistics.estimate import (
    FEWEST_BUCKETS,
    Difference,
    Estimate,
    Held,
    Plain,
    Points,
    Rules,
    Sums,
)
from icp_metrics.statistics.followed import needed, reaches
from icp_metrics.statistics.jackknife import Floats, Replicates, left_out
from icp_metrics.statistics.kaplan_meier import survival
from icp_metrics.statistics.life_table import every_day

_SHORTER = (24, 12)


@dataclass(frozen=True)
class Horizon(Plain):
    """Margin per account to the horizon, which all groups share.

    Per month of tenure: `at_risk` account-months of accounts that paid at the end of the month
    before, in month 0 of all who began in it; `lost` those of them that pay no more at its end;
    `active` those that do; `margin` and `revenue` of the month.
    """

    horizon: int | None = None
    keyed_by: ClassVar[str] = "tenure"
    columns: ClassVar[tuple[str, ...]] = ("active", "at_risk", "lost", "margin", "revenue")
    decides_by_ratio: ClassVar[bool] = True

    def settle(self, groups: Sequence[Sums], rules: Rules) -> Self:
        """Fix the horizon: `rules.horizon_months`, or the longest of 24 and 12 below it.

        Of every group with at least `rules.insufficient_below` accounts as many must have been
        followed in each month before it: at risk / S, so that who left does not count as lost
        from sight. None if not even the shortest can be followed.
        """
        longest = rules.horizon_months
        shown = [_months(g, longest) for g in groups if g.n >= rules.insufficient_below]
        for months in (longest, *(m for m in _SHORTER if m < longest)):
            if shown and all(_followed(g[:months], rules) for g in shown):
                return replace(self, horizon=months)
        return replace(self, horizon=None)

    def estimate(self, sums: Sums, rules: Rules) -> Estimate:
        """Margin to the horizon with limits on the logarithmic scale, and status.

        The status follows the smaller of the accounts and those that total margin is worth. Not
        estimable: no_data, right_edge (no horizon, or nobody seen in one of its months), low_n,
        boundary (not positive, or without any variation).
        """
        if sums.facts.sum() == 0:
            return Estimate.unknown("no_data")
        if self.horizon is None:
            return Estimate.unknown("right_edge")
        return self.read(self.points(sums).values, sums, rules)

    def points(self, sums: Sums) -> Points:
        """Margin to the horizon, a mean over months of customers at risk. Needs a horizon."""
        assert self.horizon is not None
        whole = left_out(np.moveaxis(_spread(sums, self.horizon), -1, 1))
        at_risk = whole[..., self.columns.index("at_risk")].sum(axis=1, keepdims=True)
        return Points(_lifetime(whole, "margin")[:, None], at_risk)

    def read(self, values: Floats, sums: Sums, rules: Rules) -> Estimate:
        """Limits and status of an amount, as `estimate` has them."""
        replicates = Replicates.of(values[:, 0], sums.filled)
        if not np.isfinite(replicates.value):
            return Estimate.unknown("right_edge")
        if replicates.k < FEWEST_BUCKETS or not replicates.computable:
            return Estimate.unknown("low_n", value=replicates.value)
        assert self.horizon is not None
        margin = _spread(sums, self.horizon)[:, self.columns.index("margin")].sum(axis=-1)
        return amount(replicates, sums.n, margin, rules)

    def difference(self, first: Estimate, second: Estimate, rules: Rules) -> Difference:
        """First minus second: shown as a difference, decided as a ratio."""
        return amount_difference(first, second, rules)

    def companions(self, sums: Sums, rules: Rules) -> Mapping[str, float | None]:
        """`revenue` to the horizon, `months`: how many an account is expected to pay in, and
        `by_churn`: what the formula of a lifetime without end makes of the same months."""
        by_churn = _by_churn(sums)
        unknown = {"revenue": None, "months": None, "by_churn": by_churn}
        if self.horizon is None or sums.facts.sum() == 0:
            return unknown
        whole = _months(sums, self.horizon)[None]
        revenue = float(_lifetime(whole, "revenue")[0])
        if not np.isfinite(revenue):
            return unknown
        months = float(_staying(whole)[0].sum())
        return {"revenue": revenue, "months": months, "by_churn": by_churn}

    def hangs_on(self, sums: Sums) -> tuple[Held, ...]:
        """The margin of the months before the horizon."""
        if self.horizon is None:
            return ()
        margin = _spread(sums, self.horizon)[:, self.columns.index("margin")].sum(axis=-1)
        return (Held("margin", margin, (0, self.horizon)),)


def _by_churn(sums: Sums) -> float | None:
    """Mean margin a month / share lost a month, over all months seen; None where nobody left.

    ARPA · margin / churn, the sum of a geometric series: as if all customers were alike, and
    stayed as sure as those seen did for ever. Shown beside the figure, never instead of it.
    """
    active, at_risk, lost, margin, _ = map(float, sums.values.sum(axis=(0, 1)))
    if active == 0 or lost == 0:
        return None
    return margin / active * at_risk / lost


def _spread(sums: Sums, months: int) -> Floats:
    """Bucket sums on all months 0..months-1: shape (BUCKETS, columns, months)."""
    assert sums.keys is not None
    return every_day(sums.keys, np.moveaxis(sums.values, 1, -1), months - 1)


def _months(sums: Sums, months: int) -> Floats:
    """A group's sums by month: shape (months, columns)."""
    whole: Floats = _spread(sums, months).sum(axis=0)
    return whole.T


def _followed(whole: Floats, rules: Rules) -> bool:
    seen = needed(whole[:, 1], _staying(whole[None])[0])
    return bool(reaches(seen, rules.insufficient_below).all())


def _staying(values: Floats) -> Floats:
    """S by month from sums of shape (m, months, columns); once it is 0 it stays so.

    nan from a month on in which nobody is at risk although somebody should still be there.
    """
    at_risk = values[..., 1]
    staying = survival(values[..., 2], at_risk)
    before = np.concatenate([np.ones_like(staying[:, :1]), staying[:, :-1]], axis=1)
    unseen = (at_risk == 0) & (before > 0)
    return np.where(np.logical_or.accumulate(unseen, axis=1), np.nan, staying)


def _lifetime(values: Floats, column: str) -> Floats:
    """Sum over the months of S · mean of a column per active account; nan if not computable.

    Where S is 0 there is nobody to bring anything, and no mean is needed.
    """
    staying = _staying(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = values[..., Horizon.columns.index(column)] / values[..., 0]
        lifetime: Floats = np.where(staying == 0, 0.0, staying * each).sum(axis=1)
    return lifetime
