"""A preset and the files at hand: an ordinary mapping, as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from icp_metrics.errors import MappingError
from icp_metrics.extracts.dates import orders_of
from icp_metrics.extracts.mapping import Mapping
from icp_metrics.extracts.read import Reading
from icp_metrics.presets.preset import Preset
from icp_metrics.presets.source import Source, sources
from icp_metrics.presets.table import FittedTable, fitted_table
from icp_metrics.presets.written import written
from icp_metrics.schema import CUSTOM_KINDS, DATE
from icp_metrics.tables import TABLES


@dataclass(frozen=True)
class Fitted:
    """The mapping as text, and what its user should know."""

    preset: Preset
    text: str
    notes: tuple[str, ...]


def fit(preset: Preset, readings: Sequence[Reading]) -> Fitted:
    """The mapping that `preset` is for these files.

    Columns that the files lack are left away, and tables without a file or a needed column. What
    the preset does not name may become attributes. Raises MappingError when a file is none of the
    preset's, or no table can be filled.
    """
    found = sources(preset, readings)
    tables = _tables(preset, found)
    whole = [t for t in tables if not t.missing]
    lacking = [
        f"{t.name} needs {column}: {wanted}, which {_files(found[t.says['from']])} "
        f"{'have' if len(found[t.says['from']].readings) > 1 else 'has'} not"
        for t in tables
        for column, wanted in t.missing.items()
    ]
    if not whole:
        raise MappingError(f"{preset.title}: {'; '.join(lacking)}.")
    _say_order_of_dates(whole, found)
    notes = dict.fromkeys(
        (*preset.notes, *(n for t in whole for n in t.notes), *(f"{x}." for x in lacking))
    )
    unread = _unread(whole, found)
    alone = len(readings) == 1
    mapping: dict[str, Any] = {"name": preset.mapping_name}
    if preset.blank:
        mapping["blank"] = list(preset.blank)
    if not alone:
        mapping["sources"] = {s.name: {"file": s.pattern} for s in found.values()}
    mapping["tables"] = {
        t.name: {k: v for k, v in t.says.items() if k != "from" or not alone} for t in whole
    }
    text = written(preset, [r.file for r in readings], mapping, tuple(notes), unread)
    Mapping.parse(text)  # A preset that makes no mapping is our fault, and found here.
    return Fitted(preset, text, tuple(notes))


def _tables(preset: Preset, found: dict[str, Source]) -> list[FittedTable]:
    """Per table the first template that fits whole, else the first that lacks something."""
    tables = []
    for name, templates in preset.tables.items():
        tried = [fitted_table(preset, TABLES[name], t, found) for t in templates]
        there = [t for t in tried if t is not None]
        if there:
            tables.append(next((t for t in there if not t.missing), there[0]))
    return tables


def _files(source: Source) -> str:
    return " and ".join(r.file for r in source.readings)


def _unread(tables: Sequence[FittedTable], found: dict[str, Source]) -> dict[str, tuple[str, ...]]:
    """Per source the columns that no table reads, nor looks anything up by."""
    unread = {}
    for source in found.values():
        read = {c for t in tables if t.says["from"] == source.name for c in t.reads}
        for table in tables:
            for keys in table.says.get("join", {}).values():
                if keys["lookup"] == source.name:
                    read |= {*keys["match"].values(), keys["take"]}
        rest = tuple(c for c in source.headers.columns if c not in read)
        if rest:
            unread[source.name] = rest
    return unread


def _say_order_of_dates(tables: Sequence[FittedTable], found: dict[str, Source]) -> None:
    """Say `month_first` or `day_first` of columns that allow both, where the others agree."""
    open_: list[tuple[dict[str, Any], str]] = []
    decided: set[str] = set()
    for table in tables:
        source = found[table.says["from"]]
        for says, name, reads in _dates_of(table):
            cells = [source.texts(c) for c in reads if source.headers.find(c) == c]
            orders = orders_of(pl.concat(cells)) if cells else frozenset()
            if len(orders) == 1:
                decided |= orders
            elif len(orders) == 2:
                open_.append((says, name))
    if len(decided) == 1:
        for says, name in open_:
            given = says[name]
            whole = {"from": given} if isinstance(given, str) else given
            says[name] = {**whole, "dates": next(iter(decided))}


def _dates_of(table: FittedTable) -> list[tuple[dict[str, Any], str, list[str]]]:
    """The date columns whose format is not said: where it is said, the name, and what they read."""
    found = []
    for part in ("columns", "attributes"):
        for name, given in table.says.get(part, {}).items():
            declared = TABLES[table.name].column(name)
            kind = declared.kind if declared else CUSTOM_KINDS[given["kind"]]
            keys = {"from": given} if isinstance(given, str) else given
            if kind is DATE and "from" in keys and "dates" not in keys:
                columns = keys["from"] if isinstance(keys["from"], list) else [keys["from"]]
                found.append((table.says[part], name, columns))
    return found
