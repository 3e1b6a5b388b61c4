"""The worked form of a number: its formula with the figures put in, by the kind of its estimator.

Every figure comes from the sums that the number was made of; nothing is estimated anew.
"""

from __future__ import annotations

from collections.abc import Callable

from icp_metrics.explain.worked.case import Case
from icp_metrics.explain.worked.costs import acquisition, payback
from icp_metrics.explain.worked.curves import reaching, surviving, time_to
from icp_metrics.explain.worked.ratio import ratio
from icp_metrics.explain.worked.retained import mix, retained
from icp_metrics.explain.worked.scores import mean_score, net_promoter
from icp_metrics.explain.worked.totals import bridge, total
from icp_metrics.explain.worked.worked import Worked
from icp_metrics.explain.worked.worth import horizon, projection, to_date
from icp_metrics.statistics.acquisition import Acquisition
from icp_metrics.statistics.bridge import Bridge
from icp_metrics.statistics.horizon import Horizon
from icp_metrics.statistics.mean_score import MeanScore
from icp_metrics.statistics.mix import Mix
from icp_metrics.statistics.net_promoter import NetPromoter
from icp_metrics.statistics.payback import Payback
from icp_metrics.statistics.projection import Projection
from icp_metrics.statistics.ratio import Ratio
from icp_metrics.statistics.reaching import Reaching
from icp_metrics.statistics.retained import Retained
from icp_metrics.statistics.surviving import Surviving
from icp_metrics.statistics.time_to import TimeTo
from icp_metrics.statistics.to_date import ToDate
from icp_metrics.statistics.total import Total

WORKED: dict[type, Callable[[Case], Worked]] = {
    Acquisition: acquisition,
    Bridge: bridge,
    Horizon: horizon,
    MeanScore: mean_score,
    Mix: mix,
    NetPromoter: net_promoter,
    Payback: payback,
    Projection: projection,
    Ratio: ratio,
    Reaching: reaching,
    Retained: retained,
    Surviving: surviving,
    TimeTo: time_to,
    ToDate: to_date,
    Total: total,
}


def worked(case: Case) -> Worked | None:
    """The worked form of a number; None of an estimator that has none."""
    leaf = WORKED.get(type(case.estimator))
    return None if leaf is None else leaf(case)
