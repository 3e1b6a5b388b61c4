"""Rows judged beside each other: q over the family, and the word for each gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from icp_metrics.catalog import KPIS
from icp_metrics.compare.row import Row, Verdict
from icp_metrics.compare.verdict import detectable, more_needed, verdict
from icp_metrics.compare.view import View
from icp_metrics.profile.fit import FIT, NOT_FIT
from icp_metrics.statistics.multiplicity import benjamini_hochberg

DECIDED: tuple[Verdict, ...] = ("better", "worse")

ANSWERS: tuple[Verdict, ...] = (*DECIDED, "equivalent")
"""Verdicts that say something: what is equal by construction says none of them."""


def judged(family: Sequence[Row], view: View) -> list[Row]:
    """A family with its q values and verdicts. An insufficient comparison is not in it, and
    neither is a mix, a state, or one that is equal by construction."""
    confidence = view.settings["confidence"]
    decided = []
    apart = [r.kpi.better == "neither" or "circular" in r.flags for r in family]
    ps = [None if out else r.gap.p for r, out in zip(family, apart, strict=True)]
    for row, q in zip(family, benjamini_hochberg(ps), strict=True):
        decided.append(_with(row, q, view, confidence))
    return decided


def smallest_gap(view: View, row: Row) -> float:
    """The smallest difference that matters, in the units of the gap."""
    stated = float(row.kpi.smallest_gap)
    # A setting is in the unit of the KPI; a variant in another keeps what it declares.
    if row.kpi.unit == KPIS[row.kpi.id].unit:
        stated = float(view.settings["smallest_gap"].get(row.kpi.id, stated))
    if not row.kpi.relative:
        return stated
    return stated * abs(row.groups[NOT_FIT].estimate.value or 0.0)


def _with(row: Row, q: float | None, view: View, confidence: float) -> Row:
    if row.kpi.better == "neither":
        return replace(row, gap=replace(row.gap, p=None), verdict="no_clear_difference")
    sides = (row.groups[FIT], row.groups[NOT_FIT])
    smallest = smallest_gap(view, row)
    word = verdict(
        row.gap,
        q,
        (sides[0].estimate, sides[1].estimate),
        smallest=smallest,
        better=row.kpi.better,
        confidence=confidence,
    )
    if word in ANSWERS and "circular" in row.flags:
        word = "no_clear_difference"
    needed = None
    if word in ("too_little_data", "no_clear_difference"):
        needed = more_needed(row.gap, sides[0].n + sides[1].n, smallest)
    extras = {**row.extras, "more_needed": needed}
    if word not in DECIDED and (least := detectable(row.gap, confidence)) is not None:
        extras["detectable"] = least
    return replace(row, q=q, verdict=word, extras=extras)
