"""Commands that ask: compare, and members behind a number."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from icp_metrics.catalog import KPIS
from icp_metrics.cli.options import (
    HERE,
    Against,
    By,
    Changes,
    DataVersion,
    Ends,
    Every,
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
from icp_metrics.compare import Row, Slice, View, open_view
from icp_metrics.compare import compare as compare_kpi
from icp_metrics.compare import members as rows_behind
from icp_metrics.compare.breakdown import breakdown
from icp_metrics.store import Store


def compare(
    kpi: Annotated[list[str] | None, typer.Option(help="KPI id; repeat. Else all.")] = None,
    by: By = None,
    most: Annotated[
        int | None,
        typer.Option(min=1, help="With --by: values shown by themselves; the smaller are Other."),
    ] = None,
    where: Where = None,
    starts: Starts = None,
    ends: Ends = None,
    every: Annotated[Every | None, typer.Option(help="Rows per period.")] = None,
    variant: Variant = None,
    profile: ProfileName = None,
    fit_as_of: Judged = FitAsOf.sold,
    against: Changes = Against.previous,
    version: DataVersion = None,
    store: StorePath = HERE,
    output: Output = Format.table,
) -> None:
    """Compare accounts that fit the ICP with those that do not."""
    view = open_view(Store(store), version=version, profile=profile)
    asked = slice_of(
        by=by,
        where=where,
        starts=starts,
        ends=ends,
        every=every,
        variant=variant,
        fit_as_of=fit_as_of,
        against=against,
    )
    if most is not None and (by is None or every is not None):
        raise typer.BadParameter("--most goes with --by, and not with --every.")
    rows = [row for name in kpi or list(KPIS) for row in _rows(view, name, asked, most)]
    if output is Format.json:
        print_json({**_header(view, asked), "rows": [r.to_json() for r in rows]})
    else:
        print_rows([_flat(r, output) for r in rows], output)


def _rows(view: View, kpi: str, asked: Slice, most: int | None) -> list[Row]:
    if most is None:
        return compare_kpi(view, kpi, asked)
    found = breakdown(view, kpi, asked, most=most)
    return [found.total, *found.segments]


def members(
    kpi: Annotated[str, typer.Option(help="KPI id.")],
    group: Annotated[str, typer.Option(help="fit, not_fit, unknown or all.")] = "all",
    where: Where = None,
    starts: Starts = None,
    ends: Ends = None,
    variant: Variant = None,
    profile: ProfileName = None,
    fit_as_of: Judged = FitAsOf.sold,
    version: DataVersion = None,
    store: StorePath = HERE,
    output: Output = Format.table,
) -> None:
    """Print the rows behind a number: exactly as many as its `facts`."""
    view = open_view(Store(store), version=version, profile=profile)
    asked = slice_of(where=where, starts=starts, ends=ends, variant=variant, fit_as_of=fit_as_of)
    print_rows(rows_behind(view, kpi, asked, group=group).to_dicts(), output)


def _header(view: View, asked: Slice) -> dict[str, Any]:
    profile = view.profile
    return {
        "store": {"version": view.version.number, "data_through": view.version.data_through},
        "profile": profile and {"name": profile.name, "version": view.profile_version},
        "fit_as_of": asked.fit_as_of,
        "settings": view.settings.version,
    }


def _flat(row: Row, output: Format) -> dict[str, Any]:
    """One line per row: all of it as CSV, what fits a screen as a table."""
    full = row.to_json()
    head = ["kpi"] if output is Format.table else ["kpi", "variant", "unit", "currency"]
    shown = ["value", "n"] if output is Format.table else ["value", "low", "high", "n", "facts"]
    flat: dict[str, Any] = {k: full[k] for k in head}
    flat |= {"starts": full["period"]["starts"], "ends": full["period"]["ends"]}
    flat |= {"by": full["by"], "segment": full["segment"]}
    for name, group in full["groups"].items():
        flat |= {f"{name}_{k}" if k != "value" else name: group[k] for k in shown}
    gap = ["value", "low", "high", "q"] if output is Format.table else list(full["gap"])
    flat |= {f"gap_{k}" if k != "value" else "gap": full["gap"][k] for k in gap}
    like = ["value"] if output is Format.table else ["value", "low", "high", "mix", "dropped"]
    told = full["adjusted"] or {}
    flat |= {f"like_mix_{k}" if k != "value" else "like_mix": told.get(k) for k in like}
    return {**flat, "verdict": full["verdict"], "flags": " ".join(full["flags"])}
