"""Row: one answer, and exactly the JSON that the outside relies on."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from icp_metrics.compare.periods import Period
from icp_metrics.compare.question import OTHER
from icp_metrics.kpis import Kpi
from icp_metrics.statistics.estimate import Difference, Estimate

Verdict = Literal["better", "worse", "no_clear_difference", "equivalent", "too_little_data"]


@dataclass(frozen=True, eq=False)
class Group:
    """The figure of one group. `n`: accounts (and facts without one); `facts`: rows behind it."""

    estimate: Estimate
    n: int
    facts: int
    judged_later: int = 0
    filled_later: int = 0


@dataclass(frozen=True, eq=False)
class Change:
    """What became of the figures since the period before, on the same accounts where they stay."""

    before: Period
    fit: Difference
    not_fit: Difference
    gap: Difference


@dataclass(frozen=True, eq=False)
class Adjusted:
    """The gap at like mix. `by`: the attributes it is adjusted for. `crude` = `rate` + `mix`: the
    gap of the facts that can be compared, which leave out the share `dropped`; None where not
    known. `heterogeneity`: the p that the gaps of strata are alike."""

    gap: Difference
    crude: float | None
    rate: float | None
    mix: float | None
    dropped: float
    by: tuple[str, ...]
    heterogeneity: float | None


@dataclass(frozen=True, eq=False)
class Row:
    """One KPI in one period and segment: three groups and the whole, their gap, a verdict.

    `horizon`: how far figures that follow deals or customers do so, in days or months.
    """

    kpi: Kpi
    variant: str
    currency: str | None
    period: Period
    by: str | None
    segment: str | None
    groups: dict[str, Group]
    gap: Difference
    q: float | None
    change: Change | None
    verdict: Verdict
    extras: dict[str, Any] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    horizon: int | None = None
    adjusted: Adjusted | None = None

    @property
    def explained(self) -> bool:
        """Whether the mix explains most of the difference, or more than all of it."""
        return self.adjusted is not None and bool({"reversal", "attenuation"} & {*self.flags})

    def light(self) -> Row:
        """The row without its replicates, which nobody needs who has the limits: a tenth of the
        memory."""
        groups = {
            name: replace(g, estimate=replace(g.estimate, replicates=None))
            for name, g in self.groups.items()
        }
        change = self.change and replace(
            self.change,
            fit=replace(self.change.fit, replicates=None),
            not_fit=replace(self.change.not_fit, replicates=None),
            gap=replace(self.change.gap, replicates=None),
        )
        adjusted = self.adjusted and replace(
            self.adjusted, gap=replace(self.adjusted.gap, replicates=None)
        )
        return replace(
            self,
            groups=groups,
            gap=replace(self.gap, replicates=None),
            change=change,
            adjusted=adjusted,
        )

    def to_json(self) -> dict[str, Any]:
        """The row as plain data. Shares are fractions; what is not known is null."""
        return {
            "kpi": self.kpi.id,
            "variant": self.variant,
            "unit": self.kpi.unit,
            "currency": self.currency,
            "horizon": self.horizon,
            "period": {
                "starts": self.period.starts.isoformat(),
                "ends": self.period.ends.isoformat(),
                "complete": self.period.complete,
            },
            "by": self.by,
            "segment": "Other" if self.segment == OTHER else self.segment,
            "groups": {name: _group(g) for name, g in self.groups.items()},
            "gap": {
                **_interval(self.gap),
                "ratio": number(self.gap.ratio),
                "ratio_low": number(self.gap.ratio_low),
                "ratio_high": number(self.gap.ratio_high),
                "p": number(self.gap.p),
                "q": number(self.q),
            },
            "change": None if self.change is None else _change(self.change),
            "adjusted": None if self.adjusted is None else _adjusted(self.adjusted),
            "verdict": self.verdict,
            "extras": self.extras,
            "flags": list(self.flags),
        }


def number(value: float | None) -> float | None:
    """A number as JSON may hold it: never nan or infinite."""
    return None if value is None or not math.isfinite(value) else value


def _interval(d: Difference | Estimate) -> dict[str, float | None]:
    return {"value": number(d.value), "low": number(d.low), "high": number(d.high)}


def _group(g: Group) -> dict[str, Any]:
    return {
        **_interval(g.estimate),
        "n": g.n,
        "facts": g.facts,
        "judged_later": g.judged_later,
        "filled_later": g.filled_later,
        "status": g.estimate.status,
        "reason": g.estimate.reason,
    }


def _adjusted(a: Adjusted) -> dict[str, Any]:
    return {
        **_interval(a.gap),
        "ratio": number(a.gap.ratio),
        "ratio_low": number(a.gap.ratio_low),
        "ratio_high": number(a.gap.ratio_high),
        "rate": number(a.rate),
        "mix": number(a.mix),
        "crude": number(a.crude),
        "dropped": a.dropped,
        "by": list(a.by),
        "heterogeneity": number(a.heterogeneity),
    }


def _change(c: Change) -> dict[str, Any]:
    return {
        "starts": c.before.starts.isoformat(),
        "ends": c.before.ends.isoformat(),
        "fit": _interval(c.fit),
        "not_fit": _interval(c.not_fit),
        "gap": _interval(c.gap),
    }
