"""How one account's MRR moved, in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from icp_metrics.wording.numbers import full_money

_WORDS = {
    "new": "new",
    "reactivation": "reactivation",
    "expansion": "expansion",
    "contraction": "contraction",
    "churn": "churn",
}


def movements(moved: Mapping[str, Decimal], currency: str | None) -> str:
    """`MRR moved by $760.00 new, $45.00 expansion and $20.00 contraction to $785.00.`"""
    said = [
        f"{full_money(float(moved[name]), currency)} {word}"
        for name, word in _WORDS.items()
        if moved[name]
    ]
    listed = " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)
    return f"MRR moved by {listed} to {full_money(float(moved['final_mrr']), currency)}."
