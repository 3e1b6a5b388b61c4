"""Commands that bring data in and take it back: demo, load, loads, rollback."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from icp_metrics.cli.options import HERE, AsOf, DataThrough, Format, Output, StorePath, read_text
from icp_metrics.cli.printing import print_json, print_rows
from icp_metrics.demo import load_demo
from icp_metrics.errors import IcpError, StoreError
from icp_metrics.loading import LoadResult, Scope, Stated, discard, preview, refused
from icp_metrics.loading import load as load_files
from icp_metrics.loading.job import new_folder
from icp_metrics.presets import fit_files
from icp_metrics.presets import preset as find_preset
from icp_metrics.store import Store


def demo(store: StorePath = HERE) -> None:
    """Load the demo company: quarterly account exports and deals, with two ICP definitions."""
    results = load_demo(Store(store), _say)
    new = sum(r.published for r in results)
    typer.echo(f"{new} loads published; data version {results[-1].version} is in force.")


def load(
    files: Annotated[
        list[Path],
        typer.Argument(help="Mapping YAML, then the extracts; with --preset the extracts alone."),
    ],
    preset: Annotated[
        str | None, typer.Option(help="Preset, fitted to the extracts; see `presets`.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="Mapping YAML, instead of the first argument.")
    ] = None,
    store: StorePath = HERE,
    as_of: AsOf = None,
    data_through: DataThrough = None,
    max_rejected: Annotated[
        float | None, typer.Option(help="Share of rows or amount that may be rejected.")
    ] = None,
    scope: Annotated[
        str, typer.Option(help="What the extract holds: full, changed or 'window COLUMN'.")
    ] = "changed",
    look: Annotated[
        bool, typer.Option("--preview", help="Say what would change, and change nothing.")
    ] = False,
    output: Output = Format.table,
) -> None:
    """Load extracts through a mapping or a preset: published whole, or refused with the reasons."""
    stated = Stated(
        as_of=as_of.date() if as_of else None,
        data_through=data_through.date() if data_through else None,
        max_rejected=max_rejected,
        scope=Scope.parse(scope),
    )
    if preset is not None and mapping is not None:
        raise typer.BadParameter("give --preset or --mapping, not both.")
    extracts = files
    if preset is None and mapping is None:
        mapping, *extracts = files
    if not extracts:
        raise typer.BadParameter("name at least one extract after the mapping.")
    try:
        text = read_text(mapping) if mapping else _fitted(preset or "", extracts)
    except IcpError as error:
        result = refused(Store(store), error)
    else:
        if look:
            _print_preview(Store(store), text, extracts, stated, output)
            return
        result = load_files(Store(store), text, extracts, stated=stated, progress=_say)
    _print_result(result, output)
    if result.errors:
        raise typer.Exit(1)


def _fitted(name: str, extracts: list[Path]) -> str:
    """The preset fitted to the extracts; what its user should know is said."""
    fitted = fit_files(find_preset(name), extracts)
    for note in fitted.notes:
        _say(f"preset {name}: {note}")
    return fitted.text


def _print_preview(
    store: Store, text: str, extracts: list[Path], stated: Stated, output: Format
) -> None:
    folder = new_folder(store)
    try:
        shown = preview(store, text, extracts, folder, stated=stated, progress=_say)
    finally:
        discard(folder)
    if output is Format.json:
        print_json({**shown.result.to_json(), "moved": shown.moved})
    else:
        _print_result(shown.result, output)
        print_rows(_moved(shown.moved), output)
        typer.echo("This was a preview: nothing was changed.", err=True)
    if shown.result.errors:
        raise typer.Exit(1)


def _moved(moved: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A line per headline KPI and group: before, after, and what each kind of row did."""
    shown = ("before", "removed", "changed", "new", "unsplit", "after")
    return [
        {"kpi": m["kpi"], "of": name, **{part: steps[part] for part in shown}}
        for m in moved
        for name, steps in {**m["groups"], "gap": m["gap"]}.items()
        if steps["before"] is not None or steps["after"] is not None
    ]


def loads(store: StorePath = HERE, output: Output = Format.table) -> None:
    """List the data updates: when, what, how many rows, and whether they are in force."""
    here = Store(store)
    current = here.current()
    rows = [
        {
            "load": n,
            "as_of": item.as_of.isoformat(),
            "loaded_at": item.loaded_at,
            "files": ", ".join(f["file"] for f in item.files),
            "rows": sum(item.rows.values()),
            "rejected": sum(f["rejected"] for f in item.files),
            "in_force": current is not None and n in current.loads,
        }
        for n, item in here.loads().items()
    ]
    print_rows(rows, output)


def rollback(
    version: Annotated[
        int | None, typer.Argument(help="Data version; else the one this one was built on.")
    ] = None,
    store: StorePath = HERE,
) -> None:
    """Put an earlier data version in force; the loads it does not hold are withdrawn."""
    here = Store(store)
    current = here.current()
    if version is None:
        version = None if current is None else current.before
        if version is None:
            raise StoreError("There is no earlier data version to go back to.")
    back = here.roll_back(version)
    typer.echo(f"Data version {back.number} is in force.")


def _say(progress: str) -> None:
    typer.echo(progress, err=True)


def _print_result(result: LoadResult, output: Format) -> None:
    if output is Format.json:
        print_json(result.to_json())
        return
    for error in result.errors:
        typer.echo(f"{error['code']}: {error['message']}", err=True)
    if output is Format.table:
        print_rows(result.files, output)
        print_rows(result.counted(), output)
    print_rows(result.problems.to_dicts(), output)
    for warning in result.warnings:
        typer.echo(f"warning: {warning}", err=True)
    if result.published:
        typer.echo(f"Load {result.load} is published: data version {result.version}.", err=True)
