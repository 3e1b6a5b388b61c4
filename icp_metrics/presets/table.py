"""One table of a template fitted to the sources that are there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from icp_metrics.presets.column import fitted
from icp_metrics.presets.custom import (
    attribute,
    attribute_name,
    chosen,
    kind_of,
    own_column,
    writes_false_as_blank,
)
from icp_metrics.presets.headers import Headers
from icp_metrics.presets.preset import Preset
from icp_metrics.presets.source import Source
from icp_metrics.schema import Table

Texts = Callable[[str], pl.Series]


@dataclass(frozen=True)
class FittedTable:
    """What a mapping says of the table; `missing`: per needed column the headers it could be.

    `reads`: the columns of its file that it uses; `unread`: the filled ones that it does not.
    """

    name: str
    says: dict[str, Any]
    missing: dict[str, str]
    reads: tuple[str, ...]
    notes: tuple[str, ...]


def fitted_table(
    preset: Preset, table: Table, template: dict[str, Any], sources: dict[str, Source]
) -> FittedTable | None:
    """The template without what its files lack.

    None when there is no file of its source, or a header that it `needs` is not there.
    """
    if template["from"] not in sources:
        return None
    source = sources[template["from"]]
    if any(source.headers.find(h) is None for h in template.get("needs", ())):
        return None
    joined = _joined(template.get("join", {}), source, sources)
    headers = source.headers.with_more(joined)
    texts = _texts_of(source, joined)
    reads: list[str] = [c for keys in joined.values() for c in keys["match"]]
    says: dict[str, Any] = {"from": source.name}
    if joined:
        says["join"] = joined
    for key in ("only", "left_out"):
        named = {
            actual: values
            for header, values in template.get(key, {}).items()
            if (actual := headers.find(header)) is not None
        }
        if named:
            says[key] = named
            reads += named
    if "latest" in template and (actual := headers.find(template["latest"])) is not None:
        says["latest"] = actual
        reads.append(actual)
    missing: dict[str, str] = {
        header.lstrip("_"): _told_by(header, template)
        for header in template.get("only", {})
        if headers.find(header) is None
    }
    columns: dict[str, Any] = {}
    notes: list[str] = []
    for name, given in template["columns"].items():
        found = fitted(given, headers, texts)
        declared = table.column(name)
        if found is not None:
            columns[name] = found.says
            reads += found.reads
            notes += found.notes
        elif name in table.key or (declared is not None and declared.required):
            missing[name] = _wanted(given)
        elif name in preset.without:
            notes.append(preset.without[name])
    says["columns"] = columns
    attributes = _attributes(template, source, headers, texts)
    reads += [a["from"] for a in attributes.values()]
    if table.name in preset.custom:
        custom = chosen(source.headers.columns, preset.custom[table.name], preset.ignored, reads)
        reads += _add_custom(custom, source, table, columns, attributes)
    if attributes:
        says["attributes"] = attributes
    own = [c for c in reads if c not in joined]
    return FittedTable(table.name, says, missing, tuple(dict.fromkeys(own)), tuple(notes))


def _texts_of(source: Source, joined: dict[str, Any]) -> Texts:
    def texts(column: str) -> pl.Series:
        return pl.Series("text", [], pl.String) if column in joined else source.texts(column)

    return texts


def _joined(
    template: dict[str, Any], source: Source, sources: dict[str, Source]
) -> dict[str, dict[str, Any]]:
    """The look-ups whose both ends are there and whose name is not a column of the file."""
    found: dict[str, dict[str, Any]] = {}
    for name, keys in template.items():
        other = sources.get(keys["lookup"])
        headers = source.headers.with_more(found)
        if other is None or source.headers.find(name) is not None:
            continue
        match = {headers.find(o): other.headers.find(t) for o, t in keys["match"].items()}
        take = other.headers.find(keys["take"])
        if take is None or None in match or None in match.values():
            continue
        if keys.get("if_filled") and not len(other.texts(take)):
            continue
        found[name] = {"lookup": other.name, "match": match, "take": take}
    return found


def _attributes(
    template: dict[str, Any], source: Source, headers: Headers, texts: Texts
) -> dict[str, dict[str, Any]]:
    """The template's attributes whose column has a filled cell."""
    found = {}
    for name, given in template.get("attributes", {}).items():
        column = headers.find(given["from"])
        if column is not None and len(texts(column)):
            found[name] = {**given, "from": column}
    return found


def _add_custom(
    custom: list[str],
    source: Source,
    table: Table,
    columns: dict[str, Any],
    attributes: dict[str, dict[str, Any]],
) -> list[str]:
    """Put the filled ones among `custom` under columns or attributes; return them."""
    blank_is_false = bool(custom) and writes_false_as_blank(source.headers.columns, source.texts)
    added = []
    for header in custom:
        cells = source.texts(header)
        if not len(cells):
            continue
        added.append(header)
        kind = kind_of(cells)
        declared = own_column(header, kind, table, columns)
        if declared is not None:
            columns[declared.name] = header
            continue
        name = attribute_name(header, table, attributes)
        attributes[name] = attribute(header, kind, cells, blank_is_false=blank_is_false)
    return added


def _told_by(header: str, template: dict[str, Any]) -> str:
    """Where the header is, that says which rows of a file are the table's."""
    looked_up = template.get("join", {}).get(header)
    return f"'{looked_up['take']}' of {looked_up['lookup']}" if looked_up else f"'{header}'"


def _wanted(template: Any) -> str:
    """The headers that a template names for a column, as words."""
    forms = template if isinstance(template, list) else [template]
    names: list[str] = []
    for form in forms:
        keys = {"from": form} if isinstance(form, str) else form
        named = keys.get("from", keys.get("together", keys.get("every", ())))
        names += [named] if isinstance(named, str) else named
    return " or ".join(f"'{n}'" for n in dict.fromkeys(names) if not n.startswith("_"))
