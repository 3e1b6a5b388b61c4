"""Command that says what moved each figure between two states: `icp-metrics moved`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import polars as pl
import typer

from icp_metrics.catalog import KPIS
from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.cli.options import (
    HERE,
    Ends,
    FitAsOf,
    Format,
    Judged,
    Output,
    ProfileName,
    Starts,
    StorePath,
    Variant,
    Where,
    slice_of,
)
from icp_metrics.cli.printing import print_json, print_rows
from icp_metrics.cli.profile import named
from icp_metrics.compare import Slice
from icp_metrics.compare.both import Both
from icp_metrics.compare.moved import Moved
from icp_metrics.compare.moved import moved as figures_moved
from icp_metrics.compare.moved_rows import counted, moved_rows
from icp_metrics.compare.states import State, between
from icp_metrics.kpis import Kpi
from icp_metrics.profile.fit import FIT, NOT_FIT
from icp_metrics.store import Store
from icp_metrics.wording import dates, title
from icp_metrics.wording import moved as words

_GROUPS = (FIT, NOT_FIT, words.GAP)
_Since = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Compare with what was in force when a day began."),
]
_From = Annotated[int | None, typer.Option("--from", help="Data version; else the one before.")]
_To = Annotated[int | None, typer.Option("--to", help="Data version; else in force.")]
_Definition = "ICP definition there: NAME, NAME:VERSION or VERSION; else as it was then."
_Settings = "Version of the settings there; else as they were then."


def moved(
    kpi: Annotated[list[str] | None, typer.Option(help="KPI id; repeat. Else headline.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every KPI.")] = False,
    since: _Since = None,
    from_version: _From = None,
    to_version: _To = None,
    where: Where = None,
    starts: Starts = None,
    ends: Ends = None,
    variant: Variant = None,
    profile: ProfileName = None,
    profile_from: Annotated[str | None, typer.Option(help=_Definition)] = None,
    profile_to: Annotated[str | None, typer.Option(help=_Definition)] = None,
    settings_from: Annotated[int | None, typer.Option(help=_Settings)] = None,
    settings_to: Annotated[int | None, typer.Option(help=_Settings)] = None,
    fit_as_of: Judged = FitAsOf.sold,
    rows: Annotated[bool, typer.Option("--rows", help="Also the rows that moved.")] = False,
    store: StorePath = HERE,
    output: Output = Format.table,
) -> None:
    """Say what moved each figure: rows removed, changed and new, ICP definition, settings.

    By default since the data update before the one in force.
    """
    here = Store(store)
    if since is not None and from_version is not None:
        raise typer.BadParameter("Say --since or --from, not both.")
    before, after = between(
        here,
        since=since.date() if since else None,
        first=from_version,
        last=to_version,
        name=profile,
    )
    states = (
        _but(here, before, profile_from, settings_from),
        _but(here, after, profile_to, settings_to),
    )
    asked = slice_of(where=where, starts=starts, ends=ends, variant=variant, fit_as_of=fit_as_of)
    unasked = since is None and from_version is None
    if output is Format.table and unasked and after.version.before is None:
        typer.echo(words.first(after))
        if states[0].to_json() == states[1].to_json():
            return
        typer.echo("What is compared is what it was published with, and what it is judged by now.")
    both = Both.open(here, *states)
    try:
        found = [_answered(both, one, asked) for one in _kpis(kpi, every=every)]
    finally:
        both.close()
    _print(found, states, both, output, with_rows=rows)


def _kpis(names: Sequence[str] | None, *, every: bool) -> list[Kpi]:
    if names:
        return [kpi_named(name) for name in names]
    return [k for k in KPIS.values() if every or k.headline]


def _but(store: Store, state: State, profile: str | None, settings: int | None) -> State:
    """The state with what was named instead; a version that does not exist is refused."""
    document = state.profile if profile is None else named(store, profile, state.profile)
    chosen = state.settings if settings is None else store.settings(settings).version
    return State(state.version, document, chosen)


def _answered(both: Both, kpi: Kpi, asked: Slice) -> tuple[Moved, pl.DataFrame | None]:
    """What moved a KPI, and the rows; none of one that is made of others."""
    return figures_moved(both, kpi, asked), None if kpi.parts else moved_rows(both, kpi, asked)


def _print(
    found: Sequence[tuple[Moved, pl.DataFrame | None]],
    states: tuple[State, State],
    both: Both,
    output: Format,
    *,
    with_rows: bool,
) -> None:
    if output is Format.json:
        told = dict(zip(("from", "to"), (s.to_json() for s in states), strict=True))
        several = [_json(m, rows, with_rows=with_rows) for m, rows in found]
        print_json({**told, "mixed": list(both.mixed), "moved": several})
    elif output is Format.csv:
        lines = _row_lines(found) if with_rows else [f for m, _ in found for f in _flat(m)]
        print_rows(lines, output)
    else:
        _say(found, states, both, with_rows=with_rows)


def _json(m: Moved, rows: pl.DataFrame | None, *, with_rows: bool) -> dict[str, Any]:
    told = {**m.to_json(), "counts": None if rows is None else counted(rows)}
    return told if not with_rows or rows is None else {**told, "rows": rows.to_dicts()}


def _flat(m: Moved) -> list[dict[str, Any]]:
    full = m.to_json()
    head = {k: full[k] for k in ("kpi", "variant", "unit", "currency")} | full["period"]
    return [
        {**head, "of": name, **{k: v for k, v in steps.items() if not k.startswith("status")}}
        for name, steps in {**full["groups"], words.GAP: full["gap"]}.items()
    ]


def _row_lines(found: Sequence[tuple[Moved, pl.DataFrame | None]]) -> list[dict[str, Any]]:
    return [
        {"kpi": m.row.kpi.id, **row, "differs": words.differs(row["differs"])}
        for m, rows in found
        if rows is not None
        for row in rows.iter_rows(named=True)
    ]


def _say(
    found: Sequence[tuple[Moved, pl.DataFrame | None]],
    states: tuple[State, State],
    both: Both,
    *,
    with_rows: bool,
) -> None:
    typer.echo(f"From {words.state(states[0])} to {words.state(states[1])}.")
    for said in (words.REVISED, words.mixed(both)):
        if said:
            typer.echo(said)
    for m, rows in found:
        kpi = m.row.kpi
        now = "at the end of the data" if kpi.window == "now" else dates(m.row.period)
        typer.echo(f"\n{title(m.row)}, {now}")
        for name in _GROUPS:
            typer.echo(f"  {words.line(m, name)}")
        if rows is not None:
            typer.echo(f"  Rows: {words.rows(counted(rows), kpi)}")
    if with_rows:
        lines = _row_lines(found)
        typer.echo("")
        print_rows([{k: line[k] for k in _SHOWN} for line in lines], Format.table)


_SHOWN = ("kpi", "part", "way", "fact_id", "account_id", "account_name", "fit", "differs")
