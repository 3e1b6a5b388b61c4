"""How much of a gap is rates and how much is mix: Kitagawa (1955) JASA 50:1168-1194."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Kitagawa:
    """The two parts of a gap; they add up to it."""

    rate: float
    mix: float

    @property
    def gap(self) -> float:
        """First minus second, as they are."""
        return self.rate + self.mix


def kitagawa(
    first: Sequence[tuple[float, float]], second: Sequence[tuple[float, float]]
) -> Kitagawa | None:
    """The gap of two crude rates as rates at the mean mix, and mix at the mean rate.

    Per stratum (y, x), with its rate r = y/x and its share m = x / sum x of a group: rate =
    sum (r1 - r2)·(m1 + m2)/2 and mix = sum (m1 - m2)·(r1 + r2)/2. A stratum of which one group
    has x = 0 has one rate, which stands for both: all of its part is mix. None where a group has
    nothing at all.

    Raises ValueError where lengths differ. Checked by hand and against the three-factor form of
    Das Gupta (1993), Bureau of the Census P23-186.
    """
    all_first, all_second = (sum(x for _, x in group) for group in (first, second))
    if not (all_first > 0 and all_second > 0):
        return None
    rate = mix = 0.0
    for (y1, x1), (y2, x2) in zip(first, second, strict=True):
        if not (x1 or x2):
            continue
        r1 = y1 / x1 if x1 else y2 / x2
        r2 = y2 / x2 if x2 else r1
        m1, m2 = x1 / all_first, x2 / all_second
        rate += (r1 - r2) * (m1 + m2) / 2
        mix += (m1 - m2) * (r1 + r2) / 2
    return Kitagawa(rate, mix)
