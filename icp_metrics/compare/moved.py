"""What moved a figure from one state to another: rows, the ICP definition, settings.

The figure is made again at every step by the same estimator: before; without the rows that were
removed; with the rows that stayed as they are now; with the new rows too; by the ICP definition
after; with the settings after. The differences from step to step add up to the whole change. It is
of one period and revises it: nothing was drawn anew, so it has no likely range.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from icp_metrics.catalog import KPIS
from icp_metrics.compare.answer import answer
from icp_metrics.compare.both import PARTS, Both, Part
from icp_metrics.compare.cells import GROUPS
from icp_metrics.compare.question import default_period
from icp_metrics.compare.row import Group, Row, number
from icp_metrics.compare.rows import figures, row, rules_of
from icp_metrics.compare.slice import Slice
from icp_metrics.kpis import Kpi
from icp_metrics.profile.fit import FIT, NOT_FIT

_ROUNDING = 1e-9
"""Sums come from cubes or from facts, which add in another order."""


@dataclass(frozen=True)
class Steps:
    """A figure before and after, and what each part did to it; 0 where it did nothing.

    A part is None where the figure is not known on the way, as when every row was replaced: what
    such parts did together is `unsplit`. All are None where an end is not known.
    """

    before: float | None
    after: float | None
    removed: float | None = None
    changed: float | None = None
    new: float | None = None
    definition: float | None = None
    settings: float | None = None
    unsplit: float | None = None

    @property
    def change(self) -> float | None:
        """The whole change: the sum of the parts."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def parts(self) -> dict[str, float]:
        """The parts that did something, in their order; what only rounds is nothing."""
        least = _ROUNDING * max(abs(self.before or 0.0), abs(self.after or 0.0))
        told = {name: getattr(self, name) for name in (*PARTS, "unsplit")}
        return {n: amount for n, amount in told.items() if amount and abs(amount) > least}


@dataclass(frozen=True, eq=False)
class Moved:
    """A KPI in one period, before and after: per group and for their gap its steps.

    `row`: the answer after, for its words and units. `ends`: each group before and after.
    """

    row: Row
    ends: dict[str, tuple[Group, Group]]
    groups: dict[str, Steps]
    gap: Steps

    def to_json(self) -> dict[str, Any]:
        """The steps as plain data."""
        period = self.row.period
        statuses = {
            name: {"status_before": a.estimate.status, "status_after": b.estimate.status}
            for name, (a, b) in self.ends.items()
        }
        return {
            "kpi": self.row.kpi.id,
            "variant": self.row.variant,
            "unit": self.row.kpi.unit,
            "currency": self.row.currency,
            "period": {"starts": period.starts.isoformat(), "ends": period.ends.isoformat()},
            "groups": {
                name: {**asdict(steps), **statuses[name]} for name, steps in self.groups.items()
            },
            "gap": asdict(self.gap),
        }


def moved(both: Both, kpi: Kpi, asked: Slice) -> Moved:
    """How the figures of a KPI moved in a slice, which is the same for both states.

    Without a period: the last four complete quarters of the state after.
    """
    same = within(both, kpi, asked)
    views = [both.before, *(view for _, view in both.steps)]
    found = [answer(view, kpi, same) for view in views]
    made = [
        figures(each, each.shown[0], None, rules_of(view)).groups
        for each, view in zip(found, views, strict=True)
    ]
    now = found[-1]
    # Amounts in two currencies are no more compared than added up.
    alike = [len({each.money_in, now.money_in} - {None}) < 2 for each in found]
    names = [part for part, _ in both.steps]
    values = {
        g: [
            _value(groups[g]) if same_money else None
            for groups, same_money in zip(made, alike, strict=True)
        ]
        for g in GROUPS
    }
    gaps = [
        None if fit is None or other is None else fit - other
        for fit, other in zip(values[FIT], values[NOT_FIT], strict=True)
    ]
    return Moved(
        row=row(both.after, now, now.shown[0], None),
        ends={g: (_light(made[0][g]), _light(made[-1][g])) for g in GROUPS},
        groups={g: split(names, values[g]) for g in GROUPS},
        gap=split(names, gaps),
    )


def headline_moved(both: Both) -> list[Moved]:
    """How the headline KPIs moved, in their own default periods."""
    return [moved(both, kpi, Slice()) for kpi in KPIS.values() if kpi.headline]


def within(both: Both, kpi: Kpi, asked: Slice) -> Slice:
    """The slice with its period said: for want of another that of the state after."""
    whole = default_period(both.after, kpi)
    return replace(asked, starts=asked.starts or whole.starts, ends=asked.ends or whole.ends)


def split(names: Sequence[Part], values: Sequence[float | None]) -> Steps:
    """The steps from the values before and after each part; a part may come twice."""
    before, after = values[0], values[-1]
    if before is None or after is None:
        return Steps(before, after)
    parts: dict[str, float | None] = dict.fromkeys(PARTS, 0.0)
    unsplit, level = 0.0, before
    pending: list[str] = []
    for name, value in zip(names, values[1:], strict=True):
        pending.append(name)
        if value is None:
            continue
        told = parts[name]
        if len(pending) == 1 and told is not None:
            parts[name] = told + (value - level)
        else:
            unsplit += value - level + sum(parts[p] or 0.0 for p in set(pending))
            parts |= dict.fromkeys(pending)
        level, pending = value, []
    return Steps(before, after, unsplit=unsplit, **parts)


def _value(group: Group) -> float | None:
    return number(group.estimate.value)


def _light(group: Group) -> Group:
    return replace(group, estimate=replace(group.estimate, replicates=None))
