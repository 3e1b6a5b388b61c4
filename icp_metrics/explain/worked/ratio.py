"""One sum by another: a share of facts, or an amount for each of them."""

from __future__ import annotations

from dataclasses import replace

from icp_metrics.explain.worked.amounts import of_amount
from icp_metrics.explain.worked.case import JACKKNIFE, Case
from icp_metrics.explain.worked.worked import Figure, Term, Worked, of_terms
from icp_metrics.statistics.quantiles import t_critical

SHARE = (
    "Wilson's limits with t of k - 1 degrees of freedom, on an effective number: the facts divided "
    "by deff, which is the variance by that of as many independent facts, 1 at least; at 0 and 1 "
    f"the accounts. {JACKKNIFE}"
)


def ratio(case: Case) -> Worked:
    """y / x; of a share of deals won / (won + lost)."""
    y, x = case.term("y"), case.term("x")
    if case.kpi.facts_of == "opportunities" and case.estimator.share and "x" not in case.kpi.summed:
        return _with_range(case, _won_and_lost(case, y, x))
    value = case.estimate.value
    made = of_terms(f"{y.words} / {x.words}", (y, x), "{y} / {x}", value)
    if case.estimator.share:
        return _with_range(case, made)
    return of_amount(case, made, case.estimate.replicates, case.sums.values[:, 0])


def _won_and_lost(case: Case, y: Term, x: Term) -> Worked:
    won = replace(y, name="won", words="won")
    lost = Term("lost", "lost", x.value - y.value, "SUM([x])-SUM([y])")
    value = case.estimate.value
    return of_terms("won / (won + lost)", (won, lost), "{won} / ({won} + {lost})", value)


def _with_range(case: Case, made: Worked) -> Worked:
    replicates = case.replicates
    if replicates is None:
        return made
    p, x = replicates.value, case.total("x")
    t = t_critical(case.rules.confidence, replicates.k - 1)
    told = [*case.buckets(replicates), Figure("t", t)]
    if p in (0.0, 1.0):
        told.append(Figure("effective number", min(float(case.sums.n), x)))
    else:
        binomial = p * (1 - p) / x
        deff = max(1.0, replicates.variance / binomial)
        told += [
            Figure("variance of as many independent facts", binomial),
            Figure("deff", deff),
            Figure("effective number", x / deff),
        ]
    return replace(made, rule=SHARE, range=(*told, *case.limits()))
