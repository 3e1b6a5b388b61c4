"""Commands on the ICP definition: profile set, show, list, score, compare."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from icp_metrics.catalog import KPIS
from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.cli.options import (
    HERE,
    DataVersion,
    Ends,
    FitAsOf,
    Format,
    Judged,
    Output,
    Starts,
    StorePath,
    Variant,
    Where,
    read_text,
    slice_of,
)
from icp_metrics.cli.printing import print_json, print_rows
from icp_metrics.compare import View, open_view
from icp_metrics.compare.accounts import scores
from icp_metrics.compare.contest import FEWEST_MOVED, Contest, Definition, contest
from icp_metrics.compare.states import definition
from icp_metrics.errors import ProfileError, did_you_mean
from icp_metrics.profile.document import check, check_kinds, parse
from icp_metrics.store import Document, Store
from icp_metrics.tables import TABLES
from icp_metrics.wording import contest as words

app = typer.Typer(help="The ICP definition: set, show, list, score, compare.", no_args_is_help=True)
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


def named(store: Store, text: str, usual: Document | None = None) -> Document:
    """The definition that `NAME`, `NAME:VERSION` or `VERSION` (of the usual one) names.

    Raises ProfileError for a name that does not exist, StoreError for a version.
    """
    name, colon, version = text.rpartition(":")
    if text.isdecimal() and usual is not None and text not in store.profile_names():
        name, version = usual.name, text
    elif not (colon and version.isdecimal()):
        name, version = text, ""
    found = definition(store, name, int(version) if version else None)
    assert found is not None
    return found


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


@app.command()
def compare(
    names: Annotated[list[str] | None, typer.Argument(help="NAME or NAME:VERSION.")] = None,
    draft: Annotated[
        list[Path] | None, typer.Option(help="Profile YAML that is not saved; repeat.")
    ] = None,
    kpi: Annotated[list[str] | None, typer.Option(help="KPI id; repeat. Else headline.")] = None,
    where: Where = None,
    starts: Starts = None,
    ends: Ends = None,
    variant: Variant = None,
    fit_as_of: Judged = FitAsOf.sold,
    version: DataVersion = None,
    store: StorePath = HERE,
    output: Output = Format.table,
) -> None:
    """Compare ICP definitions with one another: which tells more apart, on the same rows."""
    here = Store(store)
    view = open_view(here, version=version)
    definitions = [
        *(_saved(here, named(here, text)) for text in names or ()),
        *(_draft(view, file) for file in draft or ()),
    ]
    asked = slice_of(where=where, starts=starts, ends=ends, variant=variant, fit_as_of=fit_as_of)
    kpis = [kpi_named(k) for k in kpi or ()] or [k for k in KPIS.values() if k.headline]
    found = [contest(view, one, asked, definitions) for one in kpis]
    if output is Format.json:
        print_json(
            {"store": {"version": view.version.number}, "kpis": [c.to_json() for c in found]}
        )
        return
    for each in found:
        entries = [{"kpi": each.kpi.id, **words.line(e)} for e in each.entries]
        pairs = [{"kpi": each.kpi.id, **words.pair_line(p)} for p in each.pairs]
        for lines in (entries, pairs):
            print_rows(lines, output)
            typer.echo("")
        if output is Format.table:
            _say_who(each)
    if output is Format.table:
        for said in words.notes(found):
            typer.echo(said)


def _saved(store: Store, document: Document) -> Definition:
    saved_on = store.profile_saved_on(document.name, document.version)
    return Definition(parse(document.text), document.version, saved_on)


def _draft(view: View, file: Path) -> Definition:
    profile = parse(read_text(file))
    check(profile, {n: a.kind for n, a in view.account_attributes.items()})
    return Definition(profile, None)


def _say_who(found: Contest) -> None:
    """The accounts that change side, where they are too few to say more."""
    for pair in found.pairs:
        if 0 < pair.moved < FEWEST_MOVED:
            titles = [e.definition.title for e in (pair.first, pair.second)]
            typer.echo(f"Change side from {titles[0]} to {titles[1]}:")
            print_rows(pair.sides.to_dicts(), Format.table)
            typer.echo("")
