"""What is left of a sum of money, and the part of a group in a whole."""

from __future__ import annotations

from dataclasses import replace

from icp_metrics.explain.worked.case import JACKKNIFE, Case
from icp_metrics.explain.worked.worked import Figure, Term, Worked, of_terms
from icp_metrics.statistics.jackknife import Floats, kish
from icp_metrics.statistics.quantiles import z_of

RULE = (
    "Wilson's limits with z, on the smallest of three numbers: the accounts, those that the money "
    f"is worth, and R (1 - R) / variance. {JACKKNIFE}"
)


def retained(case: Case) -> Worked:
    """What is left / what there was."""
    y, x = case.term("y"), case.term("x")
    made = of_terms(f"{y.words} / {x.words}", (y, x), "{y} / {x}", case.estimate.value)
    return _with_range(case, made, case.sums.values[:, 1], case.sums.n)


def mix(case: Case) -> Worked:
    """What belongs to the group / what belongs to all."""
    y = replace(case.term("y"), name="own", words=f"{case.column_words['y']} of the group")
    whole = case.estimator.whole
    if whole is None:
        return of_terms("group / all", (y,), "", None)
    others = float(whole.values[:, 0].sum()) - y.value
    rest = Term("others", f"{case.column_words['y']} of all others", others, "SUM([others.y])")
    expression = "{own} / ({own} + {others})"
    made = of_terms("group / (group + all others)", (y, rest), expression, case.estimate.value)
    return _with_range(case, made, whole.values[:, 0], whole.n)


def _with_range(case: Case, made: Worked, money: Floats, accounts: int) -> Worked:
    replicates = case.replicates
    if replicates is None:
        return made
    share, worth = replicates.value, kish(money)
    told = [
        *case.buckets(replicates),
        Figure("accounts that the money is worth", worth),
        Figure("z", z_of(case.rules.confidence)),
    ]
    told[0] = Figure("accounts", float(accounts))
    effective = min(worth, float(accounts))
    if 0 < share < 1 and replicates.variance > 0:
        told.append(Figure("R (1 - R) / variance", share * (1 - share) / replicates.variance))
        effective = min(effective, share * (1 - share) / replicates.variance)
    told.append(Figure("effective number", effective))
    return replace(made, rule=RULE, range=(*told, *case.limits()))
