"""A row from the sums: the estimates of its groups, their gap, its change, what stands beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np

from icp_metrics.compare.answer import Answer
from icp_metrics.compare.cells import GROUPS, ROWS, Block, Cell
from icp_metrics.compare.concentration import concentrated, largest
from icp_metrics.compare.hindsight import before_definition, hindsight
from icp_metrics.compare.periods import Period
from icp_metrics.compare.row import Change, Group, Row, number
from icp_metrics.compare.targets import target
from icp_metrics.compare.unknown import follows, unknown
from icp_metrics.compare.view import View
from icp_metrics.kpis import Kpi
from icp_metrics.profile.fit import ALL, FIT, NOT_FIT, UNKNOWN
from icp_metrics.statistics.estimate import Difference, Estimate, Estimator, Rules
from icp_metrics.statistics.quotient import Quotient
from icp_metrics.statistics.ratio import change_of

_DAY = timedelta(days=1)


@dataclass(frozen=True, eq=False)
class Figures:
    """The groups of a period and segment. `cells` are empty where the KPI is made of `parts`."""

    estimator: Estimator
    cells: dict[str, Cell]
    groups: dict[str, Group]
    parts: tuple[Figures, ...] = ()

    @property
    def horizon(self) -> int | None:
        """How far what it is made of was followed."""
        every = (self.estimator.horizon, *(p.horizon for p in self.parts))
        return next((h for h in every if h is not None), None)


def row(view: View, answer: Answer, i: int, segment: str | None) -> Row:
    """The row of a period and segment, not yet judged beside others."""
    q = answer.question
    rules = rules_of(view)
    now, past = q.periods[i], answer.past.get(i)
    found = figures(answer, i, segment, rules)
    gap = gap_of(found, rules)
    earlier = before_definition(view, answer, i)
    to_reach = target(view, q, found.groups[FIT].estimate)
    change = None
    # Two scales are no more compared than added up.
    if past is not None and now.complete and q.kpi.window != "now":
        scales = {answer.scale(p, segment) for p in (past, i)} - {None}
        if len(scales) < 2:
            then = figures(answer, past, segment, rules, found)
            change = _change(found, then, q.periods[past], rules)
    return Row(
        kpi=q.kpi,
        variant=q.variant,
        currency=answer.currency,
        period=now,
        by=None if q.by is None else q.by.name,
        segment=segment,
        groups=found.groups,
        gap=gap,
        q=None,
        change=change,
        verdict="too_little_data",
        extras=_extras(answer, i, segment, found, gap, rules)
        | _largest(view, answer, i, found)
        | ({} if earlier is None else {"before_definition": earlier})
        | ({} if to_reach is None else {"target": to_reach}),
        flags=(*_flags(answer, now, found), *(["hindsight"] if hindsight(earlier) else [])),
        horizon=found.horizon if answer.mature_days is None else answer.mature_days,
    ).light()


def rules_of(view: View) -> Rules:
    """What estimates are judged by, as the settings have it."""
    least, careful = view.settings["min_n"]
    return Rules(
        view.settings["confidence"],
        least,
        careful,
        view.settings["cycle_horizon_days"],
        view.settings["horizon_months"],
    )


def figures(
    answer: Answer,
    i: int,
    segment: str | None,
    rules: Rules,
    now: Figures | None = None,
    beside: Sequence[Answer] = (),
) -> Figures:
    """The groups of a period and segment. `now`: those of the period that this one lies before.

    `beside`: answers whose groups are shown with these, and share what all groups shown share.
    """
    kpi, reason = answer.question.kpi, answer.reason(i, segment)
    if answer.parts:
        was = (None,) * len(answer.parts) if now is None else now.parts
        parts = tuple(
            figures(p, i, segment, rules, w, [b.parts[n] for b in beside])
            for n, (p, w) in enumerate(zip(answer.parts, was, strict=True))
        )
        return Figures(kpi.estimator, {}, _combined(kpi, parts, reason, rules), parts)
    found = {g: answer.found.get((i, segment, g)) or _empty(kpi) for g in GROUPS}
    estimator = kpi.estimator if now is None else now.estimator
    if reason is None:
        told = [c.sums for g, c in found.items() if g != ALL]
        others = (b.found.get((i, segment, g)) for b in beside for g in GROUPS if g != ALL)
        told += [c.sums for c in others if c is not None]
        estimator = (estimator.settle if now is None else estimator.resettle)(told, rules)
    groups = {}
    for name, cell in found.items():
        estimate = (
            estimator.estimate(cell.sums, rules) if reason is None else Estimate.unknown(reason)
        )
        groups[name] = Group(estimate, cell.n, cell.facts, cell.judged_later, cell.filled_later)
    return Figures(estimator, found, groups)


def _combined(
    kpi: Kpi, parts: tuple[Figures, ...], reason: str | None, rules: Rules
) -> dict[str, Group]:
    """What parts make together. It has no facts: those behind it are those of its parts."""
    assert isinstance(kpi.estimator, Quotient)
    groups = {}
    for name in GROUPS:
        top, bottom = (p.groups[name] for p in parts)
        estimate = (
            kpi.estimator.combine(top.estimate, bottom.estimate, rules)
            if reason is None
            else Estimate.unknown(reason)
        )
        groups[name] = Group(estimate, min(top.n, bottom.n), 0)
    return groups


def _empty(kpi: Kpi) -> Cell:
    values = np.zeros((ROWS, len(kpi.estimator.columns)))
    if kpi.estimator.keyed_by is None:
        return Cell(values, np.zeros(ROWS), 0)
    nothing = np.zeros(0, dtype=np.int64)
    return Cell(Block(nothing, nothing, values[:0]), np.zeros(ROWS), 0)


def gap_of(found: Figures, rules: Rules) -> Difference:
    """Fit minus not fit; without p where a side is insufficient."""
    fit, not_fit = found.groups[FIT].estimate, found.groups[NOT_FIT].estimate
    gap = found.estimator.difference(fit, not_fit, rules)
    if "insufficient" in (fit.status, not_fit.status):
        return replace(gap, p=None)
    return gap


def _change(now: Figures, past: Figures, before: Period, rules: Rules) -> Change:
    fit, not_fit = (
        now.estimator.difference(now.groups[g].estimate, past.groups[g].estimate, rules)
        for g in (FIT, NOT_FIT)
    )
    return Change(before, fit, not_fit, change_of(gap_of(now, rules), gap_of(past, rules)))


def _extras(
    answer: Answer, i: int, segment: str | None, found: Figures, gap: Difference, rules: Rules
) -> dict[str, Any]:
    kpi, reason = answer.question.kpi, answer.reason(i, segment)
    extras: dict[str, Any] = {
        name: {g: number(answer.companions.get(name, {}).get((i, segment, g))) for g in GROUPS}
        for name in kpi.companions
    }
    if reason is None:
        for group, cell in found.cells.items():
            for name, value in found.estimator.companions(cell.sums, rules).items():
                extras.setdefault(name, {})[group] = None if value is None else number(value)
        if (told := unknown(found.estimator, found.cells, gap, rules)) is not None:
            extras["unknown"] = told
    if (apart := _not_fit_v_unknown(found, rules)) is not None:
        extras["not_fit_v_unknown"] = apart
    if answer.money_in is not None and answer.currency is None:
        extras["currency"] = answer.money_in
    if answer.missing:
        extras["missing"] = list(answer.missing)
    if reason == "mixed_currency":
        extras["currencies"] = answer.currencies
    left_out = answer.counted("left_out")
    if left_out and answer.question.by is None:
        extras["left_out"] = left_out
    for name in kpi.shares:
        extras[name] = {g: cell.shares.get(name) for g, cell in found.cells.items()}
    return extras


def _not_fit_v_unknown(found: Figures, rules: Rules) -> dict[str, float | None] | None:
    """Not fit minus unknown: whether those who cannot be judged do as those who do not fit."""
    sides = [found.groups[g].estimate for g in (NOT_FIT, UNKNOWN)]
    gap = found.estimator.difference(sides[0], sides[1], rules)
    if gap.low is None or any(side.status == "insufficient" for side in sides):
        return None
    return {"value": number(gap.value), "low": number(gap.low), "high": number(gap.high)}


def _largest(view: View, answer: Answer, i: int, found: Figures) -> dict[str, Any]:
    """What the largest account of each group holds, of a whole that one bucket holds much of.

    Not of the periods of a trend: each would be a question of its own, and nothing shows them.
    """
    told: dict[str, Any] = {}
    if answer.question.by is not None or len(answer.shown) > 1:
        return told
    parts = zip((answer, *answer.parts), (found, *found.parts), strict=True)
    for of, figures_of in parts:
        held = concentrated(figures_of.estimator, figures_of.cells, figures_of.groups)
        for group, sum_of in held.items():
            account = largest(view, of.question, i, group, sum_of)
            kept = told.get(group)
            if kept is None or account["share"] > kept["share"]:
                told[group] = {**account, "kpi": of.question.kpi.id}
    return {"largest": told} if told else {}


def _flags(answer: Answer, period: Period, found: Figures) -> tuple[str, ...]:
    kpi, groups = answer.question.kpi, found.groups
    said = [*kpi.flags, *answer.counted("flag"), *answer.counted("circular")]
    if not period.complete and kpi.window != "now":
        said.append("incomplete_period")
    if answer.mature_on is not None and period.starts <= answer.mature_on < period.ends - _DAY:
        said.append("partly_immature")
    few = any(groups[g].estimate.reason == "concentration" for g in (FIT, NOT_FIT))
    if few or any(concentrated(f.estimator, f.cells, f.groups) for f in (found, *found.parts)):
        said.append("concentration")
    whole = groups[ALL]
    if 2 * whole.judged_later > whole.facts:
        said.append("judged_later")
    if follows(found.estimator, found.cells):
        said.append("unknown_follows")
    shares = found.cells[ALL].shares if found.cells else {}
    said += [n.removesuffix("_share") for n in kpi.shares if shares.get(n, 0) > 0]
    return tuple(said)
