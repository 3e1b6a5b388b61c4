"""Folding: of an attribute with many values the largest stand by themselves, the others are one.

Which are the largest is told by how many facts each has in the period, never by how its figures
come out: so what is judged beside each other does not hang on the answers. Bands of a number stay
as they are, and so does a missing value, which is none of the smaller ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import polars as pl
from sqlglot import exp

from icp_metrics.catalog import KPIS
from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare.ask import keyed
from icp_metrics.compare.choices import distinct
from icp_metrics.compare.members import behind
from icp_metrics.compare.question import OTHER, question
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.tree import named, nested
from icp_metrics.compare.view import View
from icp_metrics.engine.sql import literal
from icp_metrics.errors import SliceError
from icp_metrics.kpis import Kpi
from icp_metrics.profile.fit import ALL

MOST = 20
"""Values shown by themselves. One more is not folded: nothing would be gained."""


def fold(view: View, kpi: str, asked: Slice, *, most: int = MOST) -> tuple[Slice, tuple[str, ...]]:
    """The slice with the largest values of `by` kept, and the labels that are folded, by name.

    The slice as it is, and none, where there are few. Raises SliceError as compare() does.
    """
    assert asked.by is not None
    chosen = kpi_named(kpi)
    q = question(view, chosen, asked)
    assert q.by is not None
    # The values there are at all are fewer to read than the facts.
    if q.by.is_number or len(distinct(view, q.kpi, q.by)) <= most + 1:
        return asked, ()
    kept, folded = divided(facts(view, chosen, asked), most)
    return (
        (replace(asked, kept=(*asked.kept, (q.by.name, kept))), folded) if folded else (asked, ())
    )


def divided(of: Mapping[str, int], most: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The labels kept, those of the most facts first, and the labels folded, by name."""
    ranked = sorted(of, key=lambda label: (-of[label], label))
    if len(ranked) <= most + 1:
        return tuple(ranked), ()
    return tuple(ranked[:most]), tuple(sorted(ranked[most:], key=lambda s: (s.casefold(), s)))


def facts(view: View, kpi: Kpi, asked: Slice) -> Counter[str]:
    """How many facts each value of `by` has in the period; of a KPI made of others, those have."""
    if kpi.parts:
        found = Counter[str]()
        for part in (KPIS[name] for name in kpi.parts):
            known = asked.variant in part.variants
            found += facts(view, part, asked if known else replace(asked, variant=None))
        return found
    inner = nested(keyed(view, question(view, kpi, asked)), "k")
    there = [
        exp.Not(this=exp.Is(this=exp.column(c), expression=exp.null()))
        for c in ("period", "segment")
    ]
    count = named(exp.Count(this=exp.Star()), "n")
    query = inner.select("segment", count).where(*there).group_by("segment")
    return Counter(dict(view.engine.run(query).rows()))


def rows_of_other(view: View, kpi: str, asked: Slice) -> pl.DataFrame:
    """The rows behind OTHER, as from `members`: exactly as many as its `facts`. `asked`: with what
    is kept. Raises SliceError for a KPI that is made of others: it has no rows of its own."""
    q = question(view, kpi_named(kpi), asked)
    if q.kpi.parts:
        raise SliceError(f"{q.kpi.title} has no rows of its own: ask for those of its parts.")
    other = exp.column("segment", table="k").eq(literal(OTHER))
    return view.engine.run(behind(view, q, ALL).where(other))
