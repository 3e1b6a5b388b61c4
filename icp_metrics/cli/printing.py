"""Printing data: a table for people, JSON and CSV for machines."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from typing import Any

import typer

from icp_metrics import wording
from icp_metrics.cli.options import Format


def print_json(data: Any) -> None:
    """Print JSON; dates in ISO form, amounts as plain numbers, never NaN."""
    typer.echo(json.dumps(data, default=_plain, ensure_ascii=False, indent=2, allow_nan=False))


def print_rows(rows: Sequence[dict[str, Any]], output: Format) -> None:
    """Print rows that share their keys. No rows print nothing, in JSON an empty list."""
    if output is Format.json:
        print_json(list(rows))
    elif output is Format.csv and rows:
        writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({k: _harmless(v) for k, v in row.items()} for row in rows)
    elif rows:
        _print_table(rows)


def _harmless(value: Any) -> Any:
    return wording.harmless_text(value) if isinstance(value, str) else value


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else float(value)


def _print_table(rows: Sequence[dict[str, Any]]) -> None:
    cells = [[_cell(v) for v in row.values()] for row in rows]
    heads = list(rows[0])
    widths = [max(len(h), *(len(c[i]) for c in cells)) for i, h in enumerate(heads)]
    for line in [heads, *cells]:
        typer.echo("  ".join(t.ljust(w) for t, w in zip(line, widths, strict=True)).rstrip())


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    # A line break of the data would tear the table.
    return "".join(c if c.isprintable() else " " for c in str(value))
