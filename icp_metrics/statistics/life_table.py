"""The life table: who is at risk on each day, from additive counts of who entered and left.

Arrays are [..., days]; everything is vectorised over the leading axes. A day is the whole days
since the origin; someone who leaves on a day, by an event or censored, is still at risk on it, so
events come before censorings of the same day. Someone who enters late (was followed only from a
later day on) is at risk from that day. Hence the tables of two adjacent windows add up to the
table of both. Cox & Oakes (1984) Analysis of Survival Data, ch. 4.

Checked against a loop over rows and days.
"""

from __future__ import annotations

import numpy as np

from icp_metrics.statistics.jackknife import Floats, Ints


def at_risk(entered: Floats, left: Floats) -> Floats:
    """How many are at risk on each day: sum of entered up to it less sum of left before it.

    `left`: by events and by censoring together. Days may be any rising ones, if both arrays
    hold the same; between two of them nobody enters or leaves.
    """
    return np.cumsum(entered, axis=-1) - np.cumsum(left, axis=-1) + left


def hazard(events: Floats, at_risk: Floats) -> Floats:
    """Events per person at risk; 0 on a day without events, whoever is at risk."""
    return np.divide(events, at_risk, out=np.zeros(np.shape(events)), where=np.asarray(events) > 0)


def every_day(days: Ints, counts: Floats, last: int) -> Floats:
    """Counts of the given days on all days 0..last; later days are left out.

    `days`: rising, none below 0, shape (days,). `counts`: [..., days].
    """
    within = days <= last
    spread = np.zeros((*counts.shape[:-1], last + 1))
    spread[..., days[within]] = counts[..., within]
    return spread
