"""What winning customers costs, and how soon they pay it back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from icp_metrics.explain.worked.case import JACKKNIFE, Case
from icp_metrics.explain.worked.worked import Figure, Worked, of_terms
from icp_metrics.statistics.garwood import garwood
from icp_metrics.statistics.jackknife import leave_one_out
from icp_metrics.statistics.ratios import quotient

COST = (
    "Cost divided by Garwood's limits of a rare count, of the customers / deff: deff is the "
    "variance of customers by cost, times cost squared, by the customers; 1 at least. "
    f"{JACKKNIFE}"
)
PAYBACK = (
    "The logarithms of the limits of CAC and of those of the mean margin are combined, with the "
    f"correlation of the two (Zou & Donner 2008). {JACKKNIFE}"
)


def acquisition(case: Case) -> Worked:
    """Cost / customers."""
    terms = case.term("cost"), case.term("customers")
    value = case.estimate.value
    made = of_terms("cost / customers", terms, "{cost} / {customers}", value)
    if case.replicates is None or value is None:
        return made
    rate = leave_one_out(case.sums.values[:, 1::-1], quotient, case.sums.filled)
    customers = terms[1].value
    deff = max(1.0, rate.variance / rate.value**2 * customers)
    low, high = garwood(customers / deff, case.rules.confidence)
    told = (
        Figure("accounts", float(case.sums.n)),
        Figure("non-empty buckets of accounts (k)", float(rate.k)),
        Figure("variance of customers by cost", rate.variance),
        Figure("deff", deff),
        Figure("customers / deff", customers / deff),
        Figure("its lower limit", low),
        Figure("its upper limit", high),
    )
    return replace(made, rule=COST, range=(*told, *case.limits()))


def payback(case: Case) -> Worked:
    """(Cost / customers) / (margin a month / customers whose margin is known)."""
    terms = tuple(case.term(c) for c in ("cost", "customers", "margin", "paying"))
    made = of_terms(
        "(cost / customers) / (margin a month / customers of known margin)",
        terms,
        "({cost} / {customers}) / ({margin} / {paying})",
        case.estimate.value,
    )
    replicates = case.replicates
    if replicates is None:
        return made
    logs = replicates.map(np.log)
    told = (*case.buckets(replicates), Figure("variance of the logarithm", logs.variance))
    return replace(made, rule=PAYBACK, range=(*told, *case.limits()))
