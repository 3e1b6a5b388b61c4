"""A suggestion as the YAML of a mapping: one line per column, its reasons in comments above it.

What must be decided is marked `DECIDE`. The mapping says nothing there, so that loading it as it
is refuses or lists the rows instead of guessing.
"""

from __future__ import annotations

from icp_metrics.presets.headers import plain
from icp_metrics.presets.written import comment, flow
from icp_metrics.suggest.decided import MARK, head
from icp_metrics.suggest.guess import asks_of
from icp_metrics.suggest.suggested import Sheet, Suggested, SuggestedTable, Suggestion
from icp_metrics.tables import TABLES

_LONGEST_EXAMPLE = 40


def written(suggestion: Suggestion, failures: dict[tuple[str, str], str] | None = None) -> str:
    """The mapping as text. `failures`: per (table, column) what cannot be read, as a sentence."""
    sheets, told = suggestion.sheets, failures or {}
    asks = suggestion.asks
    told_first = [f"Suggested from {', '.join(f for s in sheets.values() for f in s.files)}."]
    if asks:
        told_first.append(head(asks))
    parts = [comment(*told_first), f"name: {flow(suggestion.name)}\n"]
    used = _used(suggestion)
    alone = sum(len(s.files) for s in sheets.values()) == 1
    if not alone:
        parts.append("sources:\n")
        for name, sheet in sheets.items():
            if name not in used:
                parts.append(
                    _indented(2, f"{name} looks like no table; nothing is looked up there.")
                )
            parts.append(f"  {flow(name)}: {flow({'file': sheet.pattern})}\n")
    parts.append("tables:\n")
    for table in suggestion.tables:
        parts.append(_table(table, sheets[table.source], told, alone=alone))
    parts += [comment(f"Not read of {n}: {', '.join(c)}.") for n, c in _unread(suggestion).items()]
    return "".join(parts)


def _table(
    table: SuggestedTable, sheet: Sheet, told: dict[tuple[str, str], str], *, alone: bool
) -> str:
    files = ", ".join(sheet.files)
    parts = [_indented(2, f"{files}: {table.table}, {table.score:.2f} ({table.reason})")]
    parts.append(f"  {table.table}:\n")
    if not alone:
        parts.append(f"    from: {flow(table.source)}\n")
    if table.left_out:
        parts.append(f"    left_out: {flow(table.left_out)}\n")
    parts.append("    columns:\n")
    for ask in asks_of(TABLES[table.table], table.missing):
        parts.append(_indented(6, f"{MARK} {ask}"))
    for column in table.columns:
        parts.append(_column(table.table, column, sheet, told))
    if table.attributes:
        parts.append("    attributes:\n")
        parts += [_column(table.table, c, sheet, told) for c in table.attributes.values()]
    return "".join(parts)


def _column(table: str, column: Suggested, sheet: Sheet, told: dict[tuple[str, str], str]) -> str:
    says = [f"{column.score:.2f}, {column.reason}"]
    examples = _examples(column, sheet)
    if examples:
        says[0] += f"; such as {examples}"
    failure = told.get((table, column.column))
    lines = [*says, *([failure] if failure else []), *(f"{MARK} {a}" for a in column.asks)]
    mark = "# " if column.held else ""
    line = f"      {mark}{flow(column.column)}: {flow(column.says)}\n"
    return "".join(_indented(6, each) for each in lines) + line


def _examples(column: Suggested, sheet: Sheet) -> str:
    looked_up = isinstance(column.says, dict) and "lookup" in column.says
    if looked_up or not column.headers or column.headers[0] not in sheet.looks:
        return ""
    cells = sheet.looks[column.headers[0]].examples()
    return ", ".join(
        c if len(c) <= _LONGEST_EXAMPLE else c[: _LONGEST_EXAMPLE - 1] + "…" for c in cells
    )


def _indented(spaces: int, sentence: str) -> str:
    lines = comment(sentence).splitlines()
    return "".join(f"{' ' * spaces}{line}\n" for line in lines)


def _used(suggestion: Suggestion) -> set[str]:
    """The sources that feed a table or are looked up in."""
    used = {t.source for t in suggestion.tables}
    for table in suggestion.tables:
        used |= {
            c.says["lookup"]
            for c in table.columns
            if isinstance(c.says, dict) and "lookup" in c.says
        }
    return used


def _unread(suggestion: Suggestion) -> dict[str, list[str]]:
    """Per source the filled columns that nothing reads."""
    unread = {}
    for name, sheet in suggestion.sheets.items():
        mine = [t for t in suggestion.tables if t.source == name]
        read = {plain(h) for t in mine for h in (*t.headers, *t.left_out)}
        for table in suggestion.tables:
            for column in table.columns:
                if isinstance(column.says, dict) and column.says.get("lookup") == name:
                    read |= {
                        plain(h) for h in (*column.says["match"].values(), column.says["take"])
                    }
        rest = [h for h, look in sheet.looks.items() if plain(h) not in read and look.filled]
        if rest and mine:
            unread[name] = rest
    return unread
