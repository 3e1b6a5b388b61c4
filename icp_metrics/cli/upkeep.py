"""Commands that keep a store: refresh, verify, rebuild."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from icp_metrics.cli.options import HERE, Format, Output, StorePath, read_text
from icp_metrics.cli.printing import print_json, print_rows
from icp_metrics.errors import IcpError, StoreError
from icp_metrics.publish import remake
from icp_metrics.refresh import Plan, Refreshed, newest_plan, parse, save_plan
from icp_metrics.refresh import refresh as run_plan
from icp_metrics.store import Store
from icp_metrics.store.files import write_atomic
from icp_metrics.store.told import as_told
from icp_metrics.store.verify import at_start
from icp_metrics.store.verify import verify as verify_store


def refresh(
    plan: Annotated[
        Path | None, typer.Argument(help="Plan YAML, which is kept; else the one kept last.")
    ] = None,
    store: StorePath = HERE,
    report: Annotated[
        Path | None, typer.Option(help="Where the report goes; else beside the store.")
    ] = None,
    wait: Annotated[float, typer.Option(help="Seconds to wait for another refresh.")] = 600,
    output: Output = Format.table,
) -> None:
    """Load what is new in the folders of a plan. Exit 0, 1 where something is refused, 2 usage."""
    here = Store(store)
    try:
        followed = _plan(here, plan)
    except IcpError as error:
        typer.echo(f"{error.code}: {error.message}", err=True)
        raise typer.Exit(2) from None
    done = run_plan(here, followed, wait_s=wait, progress=_say)
    told = json.dumps(done.to_json(), default=str, ensure_ascii=False, indent=1)
    write_atomic(report or here.root.with_name(f"{here.root.name}-refresh.json"), told)
    _print(done, output)
    if done.refused:
        raise typer.Exit(1)


def _plan(store: Store, file: Path | None) -> Plan:
    if file is None:
        store.must_exist()
        return newest_plan(store)
    return save_plan(store, parse(read_text(file), file.resolve().parent))


def _print(done: Refreshed, output: Format) -> None:
    if output is Format.json:
        print_json(done.to_json())
        return
    for outcome in done.outcomes:
        for error in outcome.errors:
            typer.echo(f"{outcome.source}: {error['code']}: {error['message']}", err=True)
    rows = [
        {
            "source": outcome.source,
            "as_of": None if outcome.as_of is None else outcome.as_of.isoformat(),
            "files": ", ".join(outcome.files) or None,
            "outcome": outcome.status,
            "load": outcome.result and outcome.result.load,
            "data": outcome.result and outcome.result.version,
            "records": outcome.counted("records"),
            "rejected": outcome.counted("rejected"),
        }
        for outcome in done.outcomes
    ]
    print_rows(rows, output)


def verify(store: StorePath = HERE, output: Output = Format.table) -> None:
    """Check every file of the store against its checksum, and the ledger against the folder."""
    report = verify_store(Store(store))
    if output is Format.json:
        print_json(report.to_json())
    else:
        print_rows([asdict(finding) for finding in report.findings], output)
        looked = ", ".join(f"{n} {what.replace('_', ' ')}" for what, n in report.checked.items())
        found = f"{len(report.findings)} wrong" if report.findings else "all as written"
        typer.echo(f"Checked: {looked}; {found}.", err=True)
    if report.findings:
        raise typer.Exit(1)


def rebuild(
    version: Annotated[
        int | None, typer.Argument(help="Data version; else the one in force.")
    ] = None,
    store: StorePath = HERE,
) -> None:
    """Make the file of a data version again from its loads, in place of one that is damaged."""
    here = Store(store)
    here.must_exist()
    with here.locked():
        if version is None:
            current = here.current()
            if current is None:
                raise StoreError("This store holds no data yet.", code="E_NO_DATA")
            version = current.number
        remake(here, as_told(here, version), _say)
    typer.echo(f"Data version {version} is made again from its loads.")


def _say(progress: str) -> None:
    typer.echo(progress, err=True)


def warn_of_damage(store: Path) -> None:
    """Say what is wrong with the data in force, before anybody looks at it."""
    for finding in at_start(Store(store)):
        typer.echo(f"warning: {finding.file}: {finding.problem}. {finding.cure}", err=True)
