"""Times until an event as a textbook has them: as if everybody were independent of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from icp_metrics.compare.textbook.line import Line, Part
from icp_metrics.statistics.aalen_johansen import incidence, incidence_variance
from icp_metrics.statistics.estimate import Rules, Sums
from icp_metrics.statistics.jackknife import Floats
from icp_metrics.statistics.kaplan_meier import (
    greenwood,
    log_log_limits,
    median,
    median_limits,
    survival,
)
from icp_metrics.statistics.life_table import at_risk, every_day
from icp_metrics.statistics.logrank import Logrank, logrank
from icp_metrics.statistics.quantiles import z_of
from icp_metrics.statistics.restricted_mean import contrast, restricted_mean

Sides = tuple[Sums, Sums]

_LOGRANK = "Mantel (1966) Cancer Chemotherapy Reports 50:163-170"
_MEAN = "Uno et al. (2014) J Clin Oncol 32:2380-2385"
_KM = "Kaplan & Meier (1958) JASA 53:457-481"


@dataclass(frozen=True)
class Told:
    """What is followed: to which day, and whether the event competes with others."""

    day: int
    event: str
    competes: bool


def of_groups(fit: Sums, not_fit: Sums, told: Told, rules: Rules) -> list[Line]:
    """Each curve at the day, its median and restricted mean, and both compared."""
    tables = _Tables.of([(fit, not_fit)])
    if tables is None:
        return []
    parts: tuple[Part, Part] = ("fit", "not_fit")
    means: list[tuple[float, float]] = []
    lines = []
    for g, part in enumerate(parts):
        own = tables.one(g)
        if own.risk.any():
            lines += own.share(part, told, rules)
            means.append(own.mean(told.day))
            lines.append(own.mean_line(part, told, rules))
    lines.append(_test("gap", "Log-rank test", logrank(tables.events[0], tables.risk[0]), tables))
    return [*lines, *_means_compared(means, told, rules)] if len(means) == 2 else lines


def of_strata(strata: Sequence[Sides], by: Sequence[str]) -> list[Line]:
    """Both compared within strata."""
    tables = _Tables.of(strata)
    if tables is None:
        return []
    name = f"Log-rank test, stratified by {' and '.join(by)}"
    return [_test("strata", name, logrank(tables.events, tables.risk), tables)]


@dataclass(frozen=True, eq=False)
class _Tables:
    """Life tables of groups in strata: events, events of any kind and at risk by day, arrays
    [strata, groups, days] on every day from 0 on."""

    events: Floats
    any_event: Floats
    risk: Floats

    @staticmethod
    def of(strata: Sequence[Sides]) -> _Tables | None:
        """None where nobody was followed."""
        ends = [
            int(k[-1]) for sides in strata for s in sides if (k := s.keys) is not None and len(k)
        ]
        if not ends:
            return None
        last = max(ends)
        made = [[_table(s, last) for s in sides] for sides in strata]
        events, any_event, risk = np.moveaxis(np.asarray(made), 2, 0)
        return _Tables(events, any_event, risk)

    def one(self, group: int) -> _Curve:
        """The curve of a group in the first stratum."""
        return _Curve(self.events[0, group], self.any_event[0, group], self.risk[0, group])


def _table(sums: Sums, last: int) -> Floats:
    """Events, events of any kind, and at risk: columns entered, the event, others, censored."""
    if sums.keys is None or not len(sums.keys):
        return np.zeros((3, last + 1))
    entered, *left = every_day(sums.keys, sums.values.sum(axis=0).T, last)
    any_event = np.sum(left[:-1], axis=0)
    return np.stack([left[0], any_event, at_risk(entered, any_event + left[-1])])


@dataclass(frozen=True, eq=False)
class _Curve:
    """Of one group, by day from 0 on."""

    events: Floats
    any_event: Floats
    risk: Floats

    @property
    def days(self) -> Floats:
        return np.arange(len(self.risk), dtype=float)

    @property
    def given(self) -> str:
        return f"{self.events.sum():,.0f} events, {self.risk.max():,.0f} at risk at most"

    def share(self, part: Part, told: Told, rules: Rules) -> list[Line]:
        """The share at the day: there still, or with the event where others compete."""
        at = min(told.day, len(self.risk) - 1)
        if told.competes:
            value = incidence(self.events, self.any_event, self.risk)[at]
            error = sqrt(float(incidence_variance(self.events, self.any_event, self.risk)[at]))
            margin = z_of(rules.confidence) * error
            name = f"Share {told.event} by day {told.day}, Aalen-Johansen"
            source = "Marubini & Valsecchi (1995) Analysing Survival Data, 10.2"
            ends = (max(0.0, float(value) - margin), min(1.0, float(value) + margin))
            bounds = ends if error > 0 else (None, None)
            return [self._share(part, name, source, float(value), *bounds)]
        value = survival(self.events, self.risk)
        low, high = log_log_limits(value, greenwood(self.events, self.risk), rules.confidence)
        name = f"Share there after day {told.day}, Kaplan-Meier, log-log limits"
        source = f"{_KM}; Kalbfleisch & Prentice (1980), 1.3"
        point = (float(value[at]), _known(low[at]), _known(high[at]))
        return [self._share(part, name, source, *point), *self._medians(part, rules)]

    def _share(
        self,
        part: Part,
        name: str,
        source: str,
        value: float,
        low: float | None,
        high: float | None,
    ) -> Line:
        return Line(part, name, "share", self.given, source, value, low, high)

    def _medians(self, part: Part, rules: Rules) -> list[Line]:
        middle = _known(median(self.days, survival(self.events, self.risk)))
        source = "Brookmeyer & Crowley (1982) Biometrics 38:29-41"
        lines = []
        for scale, words in (("log_log", "log-log"), ("log", "log")):
            low, high = median_limits(
                self.days,
                self.events,
                self.risk,
                rules.confidence,
                "log_log" if scale == "log_log" else "log",
            )
            name = f"Median, {words} limits"
            ends = _known(low), _known(high)
            if middle is not None or any(end is not None for end in ends):
                lines.append(Line(part, name, "days", self.given, source, middle, *ends))
        return lines

    def mean(self, day: int) -> tuple[float, float]:
        """The restricted mean until any event, and its variance."""
        value, variance = restricted_mean(self.days, self.any_event, self.risk, float(day))
        return float(value), float(variance)

    def mean_line(self, part: Part, told: Told, rules: Rules) -> Line:
        value, variance = self.mean(told.day)
        margin = z_of(rules.confidence) * sqrt(variance)
        ends = (value - margin, value + margin) if variance > 0 else (None, None)
        return Line(part, _mean_of(told), "days", self.given, _MEAN, value, *ends)


def _mean_of(told: Told) -> str:
    until = "any close" if told.competes else "leaving"
    return f"Mean days until {until}, of the first {told.day}"


def _means_compared(means: Sequence[tuple[float, float]], told: Told, rules: Rules) -> list[Line]:
    c = contrast(means[0], means[1], rules.confidence)
    name = _mean_of(told)
    given = f"{means[0][0]:.1f} and {means[1][0]:.1f} days"
    return [
        Line("gap", f"{name}: difference", "apart", given, _MEAN, c.difference, c.low, c.high, c.p),
        Line("gap", f"{name}: ratio", "times", given, _MEAN, c.ratio, c.ratio_low, c.ratio_high),
    ]


def _test(part: Part, name: str, found: Logrank, tables: _Tables) -> Line:
    o, e = found.observed, found.expected
    given = f"{o[0]:.0f} events where {e[0]:.1f} are expected, {o[1]:.0f} where {e[1]:.1f}"
    return Line(part, name, "chi2", given, _LOGRANK, found.chi2, p=found.p)


def _known(value: float | Floats) -> float | None:
    return float(value) if np.isfinite(value) else None
