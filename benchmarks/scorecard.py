"""How long the statistics of a whole scorecard take, from sums that are ready.

    python -m benchmarks.scorecard [STORE]

Every KPI of the catalog: three groups and the whole with their likely ranges, the gap, the gap at
like mix with its strata, and q over both families. STORE: one that holds data; without it the demo
company is loaded into a temporary folder. The yardstick is numpy's sort of a million random floats,
before and after in the same run. The sums come from the engine and are not timed; the goal is the
issue's.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import numpy as np

from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View, open_view
from icp_metrics.compare.answer import Answer, answer
from icp_metrics.compare.rows import figures, rules_of
from icp_metrics.compare.strata import known, strata, strata_cells
from icp_metrics.demo import load_demo
from icp_metrics.profile.fit import FIT, NOT_FIT
from icp_metrics.statistics.estimate import Rules, Sums
from icp_metrics.statistics.multiplicity import benjamini_hochberg
from icp_metrics.statistics.standardised import standardised
from icp_metrics.store import Store

GOAL_MS = 100
_RUNS, _BURN = 15, 2


@dataclass(frozen=True, eq=False)
class Ready:
    """The sums of a KPI: of each group, and of both in each stratum."""

    answer: Answer
    strata: list[tuple[Sums, Sums]]


def ready(view: View) -> list[Ready]:
    """The sums of every KPI in the default period."""
    found = []
    for kpi in KPIS.values():
        got = answer(view, kpi, Slice())
        q = replace(got.question, periods=(got.question.periods[got.shown[0]],))
        sides: list[tuple[Sums, Sums]] = []
        if kpi.better != "neither" and not kpi.parts and (used := strata(view, q.kpi)).by:
            cells, used = known(strata_cells(view, q, used.by), used)
            none = Sums.none(len(q.kpi.estimator.columns), keyed=bool(q.kpi.estimator.keyed_by))
            for groups in cells.get((0, None), {}).values():
                fit, not_fit = (groups[g].sums if g in groups else none for g in (FIT, NOT_FIT))
                if fit.facts.any() or not_fit.facts.any():
                    sides.append((fit, not_fit))
        found.append(Ready(got, sides))
    return found


def scorecard(sums: Sequence[Ready], rules: Rules) -> list[float | None]:
    """Everything a scorecard shows of them; returns q."""
    families: dict[bool, list[float | None]] = {True: [], False: []}
    for each in sums:
        kpi = each.answer.question.kpi
        found = figures(each.answer, each.answer.shown[0], None, rules)
        fit, not_fit = (found.groups[g].estimate for g in (FIT, NOT_FIT))
        gap = found.estimator.difference(fit, not_fit, rules)
        if kpi.better != "neither":
            families[kpi.headline].append(gap.p)
        if each.strata:
            standardised(found.estimator, each.strata, rules)
    return [q for p in families.values() for q in benjamini_hochberg(p)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scorecard", description=__doc__)
    parser.add_argument("store", nargs="?", type=Path)
    asked: Path | None = parser.parse_args().store
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="icp-metrics-scorecard-") as folder:
        store = Store(asked or Path(folder) / "store")
        if asked is None:
            load_demo(store, lambda _: None)
        view = open_view(store)
        sums, rules = ready(view), rules_of(view)
    numbers = np.random.default_rng(1).random(1_000_000)

    def sort() -> object:
        return np.sort(numbers)

    first = _taken(sort)
    took = _taken(lambda: scorecard(sums, rules))
    crude = _taken(lambda: scorecard([replace(each, strata=[]) for each in sums], rules))
    second = _taken(sort)
    of = sum(q is not None for q in scorecard(sums, rules))
    in_strata = [len(each.strata) for each in sums if each.strata]
    print(f"{len(sums)} KPIs, {of} with q, {len(in_strata)} at like mix of up to {max(in_strata)}")
    print(f"strata; {os.cpu_count()} cores, load average before {before:.1f}; medians of {_RUNS}")
    print(f"numpy's sort of a million floats: {first} and {second}")
    yard = (first.wall + second.wall) / 2
    print(f"statistics of the scorecard: {took}, {took.wall / yard:.2f} of it; goal {GOAL_MS} ms")
    print(f"of which without strata: {crude}")


@dataclass(frozen=True)
class Taken:
    """Median milliseconds by the clock, and of the processor, which other programs move less."""

    wall: float
    processor: float

    def __str__(self) -> str:
        return f"{self.wall:.0f} ms ({self.processor:.0f} of the processor)"


def _taken(run: Callable[[], object]) -> Taken:
    wall, processor = [], []
    for _ in range(_BURN + _RUNS):
        begun, worked = perf_counter(), process_time()
        run()
        wall.append(1000 * (perf_counter() - begun))
        processor.append(1000 * (process_time() - worked))
    return Taken(median(wall[_BURN:]), median(processor[_BURN:]))


if __name__ == "__main__":
    main()
