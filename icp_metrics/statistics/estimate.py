"""What an estimator hands back: a value with limits, or a reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Literal, Protocol, Self

import numpy as np

from icp_metrics.statistics.jackknife import BUCKETS, Bools, Floats, Ints, Replicates

Status = Literal["ok", "caution", "insufficient", "not_estimable"]

FEWEST_BUCKETS = 5
"""With fewer non-empty buckets there is no interval."""

FEWEST_EVENTS = 10
"""With fewer events a figure is shown with caution; the median of a curve is not shown."""


@dataclass(frozen=True, eq=False)
class Sums:
    """Additive sums of one group, per bucket.

    `values`: shape (rows, columns) in the order of the estimator's columns, a row for each bucket
    and, where facts may belong to no account, one more (jackknife.NOWHERE); of an estimator that
    is `keyed_by` a day or month, (rows, keys, columns), with `keys` rising. `facts`: shape
    (rows,), how many facts each bucket holds; only facts that enter the estimator count:
    a fact that adds nothing to any column is no data, and would feign a non-empty bucket. `n`:
    clusters, that is accounts, and one for each fact without account.
    """

    values: Floats
    facts: Floats
    n: int
    keys: Ints | None = None

    @cached_property
    def filled(self) -> Bools:
        """The non-empty buckets."""
        filled: Bools = self.facts > 0
        filled[BUCKETS:] = False
        return filled

    @staticmethod
    def none(columns: int, *, keyed: bool = False) -> Sums:
        """The sums of no facts."""
        if keyed:
            no_keys = np.zeros(0, dtype=np.int64)
            return Sums(np.zeros((BUCKETS, 0, columns)), np.zeros(BUCKETS), 0, no_keys)
        return Sums(np.zeros((BUCKETS, columns)), np.zeros(BUCKETS), 0)


@dataclass(frozen=True, eq=False)
class Points:
    """What an estimate is read from, so that strata can be averaged: the figure itself, the days
    of a curve, or the two figures of a quotient. Of the whole, then without each bucket in turn.

    `values`: shape (1 + rows, points), nan in the whole where it cannot be told. `weight`: shape
    (1 + rows, points or 1), additive: what the values are means over.
    """

    values: Floats
    weight: Floats


@dataclass(frozen=True, eq=False)
class Held:
    """A sum that a figure hangs on, as buckets hold it: one that holds much of it moves the figure.

    `column`: the column of the facts that is summed. `by_bucket`: shape (rows,). `keys`: the keys
    that are in it, half-open; None: all.
    """

    column: str
    by_bucket: Floats
    keys: tuple[int, int] | None = None


@dataclass(frozen=True)
class Rules:
    """What an estimate is judged by: confidence, and the two smallest numbers of accounts.

    `horizon_days`, `horizon_months`: the longest follow-up of a curve, and of margin.
    """

    confidence: float = 0.95
    insufficient_below: int = 10
    caution_below: int = 30
    horizon_days: int = 365
    horizon_months: int = 24


def status_of(n: float, rules: Rules, *, caution: bool = False) -> Status:
    """The status of an estimate from `n` accounts, or as many as they are worth."""
    if n < rules.insufficient_below:
        return "insufficient"
    return "caution" if caution or n < rules.caution_below else "ok"


_WORST: tuple[Status, ...] = ("not_estimable", "insufficient", "caution", "ok")


def worse(first: Status, second: Status) -> Status:
    """The worse of two: what is made of both is no better than either."""
    return min(first, second, key=_WORST.index)


@dataclass(frozen=True, eq=False)
class Estimate:
    """A value with its likely range. What is not known is None, with a `reason`; never 0.

    `replicates` is None when the value has no interval.
    """

    value: float | None
    low: float | None
    high: float | None
    status: Status
    reason: str | None = None
    replicates: Replicates | None = None

    @staticmethod
    def unknown(reason: str, value: float | None = None) -> Estimate:
        """Not estimable, for a reason code of kpis.md."""
        return Estimate(value, None, None, "not_estimable", reason)


@dataclass(frozen=True, eq=False)
class Difference:
    """First minus second with its likely range; `ratio*` only where the estimator decides by it.

    `p` comes from the limit that faces no difference, so p < 1 - confidence exactly when the
    deciding interval excludes it. All None where a side has no interval, or where the two move
    so exactly alike that nothing is left to tell how sure the difference is.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    ratio: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None
    p: float | None = None
    replicates: Replicates | None = None


class Estimator(Protocol):
    """A function of additive sums, and the shape of its limits. compare() knows only this."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the facts it sums."""
        ...

    @property
    def keyed_by(self) -> str | None:
        """The column that numbers a block of sums per group (a day, a month), if there is one."""
        ...

    @property
    def decides_by_ratio(self) -> bool:
        """Whether a difference is decided on the ratio instead of the difference."""
        ...

    @property
    def horizon(self) -> int | None:
        """How far a settled estimator follows, in units of its key; None where it does not."""
        ...

    def settle(self, groups: Sequence[Sums], rules: Rules) -> Estimator:
        """The estimator with what all groups shown must share (a horizon) fixed on full data."""
        ...

    def estimate(self, sums: Sums, rules: Rules) -> Estimate:
        """The value of a group with its limits and status."""
        ...

    def points(self, sums: Sums) -> Points | None:
        """What the estimate of a group is read from; None where strata mean nothing to it."""
        ...

    def read(self, values: Floats, sums: Sums, rules: Rules) -> Estimate:
        """The estimate that values of points make: a group's own, or a mean over its strata.

        `sums`: those behind it, for what the limits and the status hang on.
        """
        ...

    def difference(self, first: Estimate, second: Estimate, rules: Rules) -> Difference:
        """First minus second: a gap between groups, or a change between periods."""
        ...

    def resettle(self, groups: Sequence[Sums], rules: Rules) -> Estimator:
        """The settled estimator for the period before: a change is of one figure, so what reaches
        to a horizon keeps it."""
        ...

    def companions(self, sums: Sums, rules: Rules) -> Mapping[str, float | None]:
        """Figures of the same sums that stand beside the value, by name."""
        ...

    def hangs_on(self, sums: Sums) -> tuple[Held, ...]:
        """The sums of money that the figure of a group hangs on."""
        ...

    def outcome(self, sums: Sums) -> tuple[float, float] | None:
        """How many facts had the outcome the figure is about, and how many had not; None where
        it is about no outcome."""
        ...


class Plain:
    """What an estimator is that says nothing else: no key, no horizon, no strata, nothing shared
    or beside."""

    keyed_by: ClassVar[str | None] = None

    @property
    def horizon(self) -> int | None:
        """It does not follow."""
        return None

    def settle(self, groups: Sequence[Sums], rules: Rules) -> Self:
        """Nothing is shared."""
        return self

    def resettle(self, groups: Sequence[Sums], rules: Rules) -> Self:
        """What was settled stays."""
        return self

    def points(self, sums: Sums) -> Points | None:
        """None."""
        return None

    def read(self, values: Floats, sums: Sums, rules: Rules) -> Estimate:
        """Nobody asks where there are no points."""
        raise NotImplementedError

    def companions(self, sums: Sums, rules: Rules) -> Mapping[str, float | None]:
        """None."""
        return {}

    def hangs_on(self, sums: Sums) -> tuple[Held, ...]:
        """None."""
        return ()

    def outcome(self, sums: Sums) -> tuple[float, float] | None:
        """None."""
        return None
