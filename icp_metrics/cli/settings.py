"""Commands on the settings: settings show, set."""

from __future__ import annotations

from typing import Annotated, Any

import typer
import yaml

from icp_metrics.cli.options import HERE, Format, Output, StorePath, pair
from icp_metrics.cli.printing import print_json, print_rows
from icp_metrics.errors import SettingError
from icp_metrics.publish.settings import save_settings
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
    """Change settings; kept as the next version with author and reason.

    A change of what the data is made by (currency, margin, gaps) publishes a new data version.
    """
    wanted = {name: _value(name, text) for name, text in map(pair, changes)}
    saved, version = save_settings(Store(store), wanted, author=author, reason=reason)
    typer.echo(f"settings v{saved.version}")
    if version is not None:
        typer.echo(f"These shape the data: published as data {version.number}.")


def _value(name: str, text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        raise SettingError(
            f"{name}: '{text}' is not a value in YAML, such as 4, EUR or [10, 30]."
        ) from None
