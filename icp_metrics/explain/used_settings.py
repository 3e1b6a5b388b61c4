"""Which settings shape a number: those its SQL names, those behind the tables it reads, and those
its estimator and its words go by."""

from __future__ import annotations

from sqlglot import exp

from icp_metrics.compare.question import Question
from icp_metrics.compare.view import View
from icp_metrics.engine.sql import parse
from icp_metrics.explain.explanation import UsedSetting
from icp_metrics.settings import SETTINGS
from icp_metrics.statistics.horizon import Horizon
from icp_metrics.statistics.time_to import TimeTo

_MRR = ("churn_gap_days", "past_due_days", "reporting_currency")
_BEHIND = {
    "rates": ("reporting_currency",),
    "mrr_months": _MRR,
    "mrr_spans": _MRR,
    "mrr_pieces": ("past_due_days", "reporting_currency"),
    "paid_runs": _MRR,
    "margins": ("gross_margin",),
    "spend_parts": ("cac_lag_months", "reporting_currency"),
    "spend_reach": ("cac_lag_months",),
    "new_customers": (*_MRR, "gross_margin"),
}
"""Of the tables that publishing derives: what their rows hang on."""

_BY_ESTIMATOR = {TimeTo: ("cycle_horizon_days",), Horizon: ("horizon_months",)}


def used_settings(view: View, q: Question) -> tuple[UsedSetting, ...]:
    """The settings that shape a number, in the order in which they are declared."""
    kpi = q.kpi
    names = {"confidence", "min_n", *_BY_ESTIMATOR.get(type(kpi.estimator), ())}
    if kpi.window != "now":
        names.add("fiscal_year_start")
    if kpi.better != "neither":
        names |= {"smallest_gap", "strata"}
    if kpi.variant_by is not None:
        names.add(kpi.variant_by)
    if sql := kpi.variants.get(q.variant):
        tree = parse(sql)
        named = {p.name for p in tree.find_all(exp.Parameter, exp.Placeholder)}
        names |= {n for n in named if n in SETTINGS}
        for table in tree.find_all(exp.Table):
            names |= {*_BEHIND.get(table.name, ())}
    used = []
    for name, setting in SETTINGS.items():
        if name in names:
            value = view.settings[name]
            if name == "smallest_gap":
                value = value.get(kpi.id, kpi.smallest_gap)
                same = value == kpi.smallest_gap
            else:
                same = value == setting.default
            used.append(UsedSetting(name, value, same, setting.doc))
    return tuple(used)
