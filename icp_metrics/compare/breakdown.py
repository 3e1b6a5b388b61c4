"""A break-down as it is read: its largest segments, those that make the difference first.

The part of a segment in the difference is the difference of all less that of all without the facts
of the segment: how much smaller it were if they had never been. It comes from sums, those of all
less those of the segment, so every figure has it. Parts do not add up to the difference: without a
segment the mix is another, and the values of a list overlap. What follows to a horizon follows as
far without the segment as with it; days of a median reach as far as the rest allows, as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare.adjusted import adjusted
from icp_metrics.compare.answer import Answer, answer
from icp_metrics.compare.cells import Cell, Key
from icp_metrics.compare.compare import compare, segments
from icp_metrics.compare.fold import MOST, fold
from icp_metrics.compare.question import OTHER
from icp_metrics.compare.row import Row, number
from icp_metrics.compare.rows import Figures, figures, gap_of, rules_of
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.view import View
from icp_metrics.profile.fit import FIT, NOT_FIT, UNKNOWN
from icp_metrics.schema import DATE
from icp_metrics.statistics.estimate import Rules


@dataclass(frozen=True, eq=False)
class Breakdown:
    """The row of all and those of its segments, in the order in which they are shown.

    `folded`: the labels that are one segment, OTHER. `ordered`: whether the segments are steps of
    one scale and stay in its order. `asked`: the slice, with what is kept. Extras of each segment:
    `without`, the difference of all without it; `part`, its part in the difference; None where
    either side is too small to show without it, or a fact cannot be taken away from a sum. `folded`
    of OTHER: how many labels.
    """

    total: Row
    segments: tuple[Row, ...]
    folded: tuple[str, ...]
    ordered: bool
    asked: Slice


def breakdown(view: View, kpi: str, asked: Slice, *, most: int = MOST) -> Breakdown:
    """A slice broken down by its attribute, over one period. Raises what compare() raises."""
    assert asked.by is not None and asked.every is None
    chosen = kpi_named(kpi)
    total = compare(view, kpi, replace(asked, by=None))[0]
    starts, ends = total.period.starts, total.period.ends
    asked = replace(asked, starts=starts, ends=ends, variant=total.variant)
    folding, folded = fold(view, kpi, asked, most=most)
    found = answer(view, chosen, folding)
    [rows] = segments(view, chosen, folding, found)
    if asked.adjust:
        rows = adjusted(view, folding, rows)
    if folded:
        rows = [_counted(row, len(folded)) if row.segment == OTHER else row for row in rows]
    if total.kpi.better != "neither" and total.kpi.averaged_by is None:
        rows = _with_parts(view, total, answer(view, chosen, replace(asked, by=None)), found, rows)
    by = found.question.by
    assert by is not None
    ordered = by.is_number or by.attribute.kind is DATE
    return Breakdown(
        total, tuple(rows if ordered else _ranked(total, rows)), folded, ordered, folding
    )


def _counted(row: Row, folded: int) -> Row:
    return replace(row, extras={**row.extras, "folded": folded})


def _ranked(total: Row, rows: Sequence[Row]) -> list[Row]:
    """Those that make the difference first, those against it last; then those of which it cannot
    be told, the most facts first."""
    sign = -1.0 if (total.gap.value or 0.0) < 0 else 1.0

    def rank(row: Row) -> tuple[bool, float, int]:
        part = row.extras.get("part")
        return part is None, -sign * (part or 0.0), -row.groups["all"].facts

    return sorted(rows, key=rank)


def _with_parts(
    view: View, total: Row, whole: Answer, found: Answer, rows: Sequence[Row]
) -> list[Row]:
    rules = rules_of(view)
    [i], [j] = whole.shown, found.shown
    of_all = None if total.kpi.unit == "days" else figures(whole, i, None, rules)
    told = []
    for row in rows:
        rest = _rest(whole, found, (i, j), row.segment)
        without = _without(figures(rest, i, None, rules, of_all), rules)
        part = None
        if without is not None and total.gap.value is not None:
            part = number(total.gap.value - without)
        told.append(replace(row, extras={**row.extras, "without": without, "part": part}))
    return told


def _without(rest: Figures, rules: Rules) -> float | None:
    """The difference of what is left; None where a side of it may not be shown."""
    if any(rest.groups[g].estimate.status not in ("ok", "caution") for g in (FIT, NOT_FIT)):
        return None
    return number(gap_of(rest, rules).value)


def _rest(whole: Answer, found: Answer, at: tuple[int, int], segment: str | None) -> Answer:
    """The sums of each group in a period without those of a segment. `at`: the number of the
    period in each answer."""
    i, j = at
    rest: dict[Key, Cell] = {}
    for group in (FIT, NOT_FIT, UNKNOWN):
        cell, part = whole.found.get((i, None, group)), found.found.get((j, segment, group))
        if cell is not None:
            rest[i, None, group] = cell if part is None else replace(cell - part, alike=cell.alike)
    parts = tuple(_rest(w, f, at, segment) for w, f in zip(whole.parts, found.parts, strict=True))
    return replace(whole, found=rest, parts=parts)
