"""Words of decision: what may be said of a gap.

In this order: nothing to compare, or a group under the minimum: too_little_data. The whole likely
range within the smallest difference that matters: equivalent. The deciding range excludes no
difference and q <= 1 - confidence: better or worse. A range too wide to tell a difference that
matters: too_little_data. Else no_clear_difference.
"""

from __future__ import annotations

from math import ceil, isfinite
from typing import Literal

from icp_metrics.compare.row import Verdict
from icp_metrics.statistics.estimate import Difference, Estimate
from icp_metrics.statistics.power import smallest_detectable
from icp_metrics.statistics.quantiles import z_of


def verdict(
    gap: Difference,
    q: float | None,
    sides: tuple[Estimate, Estimate],
    *,
    smallest: float,
    better: Literal["higher", "lower"],
    confidence: float,
) -> Verdict:
    """The word for a gap. `smallest`: the smallest difference that matters, in units of the gap."""
    enough = all(side.status in ("ok", "caution") for side in sides)
    if gap.value is None or gap.low is None or gap.high is None or not enough:
        return "too_little_data"
    if -smallest <= gap.low and gap.high <= smallest:
        return "equivalent"
    if excludes_no_difference(gap) and q is not None and q <= 1 - confidence:
        return "better" if (gap.value > 0) == (better == "higher") else "worse"
    if (gap.high - gap.low) / 2 > smallest:
        return "too_little_data"
    return "no_clear_difference"


def excludes_no_difference(gap: Difference) -> bool:
    """Whether the range that decides excludes no difference: the ratio's where there is one."""
    if gap.ratio_low is not None and gap.ratio_high is not None:
        return gap.ratio_low > 1 or gap.ratio_high < 1
    assert gap.low is not None and gap.high is not None
    return gap.low > 0 or gap.high < 0


def detectable(gap: Difference, confidence: float) -> float | None:
    """The smallest difference that so much data tells four times out of five, whatever it did tell:
    for planning. None without a range."""
    if gap.low is None or gap.high is None:
        return None
    error = (gap.high - gap.low) / 2 / z_of(confidence)
    return smallest_detectable(error, confidence=confidence)


def more_needed(gap: Difference, accounts: int, smallest: float) -> int | None:
    """About how many more accounts would narrow the range to the smallest difference that matters.

    n · ((half-width / difference)² - 1); None when there is no range or no such difference, or
    when no number is large enough.
    """
    if gap.low is None or gap.high is None or smallest <= 0:
        return None
    ratio = (gap.high - gap.low) / 2 / smallest
    more = accounts * (ratio * ratio - 1)
    return ceil(more) if ratio > 1 and isfinite(more) else None
