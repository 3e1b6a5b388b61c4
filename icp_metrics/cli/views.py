"""Commands on saved views: list, show, save, rename, delete."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from icp_metrics.address import Address, read
from icp_metrics.cli.options import HERE, Format, Output, StorePath
from icp_metrics.cli.printing import print_json, print_rows
from icp_metrics.errors import SliceError, did_you_mean
from icp_metrics.saved_views import (
    SavedView,
    delete,
    frozen,
    keep,
    link,
    live,
    named,
    rename,
    saved_views,
    view_of,
)
from icp_metrics.store import Store

app = typer.Typer(
    help="Saved views: a page with its filters under a name; list, show, save, rename, delete.",
    no_args_is_help=True,
)
Name = Annotated[str, typer.Argument(help="The view's name.")]
Author = Annotated[str, typer.Option(help="Who does it; else who runs the command.")]


@app.command("list")
def show_all(store: StorePath = HERE, output: Output = Format.table) -> None:
    """List the saved views, in the order of their names."""
    print_rows([_line(view) for view in saved_views(Store(store))], output)


@app.command()
def show(name: Name, store: StorePath = HERE, output: Output = Format.table) -> None:
    """Print a view as it was saved, and the address that opens it."""
    here = Store(store)
    view = named(here, name)
    address = link(here, view).removeprefix("./")
    if output is Format.json:
        parameters = {n: list(v) for n, v in view.parameters.items()}
        print_json({**_line(view), "parameters": parameters, "address": address})
        return
    typer.echo(view.text(), nl=False)
    typer.echo(f"address: /{address}", err=True)


@app.command()
def save(
    name: Name,
    address: Annotated[str, typer.Argument(help="The page's address, as the browser shows it.")],
    store: StorePath = HERE,
    freeze: Annotated[
        bool, typer.Option("--frozen", help="Keep its data, settings, ICP definition and dates.")
    ] = False,
    instead: Annotated[
        bool, typer.Option("--replace", help="Replace the view of this name.")
    ] = False,
    author: Author = "",
) -> None:
    """Save a page with its filters under a name."""
    here = Store(store)
    asked = read(address)
    _check_page(asked)
    data = view_of(here, asked.parameters)
    view = live(here, asked, name=name, author=author or _user())
    # What a page could not answer is told now, not when the view is opened.
    made = frozen(data, view)
    _say(keep(here, made if freeze else view, instead=instead))


@app.command("rename")
def call(name: Name, new: str, store: StorePath = HERE, author: Author = "") -> None:
    """Call a view otherwise; what it shows stays."""
    here = Store(store)
    _say(rename(here, named(here, name).number, new, author=author or _user()))


@app.command("delete")
def remove(name: Name, store: StorePath = HERE, author: Author = "") -> None:
    """Delete a view, a frozen one too; the ledger says who did."""
    here = Store(store)
    gone = delete(here, named(here, name).number, author=author or _user())
    typer.echo(f"{gone.name}: deleted")


def _say(view: SavedView) -> None:
    held = "follows the newest data" if view.data is None else f"frozen, data {view.data}"
    typer.echo(f"{view.name}: {held} (view {view.number}, v{view.version})")


def _line(view: SavedView) -> dict[str, object]:
    return {
        "view": view.name,
        "kind": view.kind,
        "data": view.data,
        "page": view.page,
        "author": view.author,
        "saved": view.saved_on.isoformat(),
    }


def _check_page(asked: Address) -> None:
    # Not at the top: no other command needs to know where the pages are.
    from icp_metrics.ui.serve import ROOT

    known = [path.stem for path in (ROOT / "pages").glob("*.py")]
    if known and asked.page not in known:
        raise SliceError(f"There is no page '{asked.page}'.{did_you_mean(asked.page, known)}")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user id without a name
        return "unknown"
