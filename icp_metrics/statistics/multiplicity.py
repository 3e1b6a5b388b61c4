"""Many comparisons at once: the false discovery rate."""

from __future__ import annotations

from collections.abc import Sequence


def benjamini_hochberg(p: Sequence[float | None]) -> list[float | None]:
    """q values: p adjusted for the number of comparisons in the family.

    Benjamini & Hochberg (1995) JRSS B 57:289-300: q(i) = min over j >= i of p(j)·m/j, capped at 1.
    A comparison without p leaves the family before adjusting and keeps None.
    """
    order = sorted((v, i) for i, v in enumerate(p) if v is not None)
    q: list[float | None] = [None] * len(p)
    smallest = 1.0
    for rank in range(len(order), 0, -1):
        value, index = order[rank - 1]
        smallest = min(smallest, value * len(order) / rank)
        q[index] = smallest
    return q
