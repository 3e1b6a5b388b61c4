"""Which attributes accounts and deals have: those declared, and those the loads brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from icp_metrics.schema import CUSTOM_KINDS, Kind, Table
from icp_metrics.store.loads import Load
from icp_metrics.tables import TABLES

_SCHEMA = {"table": pl.String, "name": pl.String, "label": pl.String, "kind": pl.String}


def custom(loads: Sequence[Load], table: str) -> dict[str, Kind]:
    """Custom attributes of a table: name -> kind. A name keeps the kind it came with first."""
    found: dict[str, Kind] = {}
    for load in loads:
        for name, attribute in load.attributes.get(table, {}).items():
            found.setdefault(name, CUSTOM_KINDS[attribute["kind"]])
    return found


def registry(loads: Sequence[Load]) -> pl.DataFrame:
    """Every attribute one can break down by: table, name, label, kind; declared ones first."""
    rows = []
    for table in TABLES.values():
        labels = _labels(loads, table.name)
        for column in table.columns:
            if column.attribute or column.dimension:
                rows.append((table.name, column.name, _words(column.name), column.kind.name))
        for name, kind in custom(loads, table.name).items():
            rows.append((table.name, name, labels[name], kind.name))
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def of_accounts(table: Table, extra: Mapping[str, Kind]) -> dict[str, Kind]:
    """The attributes kept over time: name -> kind."""
    return {c.name: c.kind for c in table.columns if c.attribute} | dict(extra)


def _labels(loads: Sequence[Load], table: str) -> dict[str, str]:
    return {
        name: attribute["label"]
        for load in loads
        for name, attribute in load.attributes.get(table, {}).items()
    }


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
