"""A mapping: how the files of one source system become tables."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import Any

from icp_metrics.errors import MappingError, did_you_mean
from icp_metrics.extracts.column_grammar import column_map, lookup
from icp_metrics.extracts.column_map import AccountMatch, ColumnMap, KeyMatch, Lookup
from icp_metrics.extracts.grammar import block, document, text, texts
from icp_metrics.schema import CUSTOM_KINDS, Kind, Table
from icp_metrics.tables import TABLES

RESERVED = (
    "bucket",
    "span_id",
    "is_new_business",
    "new_business_by",
    "valid_from",
    "valid_to",
    "known_from",
    "filled_later",
    "score",
    "tier",
    "fit",
)
"""Names a custom attribute cannot have: tables and answers hold something else there."""

ONLY_SOURCE = "file"
"""The name of the one source of a mapping that names none."""


@dataclass(frozen=True)
class Source:
    """A file, or several of one shape: those whose name fits the pattern (without case)."""

    name: str
    pattern: str
    sheet: str = ""
    """Of a workbook; blank: its first."""


@dataclass(frozen=True)
class TableMap:
    """How the records of `source` become rows of `table`.

    Records with one of the texts (without case) in a column of `left_out` are not its rows: they
    are deleted where they came from. Nor are those without one of the texts in a column of `only`:
    they are something else. Of several records of one key, only those with the greatest text in
    the column `latest` are. `joined`: columns that its records get from other sources, before
    anything else is read.
    """

    table: Table
    source: str
    left_out: tuple[tuple[str, tuple[str, ...]], ...]
    columns: tuple[ColumnMap, ...]
    attributes: tuple[ColumnMap, ...]
    joined: tuple[tuple[str, Lookup], ...] = ()
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    latest: str = ""

    @property
    def lookups(self) -> tuple[tuple[str, Lookup], ...]:
        """Everything it looks up in other sources, each with the name of what it is for."""
        own = ((c.name, c.origin) for c in self.all_columns)
        return (*self.joined, *((n, o) for n, o in own if isinstance(o, Lookup)))

    @property
    def own_columns(self) -> tuple[str, ...]:
        """The columns that it reads of its own file."""
        joined = {name for name, _ in self.joined}
        read = [c for m in self.all_columns for c in m.columns]
        read += [c for c, _ in (*self.left_out, *self.only)]
        read += [self.latest] if self.latest else []
        read += [ours for _, lookup in self.joined for ours, _ in lookup.match]
        return tuple(dict.fromkeys(c for c in read if c not in joined))

    @property
    def all_columns(self) -> tuple[ColumnMap, ...]:
        return self.columns + self.attributes


@dataclass(frozen=True)
class Mapping:
    """Sources and tables, as a person wrote them down. `blank`: texts that mean a blank cell."""

    name: str
    sources: tuple[Source, ...]
    tables: tuple[TableMap, ...]
    blank: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text_: str) -> Mapping:
        """The mapping that the YAML says; raises MappingError naming the culprit and the cure."""
        keys = document(text_)
        block(keys, "the mapping", ("name", "blank", "sources", "tables"))
        if "tables" not in keys:
            raise MappingError("the mapping needs 'tables'.")
        sources = _sources(keys.get("sources"))
        names = tuple(s.name for s in sources)
        tables = block(keys["tables"], "tables")
        if not tables:
            raise MappingError("the mapping fills no table.")
        name = text(keys.get("name", "mapping"), "name")
        made = tuple(_table_map(t, given, names) for t, given in tables.items())
        return cls(name, sources, made, texts(keys["blank"], "blank") if "blank" in keys else ())

    def canonical(self) -> str:
        """Its content as JSON that only changes when its meaning may: for fingerprints."""
        return json.dumps(
            {
                "name": self.name,
                "sources": {
                    s.name: [s.pattern, s.sheet] if s.sheet else s.pattern for s in self.sources
                },
                "tables": {t.table.name: _plain(t) for t in self.tables},
                **({"blank": self.blank} if self.blank else {}),
            },
            sort_keys=True,
            ensure_ascii=False,
        )

    def tables_of(self, source: str) -> tuple[TableMap, ...]:
        """The tables that `source` feeds."""
        return tuple(t for t in self.tables if t.source == source)

    @property
    def matches_accounts(self) -> bool:
        """Whether rows find their account among the accounts, so that new accounts matter."""
        origins = [c.origin for t in self.tables for c in t.columns]
        return any(
            isinstance(o, AccountMatch) or (isinstance(o, KeyMatch) and len(o.steps) > 1)
            for o in origins
        )

    @property
    def keyed_tables(self) -> frozenset[str]:
        """The tables whose rows name their account by the key of another system."""
        return frozenset(
            t.table.name
            for t in self.tables
            if any(isinstance(c.origin, KeyMatch) for c in t.columns)
        )

    def lookups_in(self, source: str) -> tuple[Lookup, ...]:
        """The lookups that read `source`."""
        return tuple(o for t in self.tables for _, o in t.lookups if o.source == source)


def _plain(table: TableMap) -> dict[str, Any]:
    def plain(column: ColumnMap) -> dict[str, Any]:
        # What is left at its default is left out: an option added later changes no fingerprint.
        default = ColumnMap(column.name, column.kind, column.origin)
        content = {k: v for k, v in asdict(column).items() if v != asdict(default)[k]}
        # Stating the default mark takes a doubt away; the numbers are the same.
        content.pop("decimal_stated", None)
        form = type(column.origin).__name__
        return {**content, "kind": column.kind.name, form: asdict(column.origin)}

    joined = {name: asdict(asked) for name, asked in table.joined}
    return {
        "source": table.source,
        **({"join": joined} if joined else {}),
        "left_out": dict(table.left_out),
        **({"only": dict(table.only)} if table.only else {}),
        **({"latest": table.latest} if table.latest else {}),
        "columns": {c.name: plain(c) for c in table.columns},
        "attributes": {c.name: plain(c) for c in table.attributes},
    }


def _sources(given: object) -> tuple[Source, ...]:
    if given is None:
        return (Source(ONLY_SOURCE, "*"),)
    found = block(given, "sources")
    if not found:
        raise MappingError("sources names no file; leave it out when there is one file.")
    return tuple(_source(name, given) for name, given in found.items())


def _source(name: str, given: object) -> Source:
    where = f"sources.{name}"
    keys = block(given, where, ("file", "sheet"))
    sheet = text(keys["sheet"], f"{where}: sheet") if "sheet" in keys else ""
    return Source(name, text(keys.get("file"), where), sheet)


def _table_map(name: str, given: object, sources: tuple[str, ...]) -> TableMap:
    if name not in TABLES:
        raise MappingError(f"there is no table '{name}'.{did_you_mean(name, TABLES)}")
    table = TABLES[name]
    keys = block(
        given, name, ("from", "join", "only", "left_out", "latest", "columns", "attributes")
    )
    columns = _columns(keys.get("columns"), table)
    attributes = _attributes(keys.get("attributes"), table)
    for column in columns + attributes:
        # Where the account is required (account_keys), a row that fits none would be no row.
        linked = column.name == "account_id" and table.links_accounts and not _needs(table, column)
        if isinstance(column.origin, AccountMatch | KeyMatch) and not linked:
            raise MappingError(f"{name}.{column.name}: match is for the account_id of a fact.")
    made = TableMap(
        table,
        _source_of(keys.get("from"), name, sources),
        _by_texts(keys, "left_out", name),
        columns,
        attributes,
        _joined(keys.get("join", {}), name),
        _by_texts(keys, "only", name),
        text(keys["latest"], f"{name}: latest") if "latest" in keys else "",
    )
    for what, asked in made.lookups:
        if asked.source not in sources:
            raise MappingError(
                f"{name}.{what}: there is no source '{asked.source}'."
                f"{did_you_mean(asked.source, sources)}"
            )
    return made


def _by_texts(
    keys: dict[str, Any], key: str, table: str
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Columns of the file, each with the texts that `key` gives."""
    given = block(keys.get(key, {}), f"{table}: {key}")
    return tuple((c, texts(v, f"{table}: {key}: {c}")) for c, v in given.items())


