"""compare(): the estimates of fit, not fit and unknown, their gap, and what may be said of it."""

from __future__ import annotations

from dataclasses import replace

from icp_metrics.catalog import KPIS
from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare.adjusted import adjusted
from icp_metrics.compare.agreement import agreed
from icp_metrics.compare.answer import Answer, answer
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
    if asked.adjust:
        totals = adjusted(view, replace(asked, by=None), totals)
    if asked.by is None:
        return totals
    periods = segments(view, chosen, asked)
    if asked.adjust:
        flat = iter(adjusted(view, asked, [row for period in periods for row in period]))
        periods = [[next(flat) for _ in period] for period in periods]
    answered = []
    for total, period in zip(totals, periods, strict=True):
        answered += [total, *period]
    return answered


def figures(view: View, kpi: str, asked: Slice) -> list[Row]:
    """The whole per period as figures alone, for a trend or a sentence: neither judged beside the
    other KPIs of the family, nor adjusted, nor counted in other ways. Their verdict says nothing.

    Raises as `compare` does.
    """
    chosen = kpi_named(kpi)
    one = question(view, chosen, replace(asked, by=None))
    starts, ends = one.periods[0].starts, one.periods[0].ends
    whole = replace(asked, starts=starts, ends=ends, variant=one.variant, by=None, adjust=False)
    return unjudged(view, chosen, whole)


def _totals(view: View, kpi: Kpi, asked: Slice) -> list[Row]:
    """The whole per period, judged beside the other KPIs of its family."""
    # Whether it is adjusted makes no other row.
    whole = replace(asked, by=None, adjust=False)
    others = beside(view, kpi, whole)

    def of(variant: str) -> list[Row]:
        found = unjudged(view, kpi, replace(whole, variant=variant))
        return [judged([r, *(o[i] for o in others)], view)[0] for i, r in enumerate(found)]

    rows = of(_variant(asked))
    every = [of(variant) for variant in kpi.agree or kpi.bases]
    return [agreed(r, [e[i] for e in every]) for i, r in enumerate(rows)] if every else rows


def beside(view: View, kpi: Kpi, whole: Slice) -> list[list[Row]]:
    """The wholes per period of the KPIs that one is judged beside."""
    return [
        unjudged(view, other, replace(whole, variant=None))
        for other in _family(kpi)
        # A filter on the KPI's own table the others of its family may not have.
        if not any("." in name for name, _ in whole.where)
    ]


def segments(
    view: View, kpi: Kpi, asked: Slice, found: Answer | None = None, *, alone: bool = False
) -> list[list[Row]]:
    """The segments per period, judged beside each other, not adjusted. `found`: their answer,
    where it is known. `alone`: as the variant has them, whether or not other ways of counting
    agree. Needs a slice with its variant."""

    def of(found: Answer) -> list[list[Row]]:
        return [
            judged([row(view, found, i, s) for s in found.segments(i)], view) for i in found.shown
        ]

    def by(variant: str) -> Answer:
        return answer(view, kpi, replace(asked, variant=variant))

    rows = of(found or by(_variant(asked)))
    # Of segments only what decides is asked.
    every = [] if alone else [of(by(variant)) for variant in kpi.agree or kpi.same_sign]
    if not every:
        return rows
    return [
        [agreed(r, [o for e in every for o in e[i] if o.segment == r.segment]) for r in period]
        for i, period in enumerate(rows)
    ]


def unjudged(view: View, kpi: Kpi, asked: Slice) -> list[Row]:
    """The whole per period, not judged yet. Every KPI of a family asks for the others' too."""

    def rows() -> list[Row]:
        found = answer(view, kpi, asked)
        return [row(view, found, i, None) for i in found.shown]

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
