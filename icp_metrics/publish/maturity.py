"""After how many days a deal is old enough for whether it was won to be known.

The day by which nine in ten of the new-business deals that ever close have closed, from the
Kaplan-Meier curve of closing for any reason: those still open count for as long as they were seen.
The deals closed so far would tell of the quick ones only. A deal lost on a day of mass losses was
not decided that day but cleaned up: it was last seen open. `maturity(days)` keeps it in the
version, and facts queries have it as `$mature_days`; NULL where the data does not reach far enough
to tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from icp_metrics.kpis import BEGUN
from icp_metrics.settings import Settings
from icp_metrics.statistics.followed import followed
from icp_metrics.statistics.jackknife import Floats
from icp_metrics.statistics.kaplan_meier import survival
from icp_metrics.store.build import Build

CLOSED_BY_THEN = 0.9
"""Of the deals that close, those that have closed by the day from which a deal is mature."""

FEWEST = 10
"""So many must have been followed to a day for what is known of it."""

_ROUNDING = 1e-9
_TIMES = f"""
    WITH {BEGUN}, aged AS (
        SELECT DATE_DIFF('DAY', b.origin_on,
                         CASE WHEN b.status = 'open' OR b.closed_on > $through THEN $through
                              ELSE b.closed_on END) AS age,
               CASE WHEN b.status = 'open' OR b.closed_on > $through
                      OR (b.status = 'lost' AND m.closed_on IS NOT NULL)
                    THEN 0 ELSE 1 END AS closes
        FROM begun AS b LEFT JOIN mass_losses AS m ON m.closed_on = b.closed_on
        WHERE b.is_new_business AND b.status IN ('won', 'lost', 'open') AND b.origin_on <= $through
          AND (b.status = 'open' OR b.closed_on >= b.origin_on)
    )
    SELECT age, SUM(closes) AS closed, COUNT(*) - SUM(closes) AS still_open
    FROM aged GROUP BY age ORDER BY age
"""


def fill(build: Build, settings: Settings, data_through: Mapping[str, date]) -> int | None:
    """Create the table `maturity`, and return its days. Needs `mass_losses`."""
    through = data_through.get("opportunities", date.today())
    values: dict[str, Any] = {"through": through, "qualified_stage": settings["qualified_stage"]}
    times = build.frame(_TIMES, values)
    last = int(times["age"][-1]) if times.height else -1
    closed, still_open = np.zeros(last + 1), np.zeros(last + 1)
    ages = times["age"].to_numpy()
    closed[ages] = times["closed"].to_numpy().astype(float)
    still_open[ages] = times["still_open"].to_numpy().astype(float)
    days = mature_days(closed, still_open)
    build.run("CREATE TABLE maturity AS SELECT CAST($days AS INTEGER) AS days", {"days": days})
    return days


def mature_days(closed: Floats, still_open: Floats) -> int | None:
    """The first day by which nine in ten of those that ever close have closed.

    Counts by age 0, 1, ...: how many closed at it, and how many were last seen open. Those that
    ever close are those closed by the last day to which enough were followed, if that is twice as
    far: then the curve has had time to flatten, and what never closes does not put the day off.
    Else the first day by which nine in ten of all deals have closed. Where neither is there, None.
    """
    if not closed.sum():
        return None
    entered = np.zeros(len(closed))
    entered[0] = closed.sum() + still_open.sum()
    seen = followed(entered, closed, still_open)
    known = np.flatnonzero(seen.enough(FEWEST))
    if not len(known):
        return None
    last = int(known[-1])
    share = 1 - survival(closed, seen.at_risk)[: last + 1]
    of_those_that_close = _first(share, CLOSED_BY_THEN * share[-1])
    if of_those_that_close is not None and 2 * of_those_that_close <= last:
        return of_those_that_close
    return _first(share, CLOSED_BY_THEN)


def _first(share: Floats, least: float) -> int | None:
    """The first day on which a rising share is at least so large."""
    days = np.flatnonzero(share >= least - _ROUNDING)
    return int(days[0]) if len(days) else None
