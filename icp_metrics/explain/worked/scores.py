"""Answers of surveys: the Net Promoter Score, and a mean answer."""

from __future__ import annotations

from dataclasses import replace

from icp_metrics.explain.worked.case import JACKKNIFE, Case
from icp_metrics.explain.worked.worked import Figure, Worked, of_terms
from icp_metrics.statistics.jackknife import effective_df
from icp_metrics.statistics.nps import nps_variance
from icp_metrics.statistics.quantiles import t_critical

NPS = (
    "Adjusted Wald with t of k - 1 degrees of freedom: 3/4 is added to promoters and detractors "
    "each and 3 to the answers in all, and the variance is multiplied by deff, which is the "
    f"variance by that of as many independent answers. {JACKKNIFE}"
)
MEAN = (
    "Wilson's limits with t, on m (1 - m) / variance answers, m being the mean from 0 to 1; where "
    f"few buckets carry the variance t has fewer degrees of freedom than k - 1. {JACKKNIFE}"
)


def net_promoter(case: Case) -> Worked:
    """100 · (promoters - detractors) / all answers."""
    terms = tuple(case.term(c) for c in ("promoters", "passives", "detractors"))
    made = of_terms(
        "100 * (promoters - detractors) / (promoters + passives + detractors)",
        terms,
        "100 * ({promoters} - {detractors}) / ({promoters} + {passives} + {detractors})",
        case.estimate.value,
    )
    replicates = case.replicates
    if replicates is None:
        return made
    promoters, passives, detractors = (t.value for t in terms)
    answers = promoters + passives + detractors
    independent = nps_variance(promoters / answers, detractors / answers) / answers
    told = [
        *case.buckets(replicates),
        Figure("t", t_critical(case.rules.confidence, replicates.k - 1)),
        Figure("variance of as many independent answers, in points", independent * 100**2),
    ]
    if independent > 0:
        least = min(1.0, answers / float(case.sums.facts.sum()))
        deff = max(least, replicates.variance / 100**2 / independent)
        told.append(Figure("deff", deff))
    return replace(made, rule=NPS, range=(*told, *case.limits()))


def mean_score(case: Case) -> Worked:
    """Points / answers; of answers averaged by account, accounts."""
    y, x = case.term("y"), case.term("x")
    value = case.estimate.value
    made = of_terms(f"{y.words} / {x.words}", (y, x), "{y} / {x}", value)
    replicates = case.replicates
    if replicates is None:
        return made
    told = [*case.buckets(replicates)]
    variance = replicates.variance / case.estimator.top**2
    if variance > 0:
        mean = replicates.value / case.estimator.top
        df = effective_df(replicates)
        told += [
            Figure("degrees of freedom", df),
            Figure("t", t_critical(case.rules.confidence, df)),
            Figure("effective number", mean * (1 - mean) / variance),
        ]
    return replace(made, rule=MEAN, range=(*told, *case.limits()))
