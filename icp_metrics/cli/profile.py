"""Commands on the ICP definition: profile set, show, list, score."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from icp_metrics.cli.options import HERE, Format, Output, StorePath, read_text
from icp_metrics.cli.printing import print_rows
from icp_metrics.compare import open_view
from icp_metrics.compare.accounts import scores
from icp_metrics.errors import ProfileError, did_you_mean
from icp_metrics.profile.document import check, check_kinds, parse
from icp_metrics.store import Store
from icp_metrics.tables import TABLES

app = typer.Typer(help="The ICP definition: set, show, list, score.", no_args_is_help=True)
Name = Annotated[str | None, typer.Argument(help="ICP definition; else the first.")]


@app.command("set")
def save(
    file: Annotated[Path, typer.Argument(help="Profile YAML.")], store: StorePath = HERE
) -> None:
    """Save an ICP definition as its next version; the same text again is no new version."""
    here = Store(store)
    text = read_text(file)
    profile = parse(text)
    if here.current() is None:
        declared = {c.name: c.kind for c in TABLES["accounts"].columns if c.attribute}
        check_kinds(profile, declared)
    else:
        known = open_view(here).account_attributes
        check(profile, {n: a.kind for n, a in known.items()})
    saved = here.save_profile(profile.name, text)
    typer.echo(f"{saved.name} v{saved.version}")


@app.command()
def show(
    name: Name = None,
    version: Annotated[int | None, typer.Option(help="Version; else the newest.")] = None,
    store: StorePath = HERE,
) -> None:
    """Print an ICP definition as it was saved."""
    here = Store(store)
    chosen = name or next(iter(here.profile_names()), None)
    document = here.profile(chosen, version) if chosen else None
    if document is None:
        raise ProfileError(_missing(here, chosen))
    typer.echo(document.text, nl=False)


def _missing(store: Store, name: str | None) -> str:
    names = store.profile_names()
    if name is None:
        return "There is no ICP definition yet: save one with `profile set FILE`."
    return f"There is no ICP definition '{name}'.{did_you_mean(name, names)}"


@app.command("list")
def show_all(store: StorePath = HERE, output: Output = Format.table) -> None:
    """List the ICP definitions; the first is the default."""
    here = Store(store)
    found = [d for n in here.profile_names() if (d := here.profile(n)) is not None]
    print_rows([{"profile": d.name, "version": d.version} for d in found], output)


@app.command()
def score(name: Name = None, store: StorePath = HERE, output: Output = Format.table) -> None:
    """Judge every account as it is now: score, tier, fit and the reason."""
    print_rows(scores(open_view(Store(store), profile=name)).to_dicts(), output)
