"""The command that hands answers on: report."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from icp_metrics.cli.options import (
    HERE,
    Against,
    Changes,
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
from icp_metrics.compare import open_view
from icp_metrics.errors import IcpError
from icp_metrics.report import Report, collect, usual_break_down
from icp_metrics.report.paragraph import paragraph
from icp_metrics.store import Store


class Form(StrEnum):
    """The forms of a report."""

    html = "html"
    xlsx = "xlsx"
    text = "text"


def report(
    form: Annotated[Form, typer.Option("--format", help="html, xlsx or text.")] = Form.text,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write.", dir_okay=False)
    ] = None,
    kpi: Annotated[
        list[str] | None, typer.Option(help="KPI id; repeat. Else the ICP as a whole.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="What each KPI is broken down by; else by region.")
    ] = None,
    where: Where = None,
    starts: Starts = None,
    ends: Ends = None,
    variant: Variant = None,
    profile: ProfileName = None,
    fit_as_of: Judged = FitAsOf.sold,
    against: Changes = Against.previous,
    version: DataVersion = None,
    store: StorePath = HERE,
) -> None:
    """Write a report: a page that needs no network, a workbook, or a few lines to paste."""
    if output is None and form is not Form.text:
        raise typer.BadParameter(f"--format {form.value} needs a file: -o report.{form.value}.")
    if variant is not None and len(kpi or ()) != 1:
        raise typer.BadParameter("--variant is of one KPI: name it with --kpi.")
    if output is not None and not output.parent.is_dir():
        raise IcpError(f"There is no folder {output.parent}.", code="E_FILE")
    view = open_view(Store(store), version=version, profile=profile)
    asked = slice_of(
        by=by or usual_break_down(view),
        where=where,
        starts=starts,
        ends=ends,
        variant=variant,
        fit_as_of=fit_as_of,
        against=against,
    )
    made = collect(view, asked, kpis=tuple(kpi or ()), progress=_say)
    if output is None:
        typer.echo(paragraph(made))
        return
    output.write_bytes(_written(made, form))
    typer.echo(f"{output}: {made.answer}")


def _say(done: float, step: str) -> None:
    """Tell somebody who waits at a terminal; what a script reads stays as it is."""
    if sys.stderr.isatty():
        typer.echo(f"\r\033[K{done:4.0%} {step}", err=True, nl=False)
        if done == 1:
            typer.echo("\r\033[K", err=True, nl=False)


def _written(made: Report, form: Form) -> bytes:
    if form is Form.text:
        return f"{paragraph(made)}\n".encode()
    # Charts and workbooks take a moment to import: only who asks for one waits.
    if form is Form.html:
        from icp_metrics.report.page import page

        return page(made).encode()
    from icp_metrics.report.workbook import of_report

    return of_report(made)
