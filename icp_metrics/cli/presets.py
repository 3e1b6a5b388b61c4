"""Commands on presets: presets, presets show, recognise."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from icp_metrics.cli.options import Format, Output
from icp_metrics.cli.printing import print_rows
from icp_metrics.presets import fit_files, nearest, preset, presets, recognise_files

app = typer.Typer(help="Ready mappings for known systems: list, show.")
Files = Annotated[list[Path], typer.Argument(help="The extracts.")]


@app.callback(invoke_without_command=True)
def show_all(context: typer.Context, output: Output = Format.table) -> None:
    """List the presets: ready mappings for known systems, and the columns they are known by."""
    if context.invoked_subcommand is not None:
        return
    rows = [
        {
            "preset": p.name,
            "title": p.title,
            "recognised_by": "; ".join(f"{s.source}: {', '.join(s.must)}" for s in p.signs),
        }
        for p in presets().values()
    ]
    print_rows(rows, output)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="The preset.")],
    files: Annotated[
        list[Path] | None, typer.Argument(help="The extracts it is fitted to; else as it is.")
    ] = None,
) -> None:
    """Print the mapping that a preset is for these files: save it, edit it, load with it."""
    chosen = preset(name)
    typer.echo(fit_files(chosen, files).text if files else chosen.template, nl=False)


def recognise(files: Files, output: Output = Format.table) -> None:
    """Say which systems the files look like: a score from 0 to 1 per preset, the best first.

    And why: the columns that spoke for it, those that are missing, those that spoke against it.
    """
    found = recognise_files(files)
    scores = [s for s in found if s.score]
    if not scores:
        typer.echo("The files look like no preset; write a mapping of your own.", err=True)
        for score, reason in nearest(found):
            typer.echo(f"{score.preset.name}: {reason.told}", err=True)
    if output is Format.json:
        print_rows([s.to_json() for s in scores], output)
        return
    print_rows(
        [
            {
                "preset": s.preset.name,
                "title": s.preset.title,
                "score": s.score,
                "files": _told(s.sources),
            }
            for s in scores
        ],
        output,
    )
    if output is Format.table:
        for score in scores:
            for reason in score.reasons:
                typer.echo(f"{score.preset.name}: {reason.told}")


def _told(sources: dict[str, str | None]) -> str:
    return ", ".join(f"{file}: {source or 'not known'}" for file, source in sources.items())
