"""How the difference between in ICP and outside is made."""

from __future__ import annotations

from icp_metrics import wording
from icp_metrics.compare.family import smallest_gap
from icp_metrics.compare.row import Adjusted, Row
from icp_metrics.compare.rows import Figures
from icp_metrics.compare.view import View
from icp_metrics.explain.explanation import Gap
from icp_metrics.explain.worked.worked import Figure
from icp_metrics.profile.fit import FIT, NOT_FIT
from icp_metrics.statistics.jackknife import Replicates, correlation, minus
from icp_metrics.statistics.time_to import TimeTo

_OWN = (
    "From both sides' own limits and the correlation r of the two: low = d - sqrt(a² + b² - 2rab) "
    "with a = first - its low, b = second's high - second; high likewise (Newcombe 1998, method "
    "10; Zou & Donner 2008). In ICP is the first."
)
_BY_RATIO = (
    "Shown as a difference from both sides' own limits, decided by the ratio: the same on the "
    "scale of the logarithm, where no difference is a ratio of 1."
)
_JOINT = (
    "Difference and t times its standard error, with each bucket left out of both sides at once."
)


def gap_of(view: View, row: Row, found: Figures) -> Gap:
    """The difference of a row, with the figures of its likely range."""
    gap, estimator = row.gap, found.estimator
    sides = {wording.GROUP_WORDS[g]: found.groups[g].estimate for g in (FIT, NOT_FIT)}
    told = [
        Figure(f"{words}, {what}", getattr(estimate, what))
        for words, estimate in sides.items()
        for what in ("value", "low", "high")
    ]
    first, second = (e.replicates for e in sides.values())
    if gap.low is not None and first is not None and second is not None:
        told += _spread(first, second)
    rule = _JOINT if isinstance(estimator, TimeTo) else _OWN
    if estimator.decides_by_ratio:
        rule = _BY_RATIO
    return Gap(
        value=gap.value,
        low=gap.low,
        high=gap.high,
        ratio=gap.ratio,
        ratio_low=gap.ratio_low,
        ratio_high=gap.ratio_high,
        p=gap.p,
        q=row.q,
        smallest=smallest_gap(view, row),
        verdict=row.verdict,
        answer=wording.answer(row),
        more_needed=row.extras.get("more_needed"),
        rule=rule,
        figures=tuple(told),
        adjusted=() if row.adjusted is None else _adjusted(row.adjusted),
    )


def _adjusted(a: Adjusted) -> tuple[Figure, ...]:
    return (
        Figure(f"at like {' and '.join(a.by)}", a.gap.value),
        Figure("at like mix, low", a.gap.low),
        Figure("at like mix, high", a.gap.high),
        Figure("difference of the rows that can be compared", a.crude),
        Figure("of that: rate", a.rate),
        Figure("of that: mix", a.mix),
        Figure("share of rows that nothing compares with", a.dropped),
    )


def _spread(first: Replicates, second: Replicates) -> list[Figure]:
    joint = minus(first, second)
    return [
        Figure("correlation of the two (r)", correlation(first, second)),
        Figure("variance of the difference", joint.variance),
    ]
