"""`icp-metrics`: everything the dashboard does, on the command line, with JSON for machines."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from icp_metrics.cli import (
    ask,
    data,
    explain,
    mapping,
    moved,
    mrr,
    presets,
    profile,
    report,
    settings,
    tie_out,
    upkeep,
    views,
)
from icp_metrics.cli.options import HERE, StorePath
from icp_metrics.errors import IcpError

app = typer.Typer(
    help="Does your Ideal Customer Profile work?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _command in (
    data.demo,
    data.load,
    presets.recognise,
    data.loads,
    data.rollback,
    upkeep.refresh,
    upkeep.verify,
    upkeep.rebuild,
    ask.compare,
    ask.members,
    explain.explain,
    report.report,
    mrr.mrr,
    moved.moved,
):
    app.command()(_command)
app.command("map")(mapping.suggest)
app.add_typer(mapping.app, name="mappings")
app.add_typer(presets.app, name="presets")
app.add_typer(profile.app, name="profile")
app.add_typer(settings.app, name="settings")
app.add_typer(tie_out.app, name="tie-out")
app.add_typer(views.app, name="views")


@app.command()
def serve(
    store: StorePath = HERE,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 8501,
) -> None:
    """Serve the dashboard on 127.0.0.1 and print its address."""
    # Streamlit takes a second to import: no other command pays for it.
    from icp_metrics.ui.serve import serve as run

    upkeep.warn_of_damage(store)
    raise typer.Exit(run(store, port))


def main() -> None:
    """Run the command line; a sentence and exit code 1 instead of a traceback."""
    try:
        app()
    except IcpError as error:
        typer.echo(f"{error.code}: {error.message}", err=True)
        sys.exit(1)
    except OSError as error:
        # A folder that cannot be read or written is the user's to mend, not a bug of ours.
        typer.echo(f"E_DISK: {error.filename or 'the store'}: {error.strerror}.", err=True)
        sys.exit(1)
