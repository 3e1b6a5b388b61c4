"""Commands on mappings: map files that no preset knows; list, show, save and export kept ones."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from icp_metrics.cli.options import HERE, Format, Output, StorePath, read_text
from icp_metrics.cli.printing import print_rows
from icp_metrics.compare.known import known_accounts
from icp_metrics.errors import MappingError, did_you_mean
from icp_metrics.presets import recognise
from icp_metrics.presets.files import readings_of
from icp_metrics.store import Store
from icp_metrics.store.documents import Document
from icp_metrics.suggest import drafted, save, saved_for

app = typer.Typer(help="Mappings that are kept: list, show, save, export.", no_args_is_help=True)
_LIKELY = 0.6


def suggest(
    files: Annotated[list[Path], typer.Argument(help="The extracts.")],
    table: Annotated[
        list[str] | None, typer.Option(help="What the files are; repeated for several tables.")
    ] = None,
    attributes: Annotated[
        bool, typer.Option(help="Columns nobody claims become attributes of accounts or deals.")
    ] = False,
    store: StorePath = HERE,
) -> None:
    """Print the mapping that fits the files best: save it, look it through, load with it."""
    here = Store(store)
    with readings_of(files) as readings:
        for saved in saved_for(here, readings):
            _say(f"The mapping '{saved.name}' is kept for such files: mappings show {saved.name}")
        for score in recognise(readings):
            if score.score >= _LIKELY and None not in score.sources.values():
                _say(f"The preset '{score.preset.name}' knows such files: see recognise.")
        text, found = drafted(
            readings,
            accounts=known_accounts(here),
            tables=table or (),
            attributes=attributes,
            timezone=here.settings()["timezone"],
        )
    typer.echo(text, nl=False)
    if found.asks:
        things = "thing" if found.asks == 1 else "things"
        _say(f"{found.asks} {things} to decide before it loads as it should: look for DECIDE.")


@app.command("list")
def show_all(store: StorePath = HERE, output: Output = Format.table) -> None:
    """List the mappings that are kept, with their newest version."""
    here = Store(store)
    kept = [d for n in here.mapping_names() if (d := here.mapping(n)) is not None]
    print_rows([{"mapping": d.name, "version": d.version} for d in kept], output)


Name = Annotated[str, typer.Argument(help="The mapping's name.")]
Version = Annotated[int | None, typer.Option(help="Version; else the newest.")]


@app.command()
def show(name: Name, version: Version = None, store: StorePath = HERE) -> None:
    """Print a kept mapping as it was saved."""
    typer.echo(_kept(Store(store), name, version).text, nl=False)


@app.command("save")
def keep(
    file: Annotated[Path, typer.Argument(help="Mapping YAML.")],
    name: Annotated[str | None, typer.Option(help="Another name than the mapping's own.")] = None,
    store: StorePath = HERE,
) -> None:
    """Keep a mapping as its next version; the same text again is no new version."""
    saved = save(Store(store), read_text(file), name=name)
    typer.echo(f"{saved.name} v{saved.version}")


@app.command()
def export(
    name: Name,
    into: Annotated[Path | None, typer.Argument(help="The file; else NAME.yaml.")] = None,
    version: Version = None,
    store: StorePath = HERE,
) -> None:
    """Write a kept mapping into a file, as it was saved; a file that is there stays."""
    document = _kept(Store(store), name, version)
    file = into or Path(f"{name}.yaml")
    try:
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(document.text)
    except FileExistsError:
        raise MappingError(f"{file} is there already; name another file.", code="E_FILE") from None
    typer.echo(f"{document.name} v{document.version}: {file}")


def _kept(store: Store, name: str, version: int | None) -> Document:
    document = store.mapping(name, version)
    if document is None:
        known = store.mapping_names()
        hint = did_you_mean(name, known) or " None is kept yet: `mappings save FILE`."
        raise MappingError(f"no mapping '{name}' is kept.{hint}")
    return document


def _say(sentence: str) -> None:
    typer.echo(sentence, err=True)
