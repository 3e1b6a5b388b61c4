"""Stated figures of tests, and the lines they make beside a small company."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from icp_metrics.compare import View, open_view
from icp_metrics.tie_out import Explained, Figure, Line, explain, figures, lines, read_list
from tests.builders import load_rows, new_store


def company(folder: Path, **rows: Any) -> View:
    """A view of a new store whose data reaches the end of March 2025."""
    store = new_store(folder)
    load_rows(store, **{"as_of": "2025-03-31", "data_through": "2025-03-31", **rows})
    return open_view(store)


def figure(measure: str, month: str, value: object, **cells: str) -> Figure:
    """One stated figure, read as from a file."""
    line = {"measure": measure, "month": month, "value": str(value), **cells}
    (found,), problems = figures([("Line 2", line)])
    assert problems == []
    return found


def line(view: View, measure: str, month: str, value: object, **cells: str) -> Line:
    """The line of one stated figure."""
    (found,) = lines(view, [figure(measure, month, value, **cells)])
    return found


def explained(of: tuple[View, Line], listed: str | None = None) -> Explained:
    """What explains a line, with a list as CSV if one is given."""
    view, here = of
    theirs = None if listed is None else read_list(listed.encode(), here.measure)
    return explain(view, here, theirs)


def worths(found: Explained) -> dict[str, Decimal]:
    """What each group would explain, by the beginning of its words."""
    return {_name(g.words): g.worth for g in found.groups}


def exact(found: Explained) -> list[str]:
    """The groups that make exactly the difference."""
    return [_name(g.words) for g in found.groups if g.exact]


def _name(words: str) -> str:
    return words.removeprefix("not counted here: ").split(":")[0]
