"""Textbook tests beside an answer, for reference: the answer does not rest on them.

They take every fact for somebody else's, which several deals of one account are not; a reader who
recomputes a figure with a statistics package finds these. What decides is in `compare`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare.cells import Cell, cells
from icp_metrics.compare.family import smallest_gap
from icp_metrics.compare.question import Question, question
from icp_metrics.compare.row import Row
from icp_metrics.compare.rows import rules_of
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.strata import known, strata, strata_cells
from icp_metrics.compare.textbook import amounts, curves, shares
from icp_metrics.compare.textbook.family import adjusted_p, family
from icp_metrics.compare.textbook.lifetimes import lifetimes
from icp_metrics.compare.textbook.line import Line, Part, Scale
from icp_metrics.compare.view import View
from icp_metrics.kpis import Kpi
from icp_metrics.profile.fit import FIT, NOT_FIT
from icp_metrics.statistics.acquisition import Acquisition
from icp_metrics.statistics.bridge import Bridge
from icp_metrics.statistics.estimate import Rules, Sums
from icp_metrics.statistics.mean_score import MeanScore
from icp_metrics.statistics.net_promoter import NetPromoter
from icp_metrics.statistics.payback import Payback
from icp_metrics.statistics.projection import Projection
from icp_metrics.statistics.ratio import Ratio
from icp_metrics.statistics.reaching import Reaching
from icp_metrics.statistics.retained import Retained
from icp_metrics.statistics.surviving import Surviving
from icp_metrics.statistics.time_to import TimeTo

__all__ = ["Line", "Part", "Scale", "has_textbook", "textbook"]

_AMOUNTS: Mapping[type, Callable[[Sums, Sums, Rules], list[Line]]] = {
    Acquisition: amounts.costs,
    Payback: amounts.costs,
    NetPromoter: amounts.scores,
    Bridge: amounts.rates,
    MeanScore: amounts.ratios,
    Retained: amounts.ratios,
    Ratio: amounts.ratios,
    Projection: lifetimes,
}


def has_textbook(kpi: Kpi) -> bool:
    """Whether there can be any lines of a KPI: of a mix or a state there are none."""
    return kpi.better != "neither" or type(kpi.estimator) is Projection


def textbook(view: View, kpi: str, asked: Slice) -> list[Line]:
    """The lines of the whole of a KPI in the period asked for, the groups first.

    Empty where nothing can be estimated, and of what is not compared. Raises SliceError like
    `compare`.
    """
    asked = replace(asked, by=None, every=None)
    chosen = kpi_named(kpi)
    judged = family(view, chosen, asked)
    row = judged[0]
    if not has_textbook(row.kpi):
        return []
    none = all(row.groups[g].estimate.value is None for g in (FIT, NOT_FIT))
    # What keeps a model from being projected does not keep its lines from being told.
    if row.kpi.parts or (none and type(row.kpi.estimator) is not Projection):
        return adjusted_p(judged)
    q = question(view, chosen, asked)
    found = {group: cell for (_, _, group), cell in cells(view, q).items()}
    return [*_lines(view, q, row, found), *adjusted_p(judged)]


def _lines(view: View, q: Question, row: Row, found: Mapping[str, Cell]) -> list[Line]:
    e, rules = q.kpi.estimator, rules_of(view)
    fit, not_fit = _sides(q, found)
    if isinstance(e, Ratio) and e.share:
        groups = shares.of_groups(fit, not_fit, rules, smallest_gap(view, row))
        return [*groups, *_within_strata(view, q, rules)]
    if isinstance(e, (TimeTo, Reaching, Surviving)):
        competes = not isinstance(e, Surviving)
        day = e.horizon or row.horizon or rules.horizon_days
        told = curves.Told(day, e.event, competes)
        return [*curves.of_groups(fit, not_fit, told, rules), *_within_strata(view, q, rules)]
    draw = _AMOUNTS.get(type(e))
    return [] if draw is None else draw(fit, not_fit, rules)


def _within_strata(view: View, q: Question, rules: Rules) -> list[Line]:
    """Both groups compared within the strata that the difference is adjusted for."""
    used = strata(view, q.kpi)
    if not used.by:
        return []
    every, used = known(strata_cells(view, q, used.by), used)
    found = every.get((0, None), {})
    if not used.by:
        return []
    sides = [_sides(q, groups) for groups in found.values()]
    names = [d.attribute.label for d in used.by]
    if q.kpi.estimator.keyed_by is not None:
        return curves.of_strata(sides, names)
    return shares.of_strata(sides, names, rules)


def _sides(q: Question, found: Mapping[str, Cell]) -> tuple[Sums, Sums]:
    e = q.kpi.estimator
    fit, not_fit = (
        found[g].sums if g in found else Sums.none(len(e.columns), keyed=e.keyed_by is not None)
        for g in (FIT, NOT_FIT)
    )
    return fit, not_fit
