"""State: in a word, whether a data version agrees with what other systems state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from icp_metrics.tie_out.line import COMPARED, Line


@dataclass(frozen=True)
class State:
    """`off`: the lines that do not tie, the latest month first. `sources`, `months`: who ties, and
    in how many months. `uncompared`: lines whose month is covered, and which cannot be compared.
    """

    off: tuple[Line, ...]
    sources: tuple[str, ...]
    months: int
    uncompared: int


def state(lines: Sequence[Line]) -> State | None:
    """The state of the lines; None where nothing is stated."""
    if not lines:
        return None
    off = sorted((x for x in lines if x.status == "off"), key=_place)
    ties = [x for x in lines if x.status == "ties"]
    sources = {x.figure.source.casefold(): x.figure.source for x in ties}
    return State(
        off=tuple(off),
        sources=tuple(sources.values()),
        months=len({x.figure.month for x in ties}),
        uncompared=sum(
            x.status not in (*COMPARED, "incomplete", "before", "not_stated") for x in lines
        ),
    )


def _place(line: Line) -> tuple[int, int, str]:
    latest = (date.max - line.figure.month).days
    return (latest, line.measure.rank, line.figure.source.casefold())
