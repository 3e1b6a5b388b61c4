"""Scales that people answer on: their boxes, which of them are the top ones, and a common scale.

An answer of 4 means one thing on a scale from 1 to 5 and another on one from 1 to 7: answers of
several scales are never added up. The facts of the KPI `csat` are `top_box_from` and `rescaled` in
SQL.

Checked by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

MOST_BOXES = 11
"""A scale of more points, such as a slider, has no boxes one could call the top two."""

_TENTHS = 10


def top_box_from(low: float, high: float) -> float | None:
    """The lowest answer that counts as satisfied: top two boxes, 4 of 1 to 5, 6 of 1 to 7.

    On scales of two or three points, such as bad and good as 0 and 1, the top one. None on a
    scale of more than eleven points. Needs high > low.
    """
    points = high - low + 1
    if points > MOST_BOXES:
        return None
    return high if points <= 3 else high - 1


def rescaled(
    score: float, of: tuple[float, float], to: tuple[float, float] = (0.0, 100.0)
) -> float:
    """A score of a scale (low, high) as it is on another: 4 of 1 to 5 is 75 of 0 to 100."""
    (low, high), (first, last) = of, to
    return first + (score - low) / (high - low) * (last - first)


@dataclass(frozen=True)
class Boxes:
    """The boxes of a scale, from the lowest on: its points, or tenths of one of more than eleven
    points."""

    low: float
    high: float

    @property
    def tenths(self) -> bool:
        """Whether a box is a tenth of the scale instead of a point."""
        return self.high - self.low + 1 > MOST_BOXES

    @property
    def begin(self) -> list[float]:
        """The score each box begins at."""
        if self.tenths:
            step = (self.high - self.low) / _TENTHS
            return [self.low + i * step for i in range(_TENTHS)]
        # From above: where ends are not whole, it is the top boxes that must be.
        return [max(self.low, self.high - i) for i in range(ceil(self.high - self.low), -1, -1)]

    def of(self, score: float) -> int:
        """The number of the box a score is in; one between two points is in the lower box."""
        if self.tenths:
            return min(_TENTHS - 1, floor(rescaled(score, (self.low, self.high), (0, _TENTHS))))
        return len(self.begin) - 1 - ceil(self.high - score)
