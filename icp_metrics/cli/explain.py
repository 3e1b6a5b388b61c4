"""The command that says how a number was made: explain."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from icp_metrics.cli.options import (
    HERE,
    By,
    DataVersion,
    Ends,
    FitAsOf,
    Judged,
    ProfileName,
    Starts,
    StorePath,
    Variant,
    Where,
    slice_of,
)
from icp_metrics.cli.printing import print_json
from icp_metrics.compare import open_view
from icp_metrics.explain import explain as explained
from icp_metrics.explain.text import text
from icp_metrics.explain.workbook import write
from icp_metrics.store import Store


def explain(
    kpi: Annotated[str, typer.Option(help="KPI id.")],
    group: Annotated[str, typer.Option(help="fit, not_fit, unknown or all.")] = "all",
    by: By = None,
    segment: Annotated[
        str | None, typer.Option(help="The segment of --by; without it, where it is missing.")
    ] = None,
    where: Where = None,
    starts: Starts = None,
    ends: Ends = None,
    variant: Variant = None,
    profile: ProfileName = None,
    fit_as_of: Judged = FitAsOf.sold,
    version: DataVersion = None,
    store: StorePath = HERE,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    workbook: Annotated[
        Path | None, typer.Option(help="Write a workbook with rows and formulas.", dir_okay=False)
    ] = None,
) -> None:
    """Say how a number was made: rows in and out, formula, likely range, SQL, settings."""
    if segment is not None and by is None:
        raise typer.BadParameter("--segment needs --by.")
    view = open_view(Store(store), version=version, profile=profile)
    asked = slice_of(
        by=by, where=where, starts=starts, ends=ends, variant=variant, fit_as_of=fit_as_of
    )
    made = explained(view, kpi, asked, group, segment=segment)
    if workbook is not None:
        write(workbook, view, asked, made)
    if as_json:
        print_json(made.to_json())
    else:
        typer.echo(text(made))
