"""The picture of a KPI: what is drawn of it, and what beside it, by the kind of its estimator.

A KPI names no picture: its estimator says what there is to see, or that its facts are on a scale.
One that is not listed here is a figure per group, which every page shows already.
"""

from __future__ import annotations

from collections.abc import Callable

from icp_metrics.compare.funnel import KPI as FUNNEL_OF
from icp_metrics.compare.row import Row
from icp_metrics.statistics.acquisition import Acquisition
from icp_metrics.statistics.bridge import Bridge
from icp_metrics.statistics.horizon import Horizon
from icp_metrics.statistics.net_promoter import NetPromoter
from icp_metrics.statistics.payback import Payback
from icp_metrics.statistics.projection import Projection
from icp_metrics.statistics.reaching import Reaching
from icp_metrics.statistics.surviving import Surviving
from icp_metrics.statistics.time_to import TimeTo
from icp_metrics.statistics.to_date import ToDate
from icp_metrics.ui import frame
from icp_metrics.ui.allocations import draw_allocations
from icp_metrics.ui.answers import draw_answers
from icp_metrics.ui.bases import draw_bases
from icp_metrics.ui.bridges import draw_bridges
from icp_metrics.ui.cohorts import draw_cohorts
from icp_metrics.ui.curve import draw_curve
from icp_metrics.ui.funnel import draw_funnel
from icp_metrics.ui.lags import draw_lags
from icp_metrics.ui.stages import draw_stages
from icp_metrics.ui.worths import draw_worths

PICTURES: dict[type, tuple[Callable[[frame.Context, Row], None], ...]] = {
    TimeTo: (draw_curve, draw_stages),
    Reaching: (draw_curve,),
    Surviving: (draw_curve, draw_cohorts),
    Horizon: (draw_worths, draw_curve),
    ToDate: (draw_worths,),
    Projection: (draw_worths,),
    Bridge: (draw_bridges,),
    Acquisition: (draw_allocations, draw_lags),
    Payback: (draw_allocations, draw_lags),
    NetPromoter: (draw_answers,),
}


def draw_pictures(context: frame.Context, row: Row) -> None:
    """Draw all there is of a KPI beyond its figures. `row`: the total."""
    for picture in PICTURES.get(type(row.kpi.estimator), ()):
        picture(context, row)
    if row.kpi.bases:
        draw_bases(context, row)
    if row.kpi.id == FUNNEL_OF:
        draw_funnel(context, row)
    if row.kpi.alike == "scale":
        draw_answers(context, row)
