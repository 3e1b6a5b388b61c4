"""Commands of tie-out: what other systems state beside ours, keeping it, and the rows behind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from icp_metrics.cli.options import HERE, DataVersion, Format, Output, StorePath
from icp_metrics.cli.printing import print_json, print_rows
from icp_metrics.compare import open_view
from icp_metrics.errors import IcpError
from icp_metrics.store import Store
from icp_metrics.tie_out import (
    Figure,
    Group,
    Line,
    Problem,
    asked,
    explain,
    keep,
    lines,
    reached,
    read_figures,
    read_list,
    rejected,
    state,
    stated,
    template,
)
from icp_metrics.wording import tie_out as wording

app = typer.Typer(help="Ours beside what the CRM and finance state; set, rows, template.")


@app.callback(invoke_without_command=True)
def show(
    context: typer.Context,
    version: DataVersion = None,
    store: StorePath = HERE,
    output: Output = Format.table,
) -> None:
    """Print each stated figure beside ours, and whether they tie. Exit code 0 if they do not."""
    if context.invoked_subcommand is not None:
        return
    here = Store(store)
    said = stated(here)
    view = open_view(here, version=version)
    found = lines(view, said.figures)
    word = wording.in_a_word(state(found))
    if output is Format.json:
        print_json(
            {
                "version": view.version.number,
                "stated": said.version,
                "state": word,
                "rows": [line.to_json() for line in found],
            }
        )
        return
    if output is Format.csv:
        print_rows([line.to_json() for line in found], output)
        return
    print_rows([_shown(line) for line in found], output)
    typer.echo(word or "Nothing is stated yet: `icp-metrics tie-out template` begins.", err=True)


@app.command("set")
def save(
    file: Annotated[Path, typer.Argument(help="CSV: measure, month, value[, currency, source].")],
    store: StorePath = HERE,
    author: Annotated[str, typer.Option(help="Who states them.")] = "",
    reason: Annotated[str, typer.Option(help="Why, or from where.")] = "",
    instead: Annotated[
        bool, typer.Option("--replace", help="Forget the figures that the file does not state.")
    ] = False,
) -> None:
    """Keep what other systems state; figures stated before stay unless the file states them."""
    read, problems = read_figures(_content(file))
    if problems:
        _refuse(problems)
    if not read and not instead:
        raise IcpError(f"No line of {file.name} has a value: nothing was kept.", code="E_TIE_OUT")
    kept = keep(Store(store), read, author=author, reason=reason, instead=instead)
    typer.echo(f"{len(kept.figures)} figures are stated (tie-out v{kept.version}).")


@app.command("template")
def blank(store: StorePath = HERE) -> None:
    """Print a CSV to fill in: each measure in the last twelve complete months of the data."""
    current = Store(store).current()
    through = None if current is None else reached(current.data_through)
    typer.echo(template(through), nl=False)


@app.command()
def rows(
    measure: Annotated[str, typer.Argument(help="Measure, such as won_count.")],
    month: Annotated[str, typer.Argument(help="Month, such as 2026-08.")],
    listed: Annotated[
        Path | None, typer.Option("--list", help="CSV of the rows they count: id[, amount].")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Which system's figure; else any.")] = None,
    version: DataVersion = None,
    store: StorePath = HERE,
    output: Output = Format.table,
) -> None:
    """Print what a month is made of and, with their list, the rows that make the difference."""
    here = Store(store)
    view = open_view(here, version=version)
    figure = _figure(here, measure, month, source)
    theirs = None if listed is None else read_list(_content(listed), figure.measure)
    for problem in () if theirs is None else theirs.problems:
        typer.echo(problem.sentence, err=True)
    if figure.value is None and theirs is not None:
        figure = replace(figure, value=theirs.total)
    (line,) = lines(view, [figure])
    found = explain(view, line, theirs)
    frame = found.rows if found.against is None else found.against
    if output is Format.json:
        print_json(
            {
                **line.to_json(),
                "groups": [_group(g) for g in found.groups],
                "rows": frame.to_dicts(),
            }
        )
        return
    if output is Format.table:
        typer.echo(wording.compared(line), err=True)
        for sentence in wording.explained(found, rejected(here, view.version, line.measure)):
            typer.echo(sentence, err=True)
        print_rows([_told(group, line) for group in found.groups], output)
        print_rows([_read(row, line) for row in frame.to_dicts()], output)
        return
    print_rows(frame.to_dicts(), output)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise IcpError(f"There is no file {file}.", code="E_FILE") from None


def _refuse(problems: list[Problem]) -> None:
    for problem in problems:
        typer.echo(problem.sentence, err=True)
    wrong = f"{len(problems)} cells are" if len(problems) > 1 else "1 cell is"
    raise IcpError(
        f"{wrong} wrong, see above: nothing was kept. Correct the file and set it again.",
        code="E_TIE_OUT",
    )


def _figure(store: Store, measure: str, month: str, source: str | None) -> Figure:
    """The figure stated for a month; where none is, one that states nothing."""
    nothing = asked(measure, month)
    for figure in stated(store).figures:
        named = source is None or figure.source.casefold() == source.casefold()
        if named and (figure.measure, figure.month) == (nothing.measure, nothing.month):
            return figure
    return nothing


def _shown(line: Line) -> dict[str, str]:
    return {
        "measure": line.measure.id,
        "month": f"{line.figure.month:%Y-%m}",
        "source": line.figure.source,
        "ours": wording.amount(line.ours, line),
        "theirs": wording.amount(line.figure.value, line),
        "difference": wording.amount(line.difference, line, signed=True),
        "state": wording.STATUS[line.status].lower(),
    }


def _read(row: dict[str, Any], line: Line) -> dict[str, Any]:
    """A row for people: amounts in full, and what counts in a word."""
    return {
        name: wording.amount(value, line)
        if name in ("value", "ours", "theirs", "difference")
        else ("yes" if value else "no")
        if name == "counted"
        else value
        for name, value in row.items()
    }


def _told(group: Group, line: Line) -> dict[str, str | int]:
    return {
        "rows_that_are": group.words,
        "rows": group.rows,
        "would_explain": wording.amount(group.worth, line, signed=True),
        "exactly": "yes" if group.exact else "",
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "words": group.words,
        "counted": group.counted,
        "rows": group.rows,
        "worth": group.worth,
        "exact": group.exact,
    }
