"""The share that has left for one reason by each day, where other reasons compete.

Aalen & Johansen (1978) Scandinavian Journal of Statistics 5:141-150. One minus Kaplan-Meier with
the other reasons censored would answer for a world in which they do not exist.

Checked against statsmodels CumIncidenceRight and a loop over rows.
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


def incidence_variance(events: Floats, any_event: Floats, at_risk: Floats) -> Floats:
    """Variance of F of one event after each day, by the delta method, as Greenwood's is of S.

    With F_j, n_j, d_j and e_j (all events, and the one) of day j, and S before it: sum over j of
    (F - F_j)² · d_j / (n_j (n_j - d_j)) + S² · e_j (n_j - e_j) / n_j³ - 2 (F - F_j) · S · e_j /
    n_j². Marubini & Valsecchi (1995) Analysing Survival Data from Clinical Trials, 10.2. Arrays
    [..., days]. Where all at risk leave, F moves no more and the first part is 0. For independent
    people: the product's own ranges rest on the jackknife over buckets. With one event only it is
    Greenwood's; without censoring it is F (1 - F) / n.

    Checked against statsmodels CumIncidenceRight, the two cases just said, and Greenwood's.
    """
    e, d, n = np.broadcast_arrays(
        *(np.asarray(a, dtype=float) for a in (events, any_event, at_risk))
    )
    reached, after = incidence(e, d, n), survival(d, n)
    before = np.ones_like(after)
    before[..., 1:] = after[..., :-1]
    here = n > 0
    leaving = np.divide(d, n * (n - d), out=np.zeros(n.shape), where=here & (n > d))
    own = before**2 * np.divide(e * (n - e), n**3, out=np.zeros(n.shape), where=here)
    shared = before * np.divide(e, n**2, out=np.zeros(n.shape), where=here)

    def upto(terms: Floats) -> Floats:
        return np.cumsum(terms, axis=-1)

    spread = reached**2 * upto(leaving) - 2 * reached * upto(reached * leaving)
    spread += upto(reached**2 * leaving) + upto(own)
    spread -= 2 * (reached * upto(shared) - upto(reached * shared))
    # A difference of like terms: where it should be 0, rounding may make it less.
    return np.maximum(0.0, np.asarray(spread))
