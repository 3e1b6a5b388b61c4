"""What is said of saved views."""

from __future__ import annotations

from datetime import date

from icp_metrics.wording.when import day


def frozen(name: str, *, on: date, author: str, data: int) -> str:
    """What stands above a page that is a frozen view."""
    return f"{name}. Frozen on {day(on)} by {author}, Data {data}."


def made_again(on: date) -> str:
    """What is added where another release makes the data of a frozen view."""
    return (
        f"Another release of icp-metrics has made this data again since {day(on)}: "
        "figures may differ from those that were frozen."
    )


def left(name: str, *, on: date) -> str:
    """What stands above a page that one came to from a frozen view."""
    return f"This page is not the view {name} as it was frozen on {day(on)}."


def about(*, on: date, author: str, data: int | None) -> str:
    """A view in the list of them: `follows the data · R. Ondal · 3 Oct 2026`."""
    held = "follows the data" if data is None else f"frozen, Data {data}"
    return " · ".join((held, author, day(on)))
