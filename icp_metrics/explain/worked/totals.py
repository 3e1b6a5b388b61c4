"""A total, and the growth of recurring revenue."""

from __future__ import annotations

import numpy as np

from icp_metrics.explain.worked.amounts import of_amount
from icp_metrics.explain.worked.case import Case
from icp_metrics.explain.worked.worked import Term, Worked, of_terms
from icp_metrics.statistics.bridge import MOVEMENTS


def total(case: Case) -> Worked:
    """Everything added up."""
    y = case.term("y")
    return of_terms(f"sum of {y.words}", (y,), "{y}", case.estimate.value)


def bridge(case: Case) -> Worked:
    """Closing of the last month / opening of the first - 1; the movements lie between them."""
    sums, columns = case.sums, case.estimator.columns
    if sums.keys is None or not len(sums.keys):
        return of_terms("closing / opening - 1", (), "", None)
    ends = sums.values[:, 0, columns.index("opening")], sums.values[:, -1, columns.index("closing")]
    opening, closing = (float(e.sum()) for e in ends)
    terms = (
        Term("opening", "opening MRR", opening, "SUMIFS([opening],[month],MIN([month]))"),
        *(case.term(name) for name in MOVEMENTS),
        Term("closing", "closing MRR", closing, "SUMIFS([closing],[month],MAX([month]))"),
    )
    value = case.estimate.value
    made = of_terms("closing / opening - 1", terms, "{closing} / {opening} - 1", value)
    factor = case.estimate.replicates
    of = None if factor is None else factor.map(lambda values: np.asarray(values + 1))
    return of_amount(case, made, of, ends[0])
