"""A mapping that is being written: what of it can be understood already, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from icp_metrics.errors import MappingError
from icp_metrics.extracts.column_grammar import column_map
from icp_metrics.extracts.grammar import block, document
from icp_metrics.extracts.mapping import Mapping, TableMap
from icp_metrics.schema import CUSTOM_KINDS, TEXT
from icp_metrics.suggest.vocabulary import allowed
from icp_metrics.tables import TABLES

Where = tuple[str, str]
"""A table and a column of it."""


@dataclass(frozen=True)
class Understood:
    """A mapping as far as it goes.

    `mapping`: what can be understood. Columns of it that are not said yet hold a stand-in: they are
    in `missing` (needed and not said) or in `wrong` (with the sentence why). `says`: what the text
    says, per table and column.
    """

    mapping: Mapping
    missing: tuple[Where, ...]
    wrong: dict[Where, str]
    says: dict[str, dict[str, Any]]

    def stands_in(self, table: str, column: str) -> bool:
        """Whether the column of `mapping` is only a stand-in."""
        return (table, column) in self.missing or (table, column) in self.wrong

    @property
    def whole(self) -> bool:
        """Whether nothing is missing and nothing wrong: the text is a mapping."""
        return not self.missing and not self.wrong

    def table(self, name: str) -> TableMap | None:
        """How a table is filled."""
        return next((t for t in self.mapping.tables if t.table.name == name), None)


def understood(text: str) -> Understood:
    """What of a mapping's text can be understood.

    Raises MappingError where not even its sources and tables can be told.
    """
    keys = document(text)
    tables = block(keys.get("tables", {}), "tables")
    missing: list[Where] = []
    wrong: dict[Where, str] = {}
    says: dict[str, dict[str, Any]] = {}
    for name, given in tables.items():
        if name not in TABLES or not isinstance(given, dict):
            continue
        table = TABLES[name]
        if given.get("columns") is None:
            given["columns"] = {}
        columns = block(given["columns"], f"{name}: columns")
        own = block(given.get("attributes") or {}, f"{name}: attributes")
        if "attributes" in given and not own:
            given.pop("attributes")
        says[name] = {**columns, **own}
        for column in table.columns:
            where = (name, column.name)
            if column.name in columns:
                problem = _wrong(name, column.name, columns[column.name])
                if problem is not None:
                    wrong[where] = problem
            elif column.required or column.name in table.key:
                missing.append(where)
            if where in wrong or where in missing:
                words = allowed(column)
                columns[column.name] = {"value": words[0] if words else "0"}
        for attribute in [a for a in own if _wrong(name, a, own[a]) is not None]:
            wrong[name, attribute] = str(_wrong(name, attribute, own[attribute]))
            own[attribute] = {"value": "0", "kind": "text"}
    return Understood(Mapping.parse(_plain(keys)), tuple(missing), wrong, says)


def _wrong(table: str, name: str, given: Any) -> str | None:
    """What is wrong with what the text says of one column; None when nothing is."""
    declared = TABLES[table].column(name)
    try:
        if declared is not None:
            column_map(given, name, declared.kind, f"{table}.{name}", checks=declared.checks)
        else:
            keys = {k: v for k, v in block(given, f"{table}.{name}").items() if k != "label"}
            kind = CUSTOM_KINDS.get(str(keys.pop("kind", "")), TEXT)
            column_map(keys, name, kind, f"{table}.{name}")
    except MappingError as error:
        return error.message
    return None


def _plain(keys: dict[str, Any]) -> str:
    text: str = yaml.safe_dump(keys, allow_unicode=True, sort_keys=False)
    return text
