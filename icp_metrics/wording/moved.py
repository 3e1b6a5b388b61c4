"""What moved a figure, in words: the states compared, the parts, the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from icp_metrics.compare.ask import by_account
from icp_metrics.compare.both import Both
from icp_metrics.compare.moved import Moved, Steps
from icp_metrics.compare.states import State
from icp_metrics.kpis import Kpi
from icp_metrics.profile.fit import FIT, NOT_FIT
from icp_metrics.wording.codes import GROUP_WORDS, MISSING
from icp_metrics.wording.numbers import counted, difference, digits, value
from icp_metrics.wording.plain import attribute
from icp_metrics.wording.region import PLAIN
from icp_metrics.wording.shown import too_early

PARTS = {
    "removed": "rows removed",
    "changed": "rows changed",
    "new": "new rows",
    "definition": "ICP definition",
    "settings": "settings",
    "unsplit": "cannot be told apart",
}
"""What moved a figure, by the part."""

WAYS = {"in": "came in", "out": "went out", "differs": "counts otherwise"}
"""What became of a row, by its way."""

REVISED = (
    "Both figures are of the same period: what is known of it was revised, and nothing was drawn "
    "anew. So a change has no likely range."
)

GAP = "gap"


def part(name: str, kpi: Kpi) -> str:
    """The words of a part. What accounts are is told apart by the accounts, costs and wins by what
    they are; who is followed up to the end of the data is followed longer now."""
    words = PARTS[name]
    if by_account(kpi):
        words = words.replace("rows", "accounts")
    elif kpi.facts_of == "accounts" and not kpi.parts:
        words = words.replace("rows", kpi.fact_noun)
    followed = name == "changed" and kpi.window == "exposure"
    return f"{words} or followed longer" if followed else words


def state(of: State) -> str:
    """`Data 7 (22 Nov 2026, ICP core v2, settings v1)`."""
    # It stands in addresses: the same words for every reader, wherever they are.
    told = [PLAIN.day(date.fromisoformat(of.version.published_at[:10]))]
    if of.profile is not None:
        told.append(f"ICP {of.profile.name} v{of.profile.version}")
    told.append(f"settings v{of.settings}")
    return f"Data {of.version.number} ({', '.join(told)})"


def first(of: State) -> str:
    """That there is nothing before to compare with."""
    return (
        f"Data {of.version.number} is the first: there is no earlier data version to compare with."
    )


def mixed(both: Both) -> str:
    """What cannot be told apart from the rows, else ``."""
    if not both.mixed:
        return ""
    names = ", ".join(f"`{name}`" for name in both.mixed)
    return f"Settings that shape the data changed between loads: what {names} did is in the rows."


def end(moved: Moved, name: str, place: int) -> str:
    """The figure of a group, or of the gap, before (0) or after (1): hidden where too early."""
    unit, currency = moved.row.kpi.unit, moved.row.currency
    steps = steps_of(moved, name)
    figure = (steps.before, steps.after)[place]
    sides = (FIT, NOT_FIT) if name == GAP else (name,)
    early = [too_early(moved.ends[side][place]) for side in sides]
    if any(early):
        return next(e for e in early if e)
    say = difference if name == GAP else value
    return say(figure, unit, currency)


def parts(moved: Moved, name: str) -> list[tuple[str, str]]:
    """The parts that moved a group, or the gap, each in words and by how much; none where an end
    is too early to show."""
    kpi, steps = moved.row.kpi, steps_of(moved, name)
    if not shown(moved, name):
        return []
    return [
        (part(p, kpi), difference(amount, kpi.unit, moved.row.currency))
        for p, amount in steps.parts.items()
    ]


def shown(moved: Moved, name: str) -> bool:
    """Whether both ends of a group, or of the gap, may stand on a page."""
    sides = (FIT, NOT_FIT) if name == GAP else (name,)
    return not any(too_early(group) for side in sides for group in moved.ends[side])


def steps_of(moved: Moved, name: str) -> Steps:
    """The steps of a group, or of the gap."""
    return moved.gap if name == GAP else moved.groups[name]


def line(moved: Moved, name: str) -> str:
    """`In ICP: 31.4% -> 32.0%, +0.6 pp: rows changed +0.2 pp; new rows +0.4 pp`."""
    words = "Difference" if name == GAP else GROUP_WORDS[name]
    ends = f"{words}: {end(moved, name, 0)} -> {end(moved, name, 1)}"
    if not shown(moved, name):
        return ends
    steps = steps_of(moved, name)
    told = parts(moved, name)
    if not told:
        return f"{ends}, did not move"
    whole = difference(steps.change, moved.row.kpi.unit, moved.row.currency)
    return f"{ends}, {whole}: {'; '.join(f'{words} {amount}' for words, amount in told)}"


def rows(numbers: Mapping[str, int], kpi: Kpi) -> str:
    """`12 deals by new rows, 3 deals by rows changed`, `9 new costs and wins`; `no deals` where
    none moved."""
    said = []
    for name, n in numbers.items():
        words = part(name, kpi)
        own = kpi.fact_noun in words
        said.append(f"{digits(n)} {words}" if own else f"{counted(n, kpi.fact_noun)} by {words}")
    return ", ".join(said) or f"no {kpi.fact_noun}"


def differs(cells: Sequence[Mapping[str, Any]]) -> str:
    """`Status: open to won; Amount: 100 to 200`."""
    return "; ".join(f"{_column(c)}: {_cell(c, 'before')} to {_cell(c, 'after')}" for c in cells)


def _column(cell: Mapping[str, Any]) -> str:
    return {"fit": "ICP", "y": "Counts", "x": "Of"}.get(cell["column"]) or attribute(cell["column"])


def _cell(cell: Mapping[str, Any], end: str) -> str:
    text = cell[end]
    if text is None:
        return MISSING
    return GROUP_WORDS[text] if cell["column"] == "fit" else str(text)
