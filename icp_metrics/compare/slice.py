"""Slice: which facts a question is about, and how they are divided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from icp_metrics.compare.periods import Against, Every, Period

FitAsOf = Literal["sold", "today"]
Filter = tuple[str, tuple[str, ...]]
"""An attribute and the values one of which it must have; "" is a missing value."""


@dataclass(frozen=True)
class Slice:
    """A question about one KPI.

    `starts`, `ends`: half-open; without them the last four complete quarters. `by`: an attribute
    to break down by, `employees:200,1000` with bounds of its own. `where`: filters, joined by and.
    `every`: rows per period instead of one. `fit_as_of`: judge accounts as they were when the
    fact happened (`sold`), or as they are at the end of the data (`today`). `against`: the period
    a change is from: the one just before, the same one a year earlier, or one named that ends
    before it begins; of the periods of `every` none has a change from one named. `adjust`: whether
    the gaps are adjusted for mix. `and_by`: a second attribute that each value of the first is
    divided by (cross.py). `kept`: per attribute broken down by, the labels that stand by
    themselves; all others but the missing one are one segment, OTHER (fold.py).
    """

    starts: date | None = None
    ends: date | None = None
    by: str | None = None
    where: tuple[Filter, ...] = ()
    every: Every | None = None
    variant: str | None = None
    fit_as_of: FitAsOf = "sold"
    against: Against | Period = "previous"
    adjust: bool = True
    and_by: str | None = None
    kept: tuple[Filter, ...] = ()
