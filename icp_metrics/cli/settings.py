"""Commands on the settings: settings show, set."""

from __future__ import annotations

from typing import Annotated, Any

import typer
import yaml

from icp_metrics.catalog import check_settings
from icp_metrics.cli.options import HERE, Format, Output, StorePath, pair
from icp_metrics.cli.printing import print_json, print_rows
from icp_metrics.errors import SettingError
from icp_metrics.settings import SETTINGS
from icp_metrics.store import Store

app = typer.Typer(help="What shapes the numbers: show, set.", no_args_is_help=True)


@app.command()
def show(store: StorePath = HERE, output: Output = Format.table) -> None:
    """Print the settings in force."""
    settings = Store(store).settings()
    if output is Format.json:
        print_json({"version": settings.version, "settings": dict(settings.values)})
        return
    rows = [{"setting": n, "value": settings[n], "meaning": s.doc} for n, s in SETTINGS.items()]
    print_rows(rows, output)


@app.command("set")
def change(
    changes: Annotated[list[str], typer.Argument(help="KEY=VALUE, e.g. fiscal_year_start=4.")],
    store: StorePath = HERE,
    author: Annotated[str, typer.Option(help="Who changes it.")] = "",
    reason: Annotated[str, typer.Option(help="Why.")] = "",
) -> None:
    """Change settings; kept as the next version with author and reason."""
    here = Store(store)
    with here.writing():
        settings = here.settings()
        wanted = {name: _value(name, text) for name, text in map(pair, changes)}
        new = settings.with_values(wanted, version=settings.version + 1)
        check_settings(new.values)
        saved = here.save_settings(new, author=author, reason=reason)
    typer.echo(f"settings v{saved.version}")


def _value(name: str, text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        raise SettingError(
            f"{name}: '{text}' is not a value in YAML, such as 4, EUR or [10, 30]."
        ) from None
