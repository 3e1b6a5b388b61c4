"""Curves by day: the share still there, and the median time to win."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from icp_metrics.explain.worked.case import JACKKNIFE, Case
from icp_metrics.explain.worked.worked import Column, Figure, Worked, plain
from icp_metrics.statistics.aalen_johansen import incidence
from icp_metrics.statistics.inverted import HALF
from icp_metrics.statistics.jackknife import Floats, Ints
from icp_metrics.statistics.kaplan_meier import survival
from icp_metrics.statistics.life_table import at_risk
from icp_metrics.statistics.quantiles import t_critical

POINT = (
    "Wilson's limits with t of k - 1 degrees of freedom, on min(accounts, S (1 - S) / variance); "
    "the limit away from the start takes only the part that was still seen at the end "
    f"(Dorey & Korn 1987). {JACKKNIFE}"
)
MEDIAN = (
    "The days on which the limits of the curve, made on the scale of the logit with t of k - 1 "
    f"degrees of freedom, reach one half (Brookmeyer & Crowley 1982). {JACKKNIFE}"
)
_AT_RISK = 'COUNTIFS([entry_day],"<="&{day},[exit_day],">="&{day})'


@dataclass(frozen=True, eq=False)
class _Table:
    """A group on the days on which somebody left by an event: the last ones `events`, by name."""

    days: Ints
    at_risk: Floats
    events: dict[str, Floats]

    @property
    def columns(self) -> tuple[Column, ...]:
        left = 'COUNTIFS([exit_day],{{day}},[left_by],"{}")'
        return (
            Column("day", "day", tuple(map(float, self.days))),
            Column("at_risk", "at risk", tuple(map(float, self.at_risk)), _AT_RISK),
            *(
                Column(name, name, tuple(map(float, counts)), left.format(name))
                for name, counts in self.events.items()
            ),
        )


def _table(case: Case, events: Iterable[str], last: int) -> _Table:
    sums = case.sums
    keys = np.zeros(0, dtype=np.int64) if sums.keys is None else sums.keys
    whole = {c: sums.values[..., i].sum(axis=0) for i, c in enumerate(case.estimator.columns)}
    named = {name: whole[name] for name in events}
    left = np.sum([*named.values(), whole["censored"]], axis=0)
    risk = at_risk(whole["entered"], left)
    shown = (keys <= last) & (np.sum(list(named.values()), axis=0) > 0)
    return _Table(keys[shown], risk[shown], {n: c[shown] for n, c in named.items()})


def surviving(case: Case) -> Worked:
    """The product over days of 1 - left / at risk, up to the day."""
    day, event = case.estimator.day, case.estimator.event
    table = _table(case, (event,), day)
    curve = survival(table.events[event], table.at_risk)
    share = Column(
        "share",
        "still there",
        tuple(map(float, curve)),
        f"{{share<}}*(1-{{{event}}}/{{at_risk}})",
        f"1-{{{event}}}/{{at_risk}}",
    )
    steps = zip(table.events[event], table.at_risk, strict=True)
    said = " * ".join(f"(1 - {gone:.0f}/{risk:.0f})" for gone, risk in steps) or "1"
    value = case.estimate.value
    known = value is not None
    made = Worked(
        formula=f"product over the days up to {day} of (1 - {event} / at risk)",
        terms=(),
        expression="" if not known else "{share.last}" if len(curve) else "1",
        value=value,
        put_in=said if known else "",
        columns=(*table.columns, share) if len(curve) else (),
    )
    return _with_range(case, made)


def _with_range(case: Case, made: Worked) -> Worked:
    """The worked form of a point of a curve with its likely range."""
    replicates, value = case.replicates, case.estimate.value
    if replicates is None or value is None:
        return made
    told = [*case.buckets(replicates)]
    told.append(Figure("t", t_critical(case.rules.confidence, replicates.k - 1)))
    if 0 < value < 1 and replicates.variance > 0:
        told.append(Figure("S (1 - S) / variance", value * (1 - value) / replicates.variance))
    return replace(made, rule=POINT, range=(*told, *case.limits()))


def reaching(case: Case) -> Worked:
    """The share that an event has happened to by the horizon, where others compete."""
    event, competing = case.estimator.event, case.estimator.competing
    horizon = case.estimator.horizon or 0
    formula = f"sum over the days up to {horizon} of those not gone before times {event} / at risk"
    value = case.estimate.value
    if value is None:
        return Worked(formula, (), "", None)
    table = _table(case, (event, *competing), horizon)
    columns = _reached(table, event)
    if not columns:
        return Worked(formula, (), "0", value, "0")
    before = np.concatenate([[1.0], np.asarray(columns[-2].values[:-1], dtype=float)])
    said = " + ".join(
        f"{plain(s)} * {n:.0f} / {risk:.0f}"
        for s, n, risk in zip(before, table.events[event], table.at_risk, strict=True)
        if n > 0
    )
    made = Worked(formula, (), "{reached.last}", value, said or "0", columns)
    return _with_range(case, made)


def _reached(table: _Table, event: str) -> tuple[Column, ...]:
    """The table with those not gone yet, and the share that the event has happened to."""
    if not len(table.days):
        return ()
    any_event = np.sum(list(table.events.values()), axis=0)
    gone = "+".join(f"{{{name}}}" for name in table.events)
    return (
        *table.columns,
        Column(
            "staying",
            "neither yet",
            tuple(map(float, survival(any_event, table.at_risk))),
            f"{{staying<}}*(1-({gone})/{{at_risk}})",
            f"1-({gone})/{{at_risk}}",
        ),
        Column(
            "reached",
            f"{event} by then",
            tuple(map(float, incidence(table.events[event], any_event, table.at_risk))),
            f"{{reached<}}+{{staying<}}*{{{event}}}/{{at_risk}}",
            f"{{{event}}}/{{at_risk}}",
        ),
    )


def time_to(case: Case) -> Worked:
    """The first day by which half of those that get there by the horizon have got there."""
    event, competing = case.estimator.event, case.estimator.competing
    horizon = case.estimator.horizon or 0
    table = _table(case, (event, *competing), horizon)
    formula = (
        f"first day on which {event}(day) / {event}(day {horizon}) is one half or more, where "
        f"{event}(day) adds up, over the days, those not gone before times {event} / at risk"
    )
    value = case.estimate.value
    steps = _reached(table, event)
    if value is None or not steps:
        return Worked(formula, (), "", None)
    reached = np.asarray(steps[-1].values, dtype=float)
    share = reached / reached[-1]
    by_half = tuple(float(d) if s >= HALF else None for d, s in zip(table.days, share, strict=True))
    columns = (
        *steps,
        Column(
            "part",
            f"of those {event} by day {horizon}",
            tuple(map(float, share)),
            "{reached}/{reached.last}",
        ),
        Column("half", "half or more", by_half, 'IF({part}>=0.5-1E-12,{day},"")'),
    )
    at = int(np.argmax(share >= HALF))
    said = f"day {table.days[at]}: {reached[at]:.6g} / {reached[-1]:.6g} = {share[at]:.4f}"
    if at:
        said += f"; day {table.days[at - 1]}: {share[at - 1]:.4f}"
    made = Worked(formula, (), "MIN({half:})", value, said, columns)
    replicates = case.replicates
    if replicates is None:
        return made
    told = (
        *case.buckets(replicates),
        Figure("t", t_critical(case.rules.confidence, replicates.k - 1)),
        Figure("events", float(table.events[event].sum())),
        Figure("horizon in days", float(horizon)),
    )
    return replace(made, rule=MEDIAN, range=(*told, *case.limits()))
