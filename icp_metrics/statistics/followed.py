"""How many of a group were followed up to each day: whether a curve is known there.

At risk divided by the share still there just before: as many as would have been needed at the
start to have so many left, and up to a day the smallest so far. It forgives who left by an event,
and sees both edges: few who are seen in the first days, and few who are seen for so long. Why not
the number at risk: docs/decisions/0010.

Checked by hand, with `surviving`, `time_to` and `horizon`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from icp_metrics.statistics.jackknife import Bools, Floats
from icp_metrics.statistics.kaplan_meier import survival
from icp_metrics.statistics.life_table import at_risk

Edge = Literal["left_edge", "right_edge"]

ANYBODY = 1.0
"""So many must be followed for a curve to exist at all."""

_ROUNDING = 1e-9
"""Ten at risk of whom three leave are 7 / 0.7 afterwards, a trifle less than ten in floats."""


@dataclass(frozen=True, eq=False)
class Followed:
    """A group on each of the days 0..last; all arrays have the shape (last + 1,).

    `number`: how many were followed up to the day. `seen_through`: whether all who count were
    there on day 0 and seen until the day or their event: then the curve is known, however few.
    """

    at_risk: Floats
    number: Floats
    seen_through: Bools

    def enough(self, least: float) -> Bools:
        """On which days the curve is known: at least so many followed, or all seen through."""
        return reaches(self.number, least) | self.seen_through

    def edge(self, least: float) -> Edge | None:
        """At which edge too few were followed to the last day; None if enough were.

        The left one if enough are at risk later: they came too late to tell of the first days.
        """
        if self.enough(least)[-1]:
            return None
        thin = int(np.argmin(reaches(self.number, least)))
        return "left_edge" if self.at_risk[thin:].max() >= least else "right_edge"


def followed(entered: Floats, any_event: Floats, censored: Floats) -> Followed:
    """How many were followed, from counts on every day from 0 on."""
    risk = at_risk(entered, any_event + censored)
    late = np.cumsum(np.concatenate([[0.0], entered[1:]]))
    lost = np.cumsum(np.concatenate([[0.0], censored[:-1]]))
    here = (entered[0] > 0) & (late + lost == 0)
    return Followed(risk, needed(risk, survival(any_event, risk)), here)


def needed(risk: Floats, survived: Floats) -> Floats:
    """The smallest so far of at risk / share there before; nobody is missed once that is 0."""
    before = np.concatenate([[1.0], survived[:-1]])
    each = np.divide(risk, before, out=np.full(len(risk), np.inf), where=before > 0)
    return np.minimum.accumulate(each)


def reaches(number: Floats, least: float) -> Bools:
    """Where a number followed is at least so large, but for rounding."""
    return np.asarray(number >= least - _ROUNDING)
