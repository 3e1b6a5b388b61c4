"""Columns that a preset does not name become attributes: their name, and their kind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from fnmatch import fnmatchcase
from typing import Any

import polars as pl

from icp_metrics.extracts.dates import iso, orders_of
from icp_metrics.extracts.mapping import RESERVED
from icp_metrics.extracts.numbers import numbers
from icp_metrics.presets.headers import plain
from icp_metrics.schema import DATE, FLAG, INTEGER, MONEY, NUMBER, TEXT, Column, Table

_LONGEST_NAME = 63
_FITS = {"text": (TEXT,), "number": (INTEGER, NUMBER, MONEY), "date": (DATE,), "flag": (FLAG,)}
_NUMBER_OF_SOMETHING = r"^0[0-9]|^[0-9]{9,}$"
"""Leading zeros, or many digits: an identifier or a telephone, not an amount."""


def chosen(
    columns: Iterable[str], patterns: Collection[str], ignored: Collection[str], read: Iterable[str]
) -> list[str]:
    """The columns of a file that become attributes: by pattern, not ignored, not read already."""
    not_these = {plain(c) for c in (*ignored, *read)}
    return [
        c
        for c in columns
        if plain(c) not in not_these
        and not c.startswith("_")
        and any(fnmatchcase(c.lower(), p) for p in patterns)
    ]


def kind_of(cells: pl.Series) -> str:
    """`flag`, `number`, `date`, else `text`: only what every filled cell is."""
    low = set(cells.str.to_lowercase().unique())
    if low <= {"true", "false"} or low == {"0", "1"}:
        return "flag"
    if not cells.str.contains(_NUMBER_OF_SOMETHING).any():
        _, problems = numbers(cells, NUMBER)
        if not problems.is_not_null().any():
            return "number"
    if not iso(cells, "UTC").has_nulls() or _dated(cells):
        return "date"
    return "text"


def _dated(cells: pl.Series) -> bool:
    return len(orders_of(cells)) > 0 and cells.str.contains(r"^[0-9]{1,2}[/.-][0-9]").all()


def attribute_name(header: str, table: Table, taken: Collection[str]) -> str:
    """The header in snake case, without the mark of a custom field; another name where it is
    reserved, a column of the table or taken."""
    bare = re.sub(r"__c$|(?<=.)_c$", "", header.strip(), flags=re.IGNORECASE)
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", bare)
    letters = unicodedata.normalize("NFKD", spaced.casefold()).encode("ascii", "ignore").decode()
    snake = re.sub(r"[^0-9a-z]+", "_", letters).strip("_")
    if not snake or not snake[0].isalpha():
        snake = f"c_{snake}".rstrip("_")
    snake = snake[: _LONGEST_NAME - 4].rstrip("_")
    name = snake
    if name in RESERVED or table.column(name):
        name = f"{snake}_c"
    n = 2
    while name in taken:
        name = f"{snake}_{n}"
        n += 1
    return name


def attribute_of(field: str, table: Table, taken: Collection[str]) -> str:
    """The attribute that a field of a history is: the declared one that nothing else is, by its
    name, else the one its column would become."""
    bare = plain(re.sub(r"__c$|(?<=.)_c$", "", field.strip(), flags=re.IGNORECASE))
    declared = (c.name for c in table.columns if c.attribute and c.name not in taken)
    same = next((name for name in declared if plain(name) == bare), None)
    return same or attribute_name(field, table, ())


def own_column(header: str, kind: str, table: Table, taken: Collection[str]) -> Column | None:
    """The declared column that a custom field is by its name, where nothing else fills it."""
    bare = re.sub(r"__c$|(?<=.)_c$", "", header.strip(), flags=re.IGNORECASE)
    for column in table.columns:
        same = plain(column.name) == plain(bare)
        free = column.name not in taken and not any(c.allowed for c in column.checks)
        fits = column.kind is TEXT or column.kind in _FITS[kind]
        if same and free and fits:
            return column
    return None


def attribute(header: str, kind: str, cells: pl.Series, *, blank_is_false: bool) -> dict[str, Any]:
    """What a mapping says of a custom attribute."""
    label = re.sub(r"__c$|(?<=.)_c$", "", header.strip(), flags=re.IGNORECASE)
    label = label.replace("_", " ").strip() or header
    says: dict[str, Any] = {"from": header, "kind": kind, "label": label}
    if blank_is_false and set(cells) == {"1"}:
        # The export writes true as 1 and false as a blank.
        return {**says, "kind": "flag", "values": {"": "false"}, "otherwise": "keep"}
    return says


def writes_false_as_blank(columns: Iterable[str], texts: Callable[[str], pl.Series]) -> bool:
    """Whether the flags that every export has (IsDeleted, IsWon, ...) hold 1 or nothing."""
    flags = [c for c in columns if re.match(r"Is[A-Z]|Has[A-Z]|is_|has_", c)]
    held = [set(texts(c)) for c in flags]
    return {"1"} in held and all(h <= {"1"} for h in held)
