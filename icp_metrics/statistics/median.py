"""The median of amounts, from additive counts and sums per bin on the logarithmic scale.

Checked against the median of the single values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BINS_PER_UNIT = 50
"""Bins per unit of the natural logarithm: each is 2 % wide."""


@dataclass(frozen=True)
class BinnedMedian:
    """The median of a column of the facts, exact to the width of a bin (2 %).

    A bin answers with the mean of what it holds, so a value that stands alone in its bin, or is
    repeated, comes back exactly. Values of zero or less share one lowest bin.
    """

    column: str

    @property
    def key(self) -> str:
        """SQL for the bin of a fact; NULL for zero or less."""
        return (
            f"CASE WHEN {self.column} > 0 THEN "
            f"CAST(FLOOR(LN(CAST({self.column} AS DOUBLE)) * {BINS_PER_UNIT}) AS BIGINT) END"
        )

    def value(self, bins: Sequence[tuple[int | None, float, float]]) -> float | None:
        """The median from (bin, count, sum) of each bin; None of nothing.

        With an even count, the mean of the two middle values.
        """
        ordered = sorted(bins, key=lambda b: float("-inf") if b[0] is None else b[0])
        count = sum(n for _, n, _ in ordered)
        if count == 0:
            return None
        middle = ((count - 1) // 2, count // 2)
        return sum(self._at(ordered, rank) for rank in middle) / 2

    @staticmethod
    def _at(ordered: Sequence[tuple[int | None, float, float]], rank: float) -> float:
        seen = 0.0
        for _, n, total in ordered:
            seen += n
            if rank < seen:
                return total / n
        raise IndexError(f"rank {rank} of {seen} values")
