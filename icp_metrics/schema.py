"""What a table is: pure data. DDL, checks, the upload template and the reference are projections.

A `Table` is declared once, in `icp_metrics/tables/<name>.py`, as columns of a `Kind` with `Check`s
that carry the sentence a user reads when a row fails them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl


@dataclass(frozen=True)
class Kind:
    """What sort of value a column holds: its SQL type, its polars type, and words for a user."""

    name: str
    sql: str
    polars: pl.DataType
    doc: str


TEXT = Kind("text", "VARCHAR", pl.String(), "any text")
ID = Kind("id", "VARCHAR", pl.String(), "an identifier, kept to the letter (leading zeros, case)")
INTEGER = Kind("integer", "BIGINT", pl.Int64(), "a whole number")
NUMBER = Kind("number", "DOUBLE", pl.Float64(), "a number")
# Four decimals: exports hold unit prices and rates finer than a cent, and none may be rounded.
MONEY = Kind("money", "DECIMAL(18,4)", pl.Decimal(18, 4), "an amount of money, up to 4 decimals")
DATE = Kind("date", "DATE", pl.Date(), "a date")
FLAG = Kind("flag", "BOOLEAN", pl.Boolean(), "true or false (also 1/0, yes/no)")
LIST = Kind("list", "VARCHAR[]", pl.List(pl.String()), "several texts in one cell, split at ;")

KINDS: dict[str, Kind] = {k.name: k for k in (TEXT, ID, INTEGER, NUMBER, MONEY, DATE, FLAG, LIST)}
CUSTOM_KINDS: dict[str, Kind] = {k.name: k for k in (TEXT, NUMBER, DATE, FLAG, LIST)}
"""The kinds a custom attribute may have."""


@dataclass(frozen=True)
class Check:
    """A rule for one cell: `passes(column expression)`, and the sentence shown when it fails."""

    sentence: str
    passes: Callable[[pl.Expr], pl.Expr]
    allowed: tuple[str, ...] = ()


def at_least(smallest: float) -> Check:
    """The value is `smallest` or more."""
    return Check(f"must be {smallest:g} or more", lambda c: c >= smallest)


def one_of(*values: str) -> Check:
    """The value is one of a fixed vocabulary."""
    words = ", ".join(values)
    return Check(f"must be one of {words}", lambda c: c.is_in(values), allowed=values)


@dataclass(frozen=True)
class RowCheck:
    """A rule across the columns of one row; `column` names the cell shown to the user.

    `passes` is evaluated only when all of `needs` are in the file: what an extract does not
    carry it cannot violate.
    """

    column: str
    sentence: str
    needs: tuple[str, ...]
    passes: Callable[[], pl.Expr]


@dataclass(frozen=True)
class Column:
    """One column: what it means and what it may hold.

    `attribute` = part of what an account is at a time, so a change of it opens a new span and a
    profile or a break-down can use it. `bands` = the upper bounds (included) it is grouped by.
    `dimension` = a property of the fact one can break down by, as `table.column`.
    """

    name: str
    kind: Kind
    doc: str
    example: str = ""
    required: bool = False
    checks: tuple[Check, ...] = ()
    attribute: bool = False
    dimension: bool = False
    bands: tuple[float, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table: its key, its columns, and which dates say how far the data reaches.

    `area`: what a user calls the system it comes from. `happened`: SQL expressions over the row
    for dates of things that happened (never an end, a renewal or an expected date): their latest
    is the table's `data_through`.
    `merges_rows`: in a flat file that feeds several tables, repeated keys are one row of this
    table (the last filled value counts); elsewhere a repeated key is a conflict.
    `custom`: extra columns of a CRM may be kept here as attributes. `follows`: columns of a
    running row whose change in a later load closes the row at that load's date and opens another.
    `billed`: the column of what a row brings and its name: such rows are matched to accounts when
    they are published, and told in money too.
    """

    name: str
    doc: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    area: str = "CRM"
    happened: tuple[str, ...] = ()
    row_checks: tuple[RowCheck, ...] = ()
    merges_rows: bool = False
    custom: bool = False
    follows: tuple[str, ...] = ()
    billed: tuple[str, str] | None = None
    _by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {c.name: c for c in self.columns})
        missing = [k for k in self.key if k not in self._by_name]
        if missing:
            raise ValueError(f"table {self.name}: key {missing} is not among its columns")

    def column(self, name: str) -> Column | None:
        """The declared column of that name, or None (it may be a custom attribute)."""
        return self._by_name.get(name)

    @property
    def links_accounts(self) -> bool:
        """Whether a row may point to an account."""
        return self.name != "accounts" and "account_id" in self._by_name
