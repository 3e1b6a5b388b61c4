"""How one column of a table comes about: where its text is from, and how the text is read."""

from __future__ import annotations

from dataclasses import dataclass

from icp_metrics.schema import Kind


@dataclass(frozen=True)
class Cell:
    """The cell of the file's column `column`."""

    column: str


@dataclass(frozen=True)
class FirstFilled:
    """The first of the file's `columns` whose cell is filled."""

    columns: tuple[str, ...]


@dataclass(frozen=True)
class Together:
    """The cells of the file's `columns`, one after the other: what names a row that has no id."""

    columns: tuple[str, ...]


@dataclass(frozen=True)
class Branch:
    """`then`, if every column holds one of its texts (without case; "" is a blank cell)."""

    tests: tuple[tuple[str, tuple[str, ...]], ...]
    then: str | None


@dataclass(frozen=True)
class When:
    """The first branch that holds; else `otherwise`; without it such rows are rejected."""

    branches: tuple[Branch, ...]
    has_otherwise: bool
    otherwise: str | None


@dataclass(frozen=True)
class Constant:
    """The same value in every row."""

    value: str


@dataclass(frozen=True)
class Lookup:
    """The cell `take` of the row of `source` whose cells equal ours: `match` is (ours, theirs)."""

    source: str
    match: tuple[tuple[str, str], ...]
    take: str


@dataclass(frozen=True)
class AccountMatch:
    """The account whose `on` (name or domain) is the cell of `column`, without case."""

    on: str
    column: str


@dataclass(frozen=True)
class KeyMatch:
    """The account of a customer of `system` whose identifier is the cell of `column`.

    `steps`: `key` (what account_keys says), then any of `domain` and `name`: how customers are
    found that have no key yet, by the columns `domain` and `name` (blank where not a step).
    """

    system: str
    column: str
    steps: tuple[str, ...]
    domain: str = ""
    name: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the file that it reads."""
        return tuple(dict.fromkeys(c for c in (self.column, self.domain, self.name) if c))


Origin = Cell | FirstFilled | Together | When | Constant | Lookup | AccountMatch | KeyMatch


@dataclass(frozen=True)
class Per:
    """What an amount is for: an interval (the cell of `column`, else `value`), `count` times over.

    `values`: texts of the file, lower case, to words for intervals. `count`: a column, or blank.
    """

    column: str = ""
    value: str = ""
    count: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ValueMap:
    """Texts of the file, lower case, to our words; `""` is a blank cell.

    What it does not list: kept when `keep`, else `otherwise` when there is one, else rejected.
    A blank that is not listed stays blank under `keep` and where there is no `otherwise`.
    """

    values: tuple[tuple[str, str | None], ...]
    has_otherwise: bool = False
    otherwise: str | None = None
    keep: bool = False


@dataclass(frozen=True)
class ColumnMap:
    """One column of a table (declared, or a custom attribute, then with its `label`)."""

    name: str
    kind: Kind
    origin: Origin
    values: ValueMap | None = None
    required: bool = False
    cut: int = 0
    """How many characters are kept; 0: all."""
    upper: bool = False
    """Whether it is written in capitals: `usd` is USD."""
    dates: tuple[str, ...] = ()
    decimal: str = "."
    decimal_stated: bool = False
    separator: str = ";"
    inclusive: bool = False
    divide_power: int = 0
    """Powers of ten the number is divided by: cents 2, micros 6."""
    minor_units_of: str = ""
    """The column of the file with the currency in whose smallest unit the amount is."""
    times: str = ""
    """The column of the file that the amount is multiplied by."""
    per: Per | None = None
    """The interval the amount is for, when it becomes an amount per month."""
    label: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table's own file that this one reads."""
        per = (self.per.column, self.per.count) if self.per else ()
        scales = (c for c in (self.times, self.minor_units_of, *per) if c)
        return tuple(dict.fromkeys((*self._own_columns, *scales)))

    @property
    def _own_columns(self) -> tuple[str, ...]:
        match self.origin:
            case Cell(column) | AccountMatch(column=column):
                return (column,)
            case KeyMatch() | FirstFilled() | Together() as several:
                return several.columns
            case When(branches):
                return tuple(dict.fromkeys(c for b in branches for c, _ in b.tests))
            case Lookup(match=match):
                return tuple(ours for ours, _ in match)
            case Constant():
                return ()

    @property
    def shown(self) -> str:
        """The column a user sees named in a problem: of the file where there is one."""
        return self.columns[0] if self.columns else self.name
