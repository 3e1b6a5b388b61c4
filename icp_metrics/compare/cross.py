"""Two attributes crossed: the difference in each pair of their values, judged beside all others.

The cells are segments like any other, with labels of both attributes, so they come from the same
sums. They are not adjusted for mix: crossed, few accounts are left in each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare.compare import compare, segments
from icp_metrics.compare.dimensions import dimension
from icp_metrics.compare.family import smallest_gap
from icp_metrics.compare.fold import fold
from icp_metrics.compare.question import CROSSED, MISSING, OTHER
from icp_metrics.compare.row import Row
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.view import View
from icp_metrics.dimensions import Dimension
from icp_metrics.errors import SliceError
from icp_metrics.schema import DATE

MOST = 10
"""Values of each attribute shown by themselves: with OTHER and the missing one 12 at most."""

Label = str | None


@dataclass(frozen=True, eq=False)
class Axis:
    """One of two attributes. `labels`: its values in order, OTHER and then the missing one last;
    `folded`: the values that are OTHER."""

    name: str
    labels: tuple[Label, ...]
    folded: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Cross:
    """The row of all, both attributes, and the row of each pair of their values that has facts.

    `smallest`: the smallest difference that matters, in the unit of the difference.
    """

    total: Row
    first: Axis
    second: Axis
    cells: Mapping[tuple[Label, Label], Row]
    smallest: float


def cross(view: View, kpi: str, asked: Slice, *, most: int = MOST) -> Cross:
    """A slice broken down by `by` and `and_by` at once, over one period.

    Raises SliceError as compare() does, and where both are one attribute or both are lists.
    """
    assert asked.by is not None and asked.and_by is not None and asked.every is None
    chosen = kpi_named(kpi)
    total = compare(view, kpi, replace(asked, by=None, and_by=None))[0]
    starts, ends = total.period.starts, total.period.ends
    names = (asked.by, asked.and_by)
    asked = replace(asked, starts=starts, ends=ends, variant=total.variant, adjust=False)
    of = (dimension(view, total.kpi, names[0]), dimension(view, total.kpi, names[1]))
    _check(*of)
    folding = [fold(view, kpi, replace(asked, by=n, and_by=None), most=most) for n in names]
    kept = tuple(each for one, _ in folding for each in one.kept)
    # What each segment is divided by further is no list: a list is what is broken down by.
    turned = of[1].is_list
    by, and_by = names if not turned else (names[1], names[0])
    [rows] = segments(view, chosen, replace(asked, by=by, and_by=and_by, kept=kept))
    cells: dict[tuple[Label, Label], Row] = {}
    for row in rows:
        one, two = _labels(row)
        # The label begins with what it is divided by further.
        cells[(two, one) if not turned else (one, two)] = row
    axes = [
        Axis(d.name, _order(d, cells, place), folded)
        for place, (d, (_, folded)) in enumerate(zip(of, folding, strict=True))
    ]
    return Cross(total, axes[0], axes[1], cells, smallest_gap(view, total))


def _check(first: Dimension, second: Dimension) -> None:
    if first.name == second.name:
        raise SliceError(f"{first.name} cannot be crossed with itself.")
    if first.is_list and second.is_list:
        raise SliceError(
            f"{first.name} and {second.name} are both lists, of which an account has several "
            "values: cross one of them with an attribute of one value."
        )


def _labels(row: Row) -> tuple[Label, Label]:
    assert row.segment is not None
    first, second = row.segment.split(CROSSED, maxsplit=1)
    return None if first == MISSING else first, None if second == MISSING else second


def _order(
    of: Dimension, cells: Mapping[tuple[Label, Label], Row], place: int
) -> tuple[Label, ...]:
    """The labels of an attribute: bands and years in their order, others by their facts."""
    facts: Counter[Label] = Counter()
    for pair, row in cells.items():
        facts[pair[place]] += row.groups["all"].facts
    bands = {label: i for i, label in enumerate(of.labels())}
    scale = of.is_number or of.attribute.kind is DATE

    def rank(label: Label) -> tuple[int, float, str]:
        last = 2 if label is None else 1 if label == OTHER else 0
        text = label or ""
        return last, bands.get(text, 0) if scale else -facts[label], text

    return tuple(sorted(facts, key=rank))
