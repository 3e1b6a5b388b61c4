"""What many comparisons at once make of a p: three rules, of which the first decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from icp_metrics.compare.compare import beside, unjudged
from icp_metrics.compare.family import judged
from icp_metrics.compare.question import question
from icp_metrics.compare.row import Row
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.textbook.line import Line
from icp_metrics.compare.view import View
from icp_metrics.kpis import Kpi
from icp_metrics.statistics.multiplicity import bonferroni, holm


def family(view: View, kpi: Kpi, asked: Slice) -> list[Row]:
    """The whole of a KPI in the one period asked for, and of those it is judged beside."""
    q = question(view, kpi, asked)
    starts, ends = q.periods[0].starts, q.periods[0].ends
    whole = replace(asked, starts=starts, ends=ends, variant=q.variant, adjust=False)
    others = beside(view, kpi, whole)
    return judged([unjudged(view, kpi, whole)[0], *(rows[0] for rows in others)], view)


def adjusted_p(family: Sequence[Row]) -> list[Line]:
    """p of the first row, and what it becomes among all that have a q, which is of those judged."""
    first = family[0]
    if first.q is None or first.gap.p is None:
        return []
    p = [row.gap.p for row in family if row.q is not None and row.gap.p is not None]
    given = f"{len(p)} comparisons judged together"
    lines = [
        ("p as it is", first.gap.p, "uncertainty by leaving out classes of accounts"),
        ("q, Benjamini-Hochberg", first.q, "Benjamini & Hochberg (1995) JRSS B 57:289-300"),
        ("Holm", holm(p)[0], "Holm (1979) Scand J Stat 6:65-70"),
        ("Bonferroni", bonferroni(p)[0], "p times the number of comparisons"),
    ]
    return [Line("family", name, "p", given, source, p=value) for name, value, source in lines]
