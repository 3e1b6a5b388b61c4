"""Strata: what a difference is adjusted for, and the sums of each group in each of them.

Set before looking (`strata`): attributes of accounts, taken from the span a fact is judged in. An
attribute that the ICP definition judges by is left out: it fixes the mix, and at like mix there
would be nobody to compare with. A missing value is a stratum of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from icp_metrics.compare.cells import Cell, cells
from icp_metrics.compare.dimensions import dimension
from icp_metrics.compare.question import CROSSED, MISSING, Question
from icp_metrics.compare.view import View
from icp_metrics.dimensions import Dimension
from icp_metrics.errors import SliceError
from icp_metrics.kpis import Kpi

LeftOut = Literal["criterion", "not_there", "list", "not_of_accounts", "broken_down_by"]
"""Why a stratum that is set is not used."""

Labels = tuple[str | None, ...]
"""The label of a stratum in each of the attributes; None where that is missing."""

Cells = dict[tuple[int, str | None], dict[Labels, dict[str, Cell]]]
"""By number of the period and segment: the cells of each stratum by group."""


@dataclass(frozen=True)
class Strata:
    """The attributes a difference is adjusted for, and those set that are left out, with why."""

    by: tuple[Dimension, ...]
    left_out: Mapping[str, LeftOut]

    @property
    def names(self) -> tuple[str, ...]:
        """As they are asked for."""
        return tuple(d.name for d in self.by)


def strata(view: View, kpi: Kpi, by: Dimension | None = None) -> Strata:
    """What the settings, the data and the ICP definition leave to adjust for.

    `by`: what the answer is broken down by; within a segment that is alike already.
    """
    used: list[Dimension] = []
    left_out: dict[str, LeftOut] = {}
    judged = {c.attribute for c in view.profile.criteria} if view.profile is not None else set()
    for asked in view.settings["strata"]:
        name = asked.partition(":")[0]
        if name in {d.name for d in used}:
            # Crossed with itself it is the same.
            continue
        try:
            found = dimension(view, kpi, asked)
        except SliceError:
            left_out[name] = "not_there"
            continue
        if found.attribute.table != "accounts":
            left_out[name] = "not_of_accounts"
        elif name in judged:
            left_out[name] = "criterion"
        elif found.is_list:
            left_out[name] = "list"
        elif by is not None and by.name == name:
            left_out[name] = "broken_down_by"
        else:
            used.append(found)
    return Strata(tuple(used), left_out)


def strata_cells(view: View, q: Question, by: Sequence[Dimension]) -> Cells:
    """The cells of a question in each stratum of one attribute or more."""
    alone = q.by is None and len(by) == 1
    # One attribute is a break-down like any other, for which there may be a cube.
    asked = replace(q, by=by[0]) if alone else replace(q, strata=tuple(by))
    found: Cells = {}
    for (period, label, group), cell in cells(view, asked).items():
        *stratum, segment = [label, None] if alone else _labels(label, len(by))
        of_segment = found.setdefault((period, segment), {})
        of_segment.setdefault(tuple(stratum), {})[group] = cell
    return found


def known(found: Cells, used: Strata) -> tuple[Cells, Strata]:
    """Both without the attributes that are blank in all facts: the data does not have them."""
    every = [labels for of_segment in found.values() for labels in of_segment]
    kept = [i for i in range(len(used.by)) if any(labels[i] is not None for labels in every)]
    blank = [d.name for i, d in enumerate(used.by) if i not in kept]
    if not blank:
        return found, used
    left_out: dict[str, LeftOut] = {**used.left_out}
    left_out |= dict.fromkeys(blank, "not_there")
    by = tuple(used.by[i] for i in kept)
    shorter = {
        key: {tuple(labels[i] for i in kept): cells for labels, cells in of_segment.items()}
        for key, of_segment in found.items()
    }
    return shorter, Strata(by, left_out)


def _labels(crossed: str | None, strata: int) -> list[str | None]:
    assert crossed is not None
    labels = crossed.split(CROSSED, maxsplit=strata)
    return [None if label == MISSING else label for label in labels]
