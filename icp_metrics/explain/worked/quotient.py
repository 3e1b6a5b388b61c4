"""A figure made of two others: the first by the second."""

from __future__ import annotations

from icp_metrics.explain.worked.worked import Figure, Term, Worked, of_terms
from icp_metrics.kpis import Kpi
from icp_metrics.statistics.estimate import Estimate
from icp_metrics.statistics.jackknife import correlation

RULE = (
    "The logarithms of the limits of both parts, each made by its own rule, are combined, with the "
    "correlation of the two (Zou & Donner 2008)."
)


def quotient(of: Estimate, parts: tuple[tuple[Kpi, Estimate], tuple[Kpi, Estimate]]) -> Worked:
    """First part / second part. `sheet` of the terms: each is made on a sheet of its own."""
    terms = tuple(
        Term(f"part{i}", kpi.title, estimate.value or 0.0, "")
        for i, (kpi, estimate) in enumerate(parts, start=1)
    )
    formula = " / ".join(t.words for t in terms)
    made = of_terms(formula, terms, "{part1} / {part2}", of.value)
    if of.low is None:
        return made
    told: list[Figure] = []
    for kpi, estimate in parts:
        told += [
            Figure(f"{kpi.title}, low", estimate.low),
            Figure(f"{kpi.title}, high", estimate.high),
        ]
    first, second = (e.replicates for _, e in parts)
    if first is not None and second is not None:
        told.append(Figure("correlation of the two", correlation(first, second)))
    told += [Figure("low", of.low), Figure("high", of.high)]
    return Worked(**{**vars(made), "rule": RULE, "range": tuple(told)})
