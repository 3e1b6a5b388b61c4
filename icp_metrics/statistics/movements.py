"""Recurring revenue from one state to the next, and the rates made of it.

Amounts are positive, whatever their direction: opening + new + reactivation + expansion -
contraction - churn = closing. Money may be int, float, Decimal or Fraction, and stays what it is.

Checked against ChartMogul's worked examples, by hand, and by adding up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

Money = TypeVar("Money", int, float, Decimal, Fraction)


def mrr_movements(states: Sequence[Money]) -> dict[str, Money]:
    """How one account's MRR moved through its states, the first of which it came to from nothing.

    `new` (from 0, never paid before), `reactivation` (from 0, paid before), `expansion`,
    `contraction` and `churn` (to 0), each added up, and `final_mrr`. One of several subscriptions
    that ends is a contraction: a state is the sum over all. Categories as in ChartMogul's MRR
    movements. Needs a state, and none below 0.
    """
    zero = states[0] - states[0]
    moved = dict.fromkeys(("new", "reactivation", "expansion", "contraction", "churn"), zero)
    before, paid = zero, False
    for now in states:
        if now > before:
            kind = "expansion" if before > 0 else "reactivation" if paid else "new"
        else:
            kind = "contraction" if now > 0 else "churn"
        moved[kind] += now - before if now > before else before - now
        before, paid = now, paid or now > 0
    return {**moved, "final_mrr": before}


@dataclass(frozen=True)
class Retention:
    """Rates of one period's movements over its opening MRR, as fractions."""

    nrr: float
    grr: float
    gross_churn: float
    net_churn: float


def retention(
    opening: float,
    *,
    churn: float,
    contraction: float = 0,
    expansion: float = 0,
    reactivation: float = 0,
    reactivation_in_nrr: bool = False,
) -> Retention:
    """Net and gross retention and churn of a period, from sums of its movements.

    GRR = (opening - churn - contraction) / opening = 1 - gross churn; NRR adds expansion. An
    account that came back was not paying at the opening, so it is in NRR only if
    `reactivation_in_nrr`. Net churn is ChartMogul's: (churn + contraction - expansion -
    reactivation) / opening. Sums of movements cannot see an account that shrank and grew: the KPI
    compares each account with itself a year before. Raises ValueError if opening is not above 0.
    """
    if opening <= 0:
        raise ValueError(f"opening MRR must be above 0; {opening} is not")
    lost = churn + contraction
    counted = expansion + (reactivation if reactivation_in_nrr else 0)
    return Retention(
        nrr=(opening - lost + counted) / opening,
        grr=(opening - lost) / opening,
        gross_churn=lost / opening,
        net_churn=(lost - expansion - reactivation) / opening,
    )
