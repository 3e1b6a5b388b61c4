"""What moved a figure from one data version to the next: new, changed and removed rows.

The figure is made four times by the same estimator: before; without the rows that were removed;
with the rows that stayed as they are now; after, with the new rows too. The differences from step
to step add up to the whole change, exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from icp_metrics.catalog import KPIS
from icp_metrics.compare.answer import answer
from icp_metrics.compare.question import default_period
from icp_metrics.compare.row import Row
from icp_metrics.compare.rows import row
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.view import View, view_over
from icp_metrics.engine.duckdb import DuckEngine
from icp_metrics.kpis import Kpi
from icp_metrics.profile.fit import FIT, NOT_FIT
from icp_metrics.store import Store, Version


@dataclass(frozen=True)
class Steps:
    """A figure before and after, and what each kind of row did to it; None where not known."""

    before: float | None
    removed: float | None
    changed: float | None
    new: float | None
    after: float | None


@dataclass(frozen=True, eq=False)
class Moved:
    """A KPI in one period, before and after: per group (fit, not_fit) and their gap its steps."""

    row: Row
    """The answer after, for its words and units."""
    groups: dict[str, Steps]
    gap: Steps

    def to_json(self) -> dict[str, Any]:
        """The steps as plain data."""
        period = self.row.period
        return {
            "kpi": self.row.kpi.id,
            "variant": self.row.variant,
            "unit": self.row.kpi.unit,
            "currency": self.row.currency,
            "period": {"starts": period.starts.isoformat(), "ends": period.ends.isoformat()},
            "groups": {name: steps.__dict__ for name, steps in self.groups.items()},
            "gap": self.gap.__dict__,
        }


@dataclass(frozen=True)
class Both:
    """Two versions of the data open together, judged by the same ICP definition."""

    before: View
    after: View

    @classmethod
    def open(cls, store: Store, before: tuple[Version, Path], after: tuple[Version, Path]) -> Both:
        """The two versions and their files; the first ICP definition judges both."""
        name = next(iter(store.profile_names()), None)
        document = None if name is None else store.profile(name)
        engines = (DuckEngine(before[1], beside=after[1]), DuckEngine(after[1], beside=before[1]))
        views = [
            view_over(engine, version, store, document)
            for engine, version in zip(engines, (before[0], after[0]), strict=True)
        ]
        return cls(*views)

    def close(self) -> None:
        """Release the files."""
        for view in (self.before, self.after):
            assert isinstance(view.engine, DuckEngine)
            view.engine.close()


def moved(both: Both, kpi: Kpi, asked: Slice) -> Moved:
    """How the figures of a KPI moved in a slice, which is the same for both versions.

    Without a period: the last four complete quarters of the version after.
    """
    whole = default_period(both.after, kpi)
    same = replace(asked, starts=asked.starts or whole.starts, ends=asked.ends or whole.ends)
    views = (
        both.before,
        replace(both.before, shared=True),
        replace(both.after, shared=True),
        both.after,
    )
    rows = [_row(view, kpi, same) for view in views]
    groups = {g: _steps([r.groups[g].estimate.value for r in rows]) for g in (FIT, NOT_FIT)}
    return Moved(rows[-1], groups, _steps([r.gap.value for r in rows]))


def headline_moved(both: Both) -> list[Moved]:
    """How the headline KPIs moved, in their own default periods."""
    return [moved(both, kpi, Slice()) for kpi in KPIS.values() if kpi.headline]


def _row(view: View, kpi: Kpi, asked: Slice) -> Row:
    found = answer(view, kpi, asked)
    return row(view, found, 1, None)


def _steps(values: Sequence[float | None]) -> Steps:
    removed, changed, new = (None if a is None or b is None else b - a for a, b in pairwise(values))
    return Steps(values[0], removed, changed, new, values[-1])
