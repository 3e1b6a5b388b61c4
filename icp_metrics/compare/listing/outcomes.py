"""What became of each row behind a figure: a deal won or lost, a customer kept or gone.

Conditions are SQL over a row behind a figure `b`, its fact `w` and its row in its own table `d`.
"""

from __future__ import annotations

from functools import reduce

from sqlglot import exp

from icp_metrics.compare.windows import LEFT_BY
from icp_metrics.engine.sql import DIALECT, literal
from icp_metrics.kpis import Kpi

Outcomes = tuple[tuple[str, str], ...]
"""In order: what it is called, and when it is so; the last is so where none before it is."""

STAYED = "still there"

_DEALS: Outcomes = (
    ("won", "d.status = 'won'"),
    ("lost", "d.status = 'lost'"),
    ("disqualified", "d.status = 'disqualified'"),
    ("open", ""),
)
_BY_THEN: Outcomes = (("won", "b.y > 0"), ("open then", "w.still_open = 1"), ("lost", ""))
_MOVED: Outcomes = (
    ("new", "b.new <> 0"),
    ("came back", "b.reactivation <> 0"),
    ("expanded", "b.expansion <> 0"),
    ("contracted", "b.contraction <> 0"),
    ("churned", "b.churn <> 0"),
    ("no change", ""),
)
_YEAR_ON: Outcomes = (
    ("churned", "b.y <= 0"),
    ("pays less", "b.y < b.x"),
    ("pays more", "b.y > b.x"),
    ("kept", ""),
)
_RENEWED: Outcomes = (
    ("renewed", "b.y >= b.x"),
    ("renewed in part", "b.y > 0"),
    ("not renewed", ""),
)
_RECOMMEND: Outcomes = (
    ("promoter", "b.promoters > 0"),
    ("passive", "b.passives > 0"),
    ("detractor", ""),
)
_SATISFIED: Outcomes = (("satisfied", "b.y > 0"), ("not satisfied", ""))
_ANSWERED: Outcomes = (("answered", "b.y > 0"), ("no answer", ""))
_COSTS: Outcomes = (("customer won", "b.customers > 0"), ("cost", ""))


def outcomes(kpi: Kpi) -> Outcomes:
    """What may become of a row of a KPI, as it is in its variant; nothing where all are alike."""
    summed = kpi.estimator.columns
    if kpi.window == "exposure":
        left = [c for c in summed if c not in ("entered", "censored")]
        return (*((by, f"b.{LEFT_BY} = '{by}'") for by in left), (STAYED, ""))
    if kpi.facts_of == "opportunities":
        return _BY_THEN if "still_open_share" in kpi.shares else _DEALS
    if "promoters" in summed:
        return _RECOMMEND
    if kpi.facts_of == "survey_responses":
        return () if kpi.unit == "points" else _SATISFIED if kpi.alike == "scale" else _ANSWERED
    if "churn" in summed:
        return _MOVED
    if "customers" in summed:
        return _COSTS
    if kpi.unit == "share" and summed == ("y", "x"):
        return _YEAR_ON if kpi.window == "snapshot" else _RENEWED
    return ()


def outcome(kpi: Kpi) -> exp.Expr:
    """SQL for what became of a row; NULL of a KPI whose rows are all alike."""
    told = outcomes(kpi)
    if not told:
        return exp.cast(exp.null(), "varchar")
    *others, (last, _) = told
    return reduce(
        lambda case, named: case.when(exp.condition(named[1], dialect=DIALECT), literal(named[0])),
        others,
        exp.Case(default=literal(last)),
    )
