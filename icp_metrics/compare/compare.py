"""compare(): the estimates of fit, not fit and unknown, their gap, and what may be said of it."""

from __future__ import annotations

from dataclasses import replace

from icp_metrics.catalog import KPIS
from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare.agreement import agreed
from icp_metrics.compare.answer import answer
from icp_metrics.compare.family import judged
from icp_metrics.compare.question import question
from icp_metrics.compare.row import Row
from icp_metrics.compare.rows import row
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.view import View
from icp_metrics.kpis import Kpi


def compare(view: View, kpi: str, asked: Slice) -> list[Row]:
    """Answer a slice: per period, the total first, then the segments in the order of their labels.

    Raises SliceError for a KPI, variant, attribute or period that does not exist.
    """
    chosen = kpi_named(kpi)
    one = question(view, chosen, replace(asked, by=None))
    asked = replace(
        asked, starts=one.periods[0].starts, ends=one.periods[0].ends, variant=one.variant
    )
    totals = _totals(view, chosen, asked)
    if asked.by is None:
        return totals
    answered = []
    for total, segments in zip(totals, _segments(view, chosen, asked), strict=True):
        answered += [total, *segments]
    return answered


def _totals(view: View, kpi: Kpi, asked: Slice) -> list[Row]:
    """The whole per period, judged beside the other KPIs of its family."""
    whole = replace(asked, by=None)
    others = [
        _whole(view, other, replace(whole, variant=None))
        for other in _family(kpi)
        # A filter on the KPI's own table the others of its family may not have.
        if not any("." in name for name, _ in asked.where)
    ]

    def of(variant: str) -> list[Row]:
        found = _whole(view, kpi, replace(whole, variant=variant))
        return [judged([r, *(o[i] for o in others)], view)[0] for i, r in enumerate(found)]

    rows = of(_variant(asked))
    every = [of(variant) for variant in kpi.agree]
    return [agreed(r, [e[i] for e in every]) for i, r in enumerate(rows)] if every else rows


def _segments(view: View, kpi: Kpi, asked: Slice) -> list[list[Row]]:
    """The segments per period, judged beside each other."""

    def of(variant: str) -> list[list[Row]]:
        found = answer(view, kpi, replace(asked, variant=variant))
        numbers = range(1, len(found.question.periods))
        return [judged([row(view, found, i, s) for s in found.segments(i)], view) for i in numbers]

    rows = of(_variant(asked))
    every = [of(variant) for variant in kpi.agree]
    if not every:
        return rows
    return [
        [agreed(r, [o for e in every for o in e[i] if o.segment == r.segment]) for r in period]
        for i, period in enumerate(rows)
    ]


def _whole(view: View, kpi: Kpi, asked: Slice) -> list[Row]:
    """The whole per period, not judged yet. Every KPI of a family asks for the others' too."""

    def rows() -> list[Row]:
        found = answer(view, kpi, asked)
        return [row(view, found, i, None) for i in range(1, len(found.question.periods))]

    return view.totals.get((kpi.id, asked), rows)


def _variant(asked: Slice) -> str:
    assert asked.variant is not None
    return asked.variant


def _family(kpi: Kpi) -> list[Kpi]:
    """The other KPIs whose totals are judged together with this one's; a state is not judged."""
    if kpi.better == "neither":
        return []
    every = (k for k in KPIS.values() if k.better != "neither" and k.headline == kpi.headline)
    return [k for k in every if k is not kpi]
