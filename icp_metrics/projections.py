"""What a table's declaration gives: its DDL, its upload template, its reference."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from icp_metrics.schema import DATE, Column, Kind, Table


def columns(table: Table, custom: Mapping[str, Kind]) -> dict[str, Kind]:
    """Every column the stored table has: those declared, then the custom attributes."""
    return {c.name: c.kind for c in table.columns} | dict(custom)


def ddl(table: Table, custom: Mapping[str, Kind]) -> str:
    """CREATE TABLE of the stored table, with the bucket every row gets."""
    required = {c.name for c in table.columns if c.required}
    lines = [
        f'"{name}" {kind.sql}{" NOT NULL" if name in required else ""}'
        for name, kind in columns(table, custom).items()
    ]
    lines.append('"bucket" SMALLINT NOT NULL')
    keys = ", ".join(f'"{k}"' for k in table.key)
    return f"CREATE TABLE {table.name} ({', '.join(lines)}, PRIMARY KEY ({keys}))"


def template(table: Table) -> str:
    """A CSV to fill in: the header and one example row."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(c.name for c in table.columns)
    writer.writerow(c.example for c in table.columns)
    return text.getvalue()


def mapping(table: Table) -> str:
    """The mapping YAML with which the filled-in template is loaded."""
    lines = [
        f"name: {table.name}-template",
        f'sources: {{{table.name}: {{file: "{table.name}*"}}}}',
        "tables:",
        f"  {table.name}:",
        f"    from: {table.name}",
        "    columns:",
    ]
    for column in table.columns:
        source = column.name
        if column.kind is DATE:
            source = f'{{from: {column.name}, dates: "%Y-%m-%d"}}'
        lines.append(f"      {column.name}: {source}")
    return "\n".join([*lines, ""])


def reference(table: Table) -> str:
    """A Markdown section: what the table is, and what each column may hold."""
    lines = [f"## {table.name}", "", table.doc, ""]
    lines += ["| column | kind | meaning | rules | example |", "|---|---|---|---|---|"]
    for column in table.columns:
        cells = (column.name, column.kind.name, column.doc, rules(table, column), column.example)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    across = [f"- `{c.column}`: {c.sentence}." for c in table.row_checks]
    if across:
        lines += ["", *across]
    if table.custom:
        lines += ["", "Further columns of a CRM can be kept as custom attributes."]
    return "\n".join([*lines, ""])


def rules(table: Table, column: Column) -> str:
    """What a column must obey, in words: `key; must be 0 or more`."""
    words = ["key"] if column.name in table.key else ["required"] if column.required else []
    words += [check.sentence for check in column.checks]
    if column.bands:
        words.append("bands up to " + ", ".join(f"{b:g}" for b in column.bands))
    return "; ".join(words)
