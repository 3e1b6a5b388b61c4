"""What a customer is worth: expected to a horizon, brought to date, and projected."""

from __future__ import annotations

import numpy as np

from icp_metrics.explain.worked.amounts import of_amount
from icp_metrics.explain.worked.case import Case
from icp_metrics.explain.worked.worked import Column, Term, Worked, of_terms, plain
from icp_metrics.statistics.kaplan_meier import survival
from icp_metrics.statistics.life_table import every_day
from icp_metrics.statistics.projection import YEARS

_FORMULA = (
    "sum over the months of tenure of S * margin / customers paying, where S is the product so far "
    "of (1 - lost / at risk)"
)


def horizon(case: Case) -> Worked:
    """Sum over the months of S · mean margin."""
    value, months, sums = case.estimate.value, case.estimator.horizon, case.sums
    if value is None or months is None or sums.keys is None:
        return Worked(_FORMULA, (), "", None)
    columns = case.estimator.columns
    by_bucket = every_day(sums.keys, np.moveaxis(sums.values, 1, -1), months - 1)
    whole = dict(zip(columns, by_bucket.sum(axis=0), strict=True))
    staying = survival(whole["lost"], whole["at_risk"])
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(staying == 0, 0.0, staying * whole["margin"] / whole["active"])

    def summed(name: str, words: str) -> Column:
        values = tuple(map(float, whole[name]))
        return Column(name, words, values, f"SUMIFS([{name}],[tenure],{{month}})")

    gone = "IF({lost}=0,1,1-{lost}/{at_risk})"
    steps = (
        Column("month", "month of tenure", tuple(map(float, range(months)))),
        summed("at_risk", "at risk"),
        summed("lost", "lost"),
        summed("active", "paying"),
        summed("margin", "margin"),
        Column("staying", "S", tuple(map(float, staying)), f"{{staying<}}*{gone}", gone),
        Column(
            "part",
            "S * margin / paying",
            tuple(map(float, each)),
            "IF({staying}=0,0,{staying}*{margin}/{active})",
        ),
    )
    said = " + ".join(
        f"{plain(s)} * {plain(m)} / {plain(a)}"
        for s, m, a in zip(staying, whole["margin"], whole["active"], strict=True)
        if s > 0
    )
    made = Worked(_FORMULA, (), "SUM({part:})", value, said, steps)
    money = by_bucket[:, columns.index("margin")].sum(axis=1)
    return of_amount(case, made, case.estimate.replicates, money)


def to_date(case: Case) -> Worked:
    """Margin brought by an age / customers that came to it."""
    age, sums = case.estimator.horizon, case.sums
    value = case.estimate.value
    if age is None or sums.keys is None:
        return of_terms("margin to date / customers", (), "", None)
    columns = case.estimator.columns
    at = sums.values[:, sums.keys == age].sum(axis=1)
    terms = tuple(
        Term(
            name,
            f"{words} by month {age}",
            float(at[:, columns.index(name)].sum()),
            f"SUMIFS([{name}],[tenure],{age})",
        )
        for name, words in (("margin", "margin"), ("followed", "customers followed"))
    )
    made = of_terms(f"margin / customers, by month {age}", terms, "{margin} / {followed}", value)
    return of_amount(case, made, case.estimate.replicates, at[:, columns.index("margin")])


def projection(case: Case) -> Worked:
    """Shares projected to begin each year, added up, times the mean margin of a year seen."""
    formula = (
        "sum over five years of the share that begins it * margin / years seen; from year n to the "
        "next (beta + n - 1) / (alpha + beta + n - 1) stay"
    )
    value = case.estimate.value
    beside = case.estimator.companions(case.sums, case.rules)
    alpha, beta = beside["alpha"], beside["beta"]
    if value is None or alpha is None or beta is None:
        return Worked(formula, (), "", None)
    margin, seen = case.total("margin"), case.total("at_risk")
    terms = (
        Term("alpha", "alpha, fitted to the renewals by maximum likelihood", alpha, ""),
        Term("beta", "beta, likewise", beta, ""),
        Term("margin", "margin of the years seen", margin, "SUM([margin])"),
        Term("seen", "years seen", seen, "SUM([at_risk])"),
    )
    there = [1.0]
    for year in range(1, YEARS):
        there.append(there[-1] * (beta + year - 1) / (alpha + beta + year - 1))
    columns = (
        Column("year", "year", tuple(map(float, range(1, YEARS + 1)))),
        Column(
            "there",
            "share that begins it",
            tuple(there),
            "{there<}*({beta}+{year<}-1)/({alpha}+{beta}+{year<}-1)",
            "1",
        ),
    )
    said = f"({' + '.join(map(plain, there))}) * {plain(margin)} / {plain(seen)}"
    expression = "SUM({there:})*{margin}/{seen}"
    made = Worked(formula, terms, expression, value, said, columns)
    hangs_on = case.sums.values[..., case.estimator.columns.index("margin")].sum(axis=1)
    return of_amount(case, made, case.estimate.replicates, hangs_on)
