"""Line: one figure of a textbook, beside an answer that does not rest on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from icp_metrics.compare.row import number

Part = Literal["fit", "not_fit", "gap", "strata", "planning", "family"]
"""What a line is about: a group, both compared, both compared within strata, what so many facts
could tell, or the comparisons that are judged together."""

Scale = Literal[
    "value", "money", "difference", "share", "times", "days", "apart", "years", "chi2", "count", "p"
]
"""How the figure is to be read: in the unit of the KPI, as money, as a difference in that unit, as
a share, a ratio, days, a difference of days, years, a test statistic, a number of facts, or p
alone."""


@dataclass(frozen=True)
class Line:
    """A figure with its limits and p, where it has them.

    `given`: what it was made of. `source`: where the method comes from. Shares are fractions.
    """

    part: Part
    name: str
    scale: Scale
    given: str
    source: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None

    def to_json(self) -> dict[str, str | float | None]:
        """The line as plain data; what is not known is null."""
        figures = {k: number(getattr(self, k)) for k in ("value", "low", "high", "p")}
        words = {k: str(getattr(self, k)) for k in ("part", "name", "scale", "given", "source")}
        return {**words, **figures}
