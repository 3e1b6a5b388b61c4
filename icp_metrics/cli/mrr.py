"""The command on recurring revenue: mrr, by day or month, and where it is taken from."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import polars as pl
import typer

from icp_metrics.cli.options import HERE, DataVersion, Ends, Format, Output, Starts, StorePath
from icp_metrics.cli.printing import print_json, print_rows
from icp_metrics.compare import open_view
from icp_metrics.compare.movements import by_source, disagreements, movements
from icp_metrics.store import Store


class Step(StrEnum):
    """Length of the periods of `mrr --every`."""

    day = "day"
    month = "month"
    quarter = "quarter"
    year = "year"


def mrr(
    every: Annotated[Step, typer.Option(help="Rows per period.")] = Step.month,
    account: Annotated[str | None, typer.Option(help="One account; else the whole book.")] = None,
    starts: Starts = None,
    ends: Ends = None,
    sources: Annotated[
        bool, typer.Option("--sources", help="Where MRR is taken from, and who disagrees.")
    ] = False,
    version: DataVersion = None,
    store: StorePath = HERE,
    output: Output = Format.table,
) -> None:
    """Print how monthly recurring revenue (MRR) moved, or which sources it is taken from."""
    view = open_view(Store(store), version=version)
    if sources:
        found = {"by_source": by_source(view), "disagreements": disagreements(view)}
        if output is Format.json:
            print_json({name: frame.to_dicts() for name, frame in found.items()})
        else:
            for frame in found.values():
                print_rows(_shown(frame, output), output)
        return
    frame = movements(
        view,
        every.value,
        account=account,
        starts=starts.date() if starts else None,
        ends=ends.date() if ends else None,
    )
    if frame.is_empty():
        typer.echo(
            "There is no MRR here: load subscriptions, invoice lines, or won deals with a value "
            "and a term.",
            err=True,
        )
    print_rows(_shown(frame, output), output)


def _shown(frame: pl.DataFrame, output: Format) -> list[dict[str, Any]]:
    """The rows; a table for people shows money to the cent."""
    if output is not Format.table:
        return frame.to_dicts()
    return [
        {k: f"{v:,.2f}" if isinstance(v, Decimal) else v for k, v in row.items()}
        for row in frame.to_dicts()
    ]
