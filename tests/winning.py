"""Companies that spend on winning customers: accounts, deals and costs of tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.builders import account, deal

Rows = list[dict[str, Any]]

END = {"as_of": "2025-12-31", "data_through": "2025-12-31"}
"""What a load of these states: that the data is known to the end of the year."""


def accounts(fit: int = 40, others: int = 40) -> Rows:
    """Accounts F0, F1, ... that fit, and N0, N1, ... that do not."""
    return [
        *(account(f"F{i}", industry="software") for i in range(fit)),
        *(account(f"N{i}", industry="retail") for i in range(others)),
    ]


def deals(won: Mapping[str, int], fit: int = 40, others: int = 40, **cells: Any) -> Rows:
    """A deal of each account, created on 10 February 2025, that closed on 20 May.

    Of each kind the first `won` were won, the others lost.
    """
    return [
        deal(
            f"d{name}{i}",
            f"{name}{i}",
            "won" if i < won[name] else "lost",
            "2025-05-20",
            **{"created_on": "2025-02-10", "amount": 100, **cells},
        )
        for name, count in (("F", fit), ("N", others))
        for i in range(count)
    ]


def cost(name: str, spent_on: str, amount: float, **cells: Any) -> dict[str, Any]:
    """A cost in EUR, of people unless told otherwise."""
    return {
        "spend_id": name,
        "spent_on": spent_on,
        "amount": amount,
        "currency": "EUR",
        "category": "people",
        **cells,
    }
