"""The options that several commands share."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from icp_metrics.compare import Slice
from icp_metrics.errors import IcpError

_DAYS = ["%Y-%m-%d"]


class Format(StrEnum):
    """How data is printed."""

    table = "table"
    json = "json"
    csv = "csv"


class Every(StrEnum):
    """Length of the periods of `--every`."""

    month = "month"
    quarter = "quarter"
    year = "year"


class FitAsOf(StrEnum):
    """When fit is judged."""

    sold = "sold"
    today = "today"


class Against(StrEnum):
    """The period that a change is from."""

    previous = "previous"
    last_year = "last-year"


HERE = Path("store")
StorePath = Annotated[
    Path, typer.Option("--store", envvar="ICP_METRICS_STORE", help="Folder of the store.")
]
Output = Annotated[Format, typer.Option("--format", help="table, json or csv.")]
AsOf = Annotated[
    datetime | None,
    typer.Option(formats=_DAYS, help="Day on which the extract was true; else today."),
]
DataThrough = Annotated[
    datetime | None, typer.Option(formats=_DAYS, help="Last day the extract covers.")
]
Starts = Annotated[datetime | None, typer.Option(formats=_DAYS, help="First day of the period.")]
Ends = Annotated[datetime | None, typer.Option(formats=_DAYS, help="First day after the period.")]
Where = Annotated[
    list[str] | None,
    typer.Option(help="NAME=VALUE; repeated: one name is or, several are and; NAME= is missing."),
]
By = Annotated[str | None, typer.Option(help="Break down by, e.g. region, employees:200,1000.")]
Variant = Annotated[str | None, typer.Option(help="Variant of the KPI.")]
ProfileName = Annotated[
    str | None, typer.Option("--profile", help="ICP definition; else the first.")
]
Judged = Annotated[FitAsOf, typer.Option(help="Judge accounts as they were when sold, or today.")]
Changes = Annotated[Against, typer.Option("--against", help="The period a change is from.")]
DataVersion = Annotated[int | None, typer.Option("--version", help="Data version; else in force.")]


def pair(text: str) -> tuple[str, str]:
    """NAME=VALUE as two texts."""
    name, mark, value = text.partition("=")
    if not mark:
        raise typer.BadParameter(f"'{text}' is not NAME=VALUE.")
    return name.strip(), value.strip()


def slice_of(
    *,
    by: str | None = None,
    where: list[str] | None,
    starts: datetime | None,
    ends: datetime | None,
    every: Every | None = None,
    variant: str | None,
    fit_as_of: FitAsOf,
    against: Against = Against.previous,
) -> Slice:
    """The slice that the options describe."""
    filters: dict[str, list[str]] = {}
    for name, value in map(pair, where or ()):
        filters.setdefault(name, []).append(value)
    return Slice(
        starts=starts.date() if starts else None,
        ends=ends.date() if ends else None,
        by=by,
        where=tuple((n, tuple(v)) for n, v in filters.items()),
        every=None if every is None else every.value,
        variant=variant,
        fit_as_of=fit_as_of.value,
        against="last_year" if against is Against.last_year else "previous",
    )


def read_text(path: Path) -> str:
    """The text of a file the user names."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise IcpError(f"There is no file {path}.", code="E_FILE") from None
    except (OSError, UnicodeDecodeError) as error:
        raise IcpError(
            f"{path} cannot be read as text ({type(error).__name__}).", code="E_FILE"
        ) from None
