"""The share that has left for one reason by each day, where other reasons compete.

Aalen & Johansen (1978) Scandinavian Journal of Statistics 5:141-150. One minus Kaplan-Meier with
the other reasons censored would answer for a world in which they do not exist.
"""

from __future__ import annotations

import numpy as np

from icp_metrics.statistics.jackknife import Floats
from icp_metrics.statistics.kaplan_meier import survival
from icp_metrics.statistics.life_table import hazard


def incidence(events: Floats, any_event: Floats, at_risk: Floats) -> Floats:
    """F of one event after each day: sum of S before the day times events / at risk.

    Arrays [..., days]. `any_event`: the events of all reasons together. Summed over the reasons,
    F is one minus the Kaplan-Meier curve of leaving for any.
    """
    after = survival(any_event, at_risk)
    before = np.ones_like(after)
    before[..., 1:] = after[..., :-1]
    return np.cumsum(before * hazard(events, at_risk), axis=-1)