def _joined(given: object, table: str) -> tuple[tuple[str, Lookup], ...]:
    found = []
    for name, keys in block(given, f"{table}: join").items():
        where = f"{table}: join: {name}"
        found.append((name, lookup(block(keys, where, ("lookup", "match", "take")), where)))
    return tuple(found)


def _needs(table: Table, column: ColumnMap) -> bool:
    declared = table.column(column.name)
    return declared is not None and declared.required


def _source_of(given: object, table: str, sources: tuple[str, ...]) -> str:
    if given is None:
        if len(sources) == 1:
            return sources[0]
        raise MappingError(f"{table} needs 'from': one of {', '.join(sources)}.")
    source = text(given, f"{table}: from")
    if source not in sources:
        raise MappingError(
            f"{table}: there is no source '{source}'.{did_you_mean(source, sources)}"
        )
    return source


def _columns(given: object, table: Table) -> tuple[ColumnMap, ...]:
    keys = block(given, f"{table.name}: columns")
    declared = [c.name for c in table.columns]
    for name in keys:
        if name not in declared:
            custom = " A column of your own goes under 'attributes'." if table.custom else ""
            raise MappingError(
                f"{table.name} has no column '{name}'.{did_you_mean(name, declared)}{custom}"
            )
    for column in table.columns:
        if column.name not in keys and (column.required or column.name in table.key):
            raise MappingError(f"{table.name} needs {column.name}; say which column holds it.")
    return tuple(
        column_map(keys[c.name], c.name, c.kind, f"{table.name}.{c.name}", checks=c.checks)
        for c in table.columns
        if c.name in keys
    )


def _attributes(given: object, table: Table) -> tuple[ColumnMap, ...]:
    if given is None:
        return ()
    if not table.custom:
        raise MappingError(f"{table.name} takes no attributes of your own.")
    return tuple(
        _attribute(n, g, table) for n, g in block(given, f"{table.name}: attributes").items()
    )


def _attribute(name: str, given: object, table: Table) -> ColumnMap:
    where = f"{table.name}.{name}"
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", name):
        raise MappingError(f"{where}: an attribute is named in lower snake case, like 'plan_tier'.")
    if table.column(name):
        raise MappingError(f"{where} is a column of the table; put it under 'columns'.")
    if name in RESERVED:
        raise MappingError(f"{where}: the name '{name}' is taken; choose another.")
    keys = block(given, where)
    kind = _custom_kind(keys.get("kind"), where)
    label = text(keys.get("label", name), f"{where}: label")
    rest = {k: v for k, v in keys.items() if k not in ("kind", "label")}
    return column_map(rest, name, kind, where, label=label)


def _custom_kind(given: object, where: str) -> Kind:
    if given is None:
        raise MappingError(f"{where} needs a kind: {', '.join(CUSTOM_KINDS)}.")
    name = text(given, f"{where}: kind")
    if name not in CUSTOM_KINDS:
        raise MappingError(f"{where}: there is no kind '{name}'.{did_you_mean(name, CUSTOM_KINDS)}")
    return CUSTOM_KINDS[name]
