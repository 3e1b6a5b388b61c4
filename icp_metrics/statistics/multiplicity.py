"""Many comparisons at once: the false discovery rate, which decides, and two stricter rules.

Checked against statsmodels multipletests and Benjamini & Hochberg (1995), section 3.2.
"""

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


def bonferroni(p: Sequence[float]) -> list[float]:
    """Each p times their number, capped at 1: holds however they depend on each other."""
    return [min(1.0, len(p) * v) for v in p]


def holm(p: Sequence[float]) -> list[float]:
    """Bonferroni in steps, never less able to tell: Holm (1979) Scand J Stat 6:65-70.

    The i-th smallest is max over j <= i of p(j) · (m - j + 1), capped at 1.
    """
    adjusted = [0.0] * len(p)
    largest = 0.0
    for rank, index in enumerate(sorted(range(len(p)), key=p.__getitem__)):
        largest = max(largest, min(1.0, (len(p) - rank) * p[index]))
        adjusted[index] = largest
    return adjusted
