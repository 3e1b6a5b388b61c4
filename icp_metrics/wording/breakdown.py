"""A break-down in words: what its lines are called, and what each does to the difference."""

from __future__ import annotations

from icp_metrics.compare.breakdown import Breakdown
from icp_metrics.compare.cross import Axis, Cross, Label
from icp_metrics.compare.family import DECIDED
from icp_metrics.compare.question import OTHER
from icp_metrics.compare.row import Row
from icp_metrics.wording.numbers import counted, difference
from icp_metrics.wording.plain import attribute, inline, segment
from icp_metrics.wording.sentences import title
from icp_metrics.wording.shown import comparison

NOTHING = "There is nothing to break it down by: no attribute of accounts has a value."

PART = (
    "Part: the difference of all less that of all without the segment. Parts do not add up to the "
    "difference: without a segment the mix is another."
)

FEW_TO_FILTER = 30
"""Values folded into one that a click still filters by: more make an address too long."""


def line(row: Row) -> str:
    """What a line is called: `All`, `South`, `Other: 23 smaller values`."""
    if row.by is None:
        return "All"
    return folded(row.extras["folded"]) if row.segment == OTHER else segment(row.segment)


def folded(values: int) -> str:
    """`Other: 23 smaller values`."""
    return f"Other: {counted(values, 'smaller values')}"


def cell(axis: Axis, label: Label) -> str:
    """What a value of one of two attributes is called."""
    return folded(len(axis.folded)) if label == OTHER else segment(label)


def without(row: Row) -> str:
    """The difference of all without a segment, `+6.1 pp`; an en dash where it is not known."""
    return difference(row.extras.get("without"), row.kpi.unit, row.currency)


def part(row: Row) -> str:
    """What a segment adds to the difference of all, `+2.7 pp`; an en dash where not known."""
    return difference(row.extras.get("part"), row.kpi.unit, row.currency)


def not_known(kpi: str, wanted: str, shown: str) -> str:
    """That a KPI cannot be broken down by what was asked for, and what is shown instead."""
    return f"{kpi} cannot be broken down by {inline(wanted)}: it is shown by {inline(shown)}."


def takeaway(found: Breakdown, by: str, *, state: bool) -> str:
    """What a break-down by an attribute shows, for a screen reader."""
    of = f"{inline(title(found.total))} by {inline(attribute(by))}"
    if state:
        return f"{of}, in ICP, outside and not to be told."
    decided = [r for r in found.segments if r.verdict in DECIDED]
    said = f"Difference in {of}: {len(decided)} of {len(found.segments)} segments are decided."
    first = next((r for r in found.segments if r.extras.get("part")), None)
    if first is None or found.ordered or comparison(found.total).value is None:
        return said
    return f"{said} {line(first)} makes most of it: {part(first)}."


def legend(found: Breakdown, *, state: bool) -> str:
    """How to read a break-down, and what is folded in it."""
    if state:
        said = [
            "It says how things are: no group does better. At the side: accounts. Click a bar to "
            "filter by it."
        ]
    else:
        said = [
            "In ICP minus outside, with its likely range; at the side the accounts in ICP v "
            "outside. Filled: decided. Click a mark to filter by it."
        ]
        if not found.ordered and any(r.extras.get("part") is not None for r in found.segments):
            said.append("What makes the difference of all stands first.")
    if found.folded:
        kept = len([r for r in found.segments if r.segment not in (None, OTHER)])
        said.append(
            f"{folded(len(found.folded))}; the {kept} with the most rows stand by themselves."
        )
        if len(found.folded) > FEW_TO_FILTER:
            said.append("They are too many to filter by: their rows stand beneath.")
    return " ".join(said)


def crossed_takeaway(found: Cross) -> str:
    """What two attributes crossed show, for a screen reader."""
    decided = [r for r in found.cells.values() if r.verdict in DECIDED]
    by = f"{inline(attribute(found.first.name))} and {inline(attribute(found.second.name))}"
    return (
        f"Difference in {inline(title(found.total))} by {by}: {len(decided)} of "
        f"{counted(len(found.cells), 'pairs')} are decided."
    )


def crossed_legend(found: Cross) -> str:
    """How to read two attributes crossed."""
    kpi = found.total.kpi
    smallest = difference(found.smallest, kpi.unit, found.total.currency).lstrip("+")
    said = (
        "In ICP minus outside, and the accounts in ICP v outside. Blue: better in ICP, orange: "
        f"worse, stronger from 1, 2 and 4 times the smallest difference that matters ({smallest}) "
        "on; white: smaller. Bold: decided among all cells. Grey: too early. Click a cell to "
        "filter by both."
    )
    others = [a.folded for a in (found.first, found.second) if a.folded]
    if others:
        said += f" {'; '.join(folded(len(values)) for values in others)}."
    if any(len(values) > FEW_TO_FILTER for values in others):
        said += f" More than {FEW_TO_FILTER} are too many to filter by."
    return said
