"""JSON lines copied to Parquet, object by object, as text."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from icp_metrics.errors import ReadError
from icp_metrics.extracts.staged import LONGEST_CELL, MOST_COLUMNS, Record, header_of, stage
from icp_metrics.extracts.text_gates import encoding_of, lines

_BLANK = " \t\r\n"
"""What JSON takes for blank; a line of other blanks is no JSON."""


class _Broken(ValueError):
    """Why a line is no record."""


def copy(file: Path, into: Path) -> dict[str, object]:
    """Copy `file`, one object per line, to the Parquet `into`; return what a `Reading` says.

    Objects in objects are flattened (`person.email`), lists joined by `;` (lists of objects stay
    JSON), numbers kept as written, null and absent keys blank. The columns are the keys of all
    lines. A line that is no object is a record with a problem. Raises ReadError E_MARKUP when no
    line is one, E_COUNT when lines and records differ, else as for a CSV.
    """
    encoding, warnings = encoding_of(file)
    names: dict[str, None] = {}
    for record in _objects(file, encoding):
        names |= dict.fromkeys(record[1] or ())
        if len(names) > MOST_COLUMNS:
            raise ReadError(f"the objects have more than {MOST_COLUMNS:,} keys.", code="E_HEADER")
    if not names:
        raise ReadError("no line of it holds a JSON object with keys.", code="E_MARKUP")
    # As a CSV's header is looked at: names of our own are left out, blank ones refused.
    header = header_of(iter([(0, list(names), None)]))
    records = (_record(row, found, header, why) for row, found, why in _objects(file, encoding))
    seen = stage(header, records, into)
    with file.open(encoding=encoding, newline="\n") as stream:
        counted = sum(1 for line in stream if line.strip(_BLANK))
    if counted != seen.records:
        raise ReadError(
            f"{seen.records:,} records were read, but {counted:,} lines of it are not blank.",
            code="E_COUNT",
        )
    return {
        "records": seen.records,
        "columns": seen.columns,
        "encoding": encoding,
        "delimiter": "",
        "warnings": [*warnings, *seen.warnings],
    }


def _record(row: int, found: dict[str, str] | None, header: list[str], why: str | None) -> Record:
    cells = [] if found is None else [found.get(name, "") for name in header]
    return row, cells, why


def _objects(file: Path, encoding: str) -> Iterator[tuple[int, dict[str, str] | None, str | None]]:
    """Per line that is not blank: its number, its flat object (or None), and why it is none."""
    with file.open(encoding=encoding, newline="\n") as stream:
        for number, line in enumerate(lines(stream), 1):
            if line.strip(_BLANK):
                try:
                    yield number, _flat(line), None
                except _Broken as broken:
                    yield number, None, str(broken)
                except RecursionError:
                    yield number, None, "has too many layers of objects or lists"


def _flat(line: str) -> dict[str, str]:
    try:
        found = json.loads(
            line,
            parse_float=str,
            parse_int=str,
            parse_constant=_no_number,
            object_pairs_hook=_once,
        )
    except _Broken:
        raise
    except ValueError as error:
        where = f" at character {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise _Broken(f"is not JSON{where}") from error
    if not isinstance(found, dict):
        raise _Broken("is JSON, but no object with keys")
    flat: dict[str, str] = {}
    _flatten(found, "", flat)
    return flat


def _no_number(text: str) -> str:
    raise _Broken(f"holds {text}, which is no JSON number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        name = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise _Broken(f"names '{name}' twice")
    return found


def _flatten(value: dict[str, Any], above: str, into: dict[str, str]) -> None:
    for key, inner in value.items():
        if not key.strip():
            raise _Broken("has a key without a name")
        name = f"{above}{key}"
        if isinstance(inner, dict) and inner:
            _flatten(inner, f"{name}.", into)
        elif name in into:
            raise _Broken(f"names '{name}' twice")
        else:
            into[name] = _text(inner, name)


def _text(value: Any, name: str) -> str:
    if value is None or value in ({}, []):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        plain = not any(isinstance(v, dict | list) for v in value)
        found = ";".join(_text(v, name) for v in value) if plain else json.dumps(value)
    else:
        found = str(value)
    if len(found) > LONGEST_CELL:
        raise _Broken(f"has more than {LONGEST_CELL:,} characters in '{name}'")
    if any("\ud800" <= c <= "\udfff" or c == "\0" for c in found):
        raise _Broken(f"has half a character or a NUL in '{name}'")
    return found
