"""The likely range of an amount, which is made on the scale of the logarithm."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from icp_metrics.explain.worked.case import JACKKNIFE, Case
from icp_metrics.explain.worked.worked import Figure, Worked
from icp_metrics.statistics.jackknife import Floats, Replicates, effective_df, kish
from icp_metrics.statistics.quantiles import t_critical

RULE = (
    "On the scale of the logarithm: the value divided and multiplied by e to the power of t times "
    "the standard error of its logarithm. Where few buckets carry the variance t has fewer degrees "
    f"of freedom than k - 1. {JACKKNIFE}"
)


def of_amount(case: Case, made: Worked, of: Replicates | None, hangs_on: Floats) -> Worked:
    """The worked form with the likely range of an amount. `of`: its positive replicates;
    `hangs_on`: the bucket sums its status hangs on."""
    if case.estimate.low is None or of is None:
        return made
    logs = of.map(np.log)
    df = effective_df(logs)
    t = t_critical(case.rules.confidence, df)
    told = (
        Figure("accounts", float(case.sums.n)),
        Figure("accounts that the sum is worth", kish(hangs_on)),
        Figure("non-empty buckets of accounts (k)", float(of.k)),
        Figure("variance of the logarithm", logs.variance),
        Figure("degrees of freedom", df),
        Figure("t", t),
        Figure("t times the standard error", t * logs.variance**0.5),
    )
    return replace(made, rule=RULE, range=(*told, *case.limits()))
