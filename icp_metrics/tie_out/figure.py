"""Figure: what another system says a month came to, read from cells as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from icp_metrics.errors import IcpError
from icp_metrics.extracts.numbers import numbers
from icp_metrics.schema import INTEGER, MONEY
from icp_metrics.tie_out.measures import Measure, measure

COLUMNS = ("measure", "month", "value", "currency", "source", "tolerance")
"""The columns of stated figures; the last three may be left out."""

# The last two are what spreadsheets make of 2026-08.
_MONTHS = ("%Y-%m", "%Y-%m-%d", "%Y/%m", "%m/%Y", "%b %Y", "%B %Y", "%b-%y", "%b-%Y")
_LONGEST = 60
_PLAIN = re.compile(r"-?[0-9]{1,14}(?:\.[0-9]{1,2}|\.[0-9]{4})?")
_DOUBTFUL = re.compile(r"[^0-9]*[0-9]{1,3}\.[0-9]{3}")


@dataclass(frozen=True)
class Figure:
    """A stated figure. `month`: its first day. `value`: None where nothing is stated, and ours is
    asked for alone. `currency`: None for the reporting one, and of counts. `tolerance`: a
    difference up to it ties, in the unit of the value."""

    measure: Measure
    month: date
    value: Decimal | None
    source: str
    currency: str | None = None
    tolerance: Decimal = Decimal(0)

    @property
    def key(self) -> tuple[str, date, str, str | None]:
        """What may be stated once."""
        return (self.measure.id, self.month, self.source.casefold(), self.currency)

    def to_cells(self) -> dict[str, str]:
        """The figure as the cells it is read from."""
        return {
            "measure": self.measure.id,
            "month": f"{self.month:%Y-%m}",
            "value": "" if self.value is None else _short(self.value),
            "currency": self.currency or "",
            "source": self.source,
            "tolerance": _short(self.tolerance) if self.tolerance else "",
        }


@dataclass(frozen=True)
class Problem:
    """A cell that cannot be used: `where` it stands, the value, and what is wrong with the cure."""

    where: str
    value: str
    problem: str

    @property
    def sentence(self) -> str:
        """`Line 5, value 'abc': it is not a number; write it like 1234.50.`"""
        return f"{self.where} '{self.value[:_LONGEST]}': {self.problem}"


def figures(lines: Iterable[tuple[str, Mapping[str, Any]]]) -> tuple[list[Figure], list[Problem]]:
    """The figures that named lines of cells state, and what is wrong with the others.

    A line without a value states nothing: a template is filled in as far as one knows.
    """
    found: dict[tuple[str, date, str, str | None], tuple[str, Figure]] = {}
    problems: list[Problem] = []
    for line in _read(lines):
        read = _figure(line)
        if isinstance(read, list):
            problems += read
        elif read.key in found:
            first = found[read.key][0]
            again = f"is stated a second time for {read.month:%Y-%m}, first in {first.lower()}"
            problem = f"{again}; keep one of the two, or name another source."
            problems.append(Problem(f"{line.where}, measure", line.cells["measure"], problem))
        else:
            found[read.key] = (line.where, read)
    return [figure for _, figure in found.values()], problems


def asked(name: str, month: str) -> Figure:
    """A measure and a month of which nothing is stated. Raises IcpError E_TIE_OUT for neither."""
    of, first = measure(name), _month(month.strip())
    if first is None:
        raise IcpError(f"'{month[:60]}' is not a month; write it like 2026-08.", code="E_TIE_OUT")
    return Figure(of, first, None, of.source)


def amounts(texts: Sequence[str], *, whole: bool = False) -> list[Decimal | str]:
    """Numbers as people write them; for each that is none, what is wrong with it.

    A comma for the point is read where it cannot be meant otherwise.
    """
    wrong = "is not a whole number; write it like 41."
    if not whole:
        wrong = "is not an amount; write it like 1234.50."
    if all(map(_PLAIN.fullmatch, texts)):
        return [Decimal(text) if not whole or _whole(text) else wrong for text in texts]
    series, kind = pl.Series(texts, dtype=pl.String), INTEGER if whole else MONEY
    points, commas = (numbers(series, kind, decimal=mark)[0] for mark in (".", ","))
    found: list[Decimal | str] = []
    for text, point, comma in zip(texts, points, commas, strict=True):
        value = comma if point is None else point
        if not whole and _DOUBTFUL.fullmatch(text):
            thousands = text.replace(".", "")
            found.append(f"may be {text} or {thousands}; write {thousands} or {text}0.")
        else:
            found.append(wrong if value is None else Decimal(value))
    return found


def _short(value: Decimal) -> str:
    """`41`, `1234.50`, `0.0625`: never three decimals, which could be thousands."""
    if value == value.to_integral_value():
        return f"{value:.0f}"
    cents = f"{value:.2f}"
    return cents if Decimal(cents) == value else f"{value:.4f}"


@dataclass(frozen=True)
class _Line:
    """A line whose cells are read one by one: a measure, month or number, or what is wrong."""

    where: str
    cells: Mapping[str, str]
    measure: Measure | str
    month: date | None
    value: Decimal | str
    tolerance: Decimal | str


def _read(lines: Iterable[tuple[str, Mapping[str, Any]]]) -> list[_Line]:
    """The lines that have a value. Numbers are read together: one by one would take its time."""
    told = [(where, {c: str(raw.get(c) or "").strip() for c in COLUMNS}) for where, raw in lines]
    filled = [(where, cells) for where, cells in told if cells["value"]]
    found = [_measure(cells["measure"]) for _, cells in filled]
    counts = [isinstance(of, Measure) and of.unit == "count" for of in found]
    texts = [cells["value"] for _, cells in filled]
    money, whole = amounts(texts), amounts(texts, whole=True) if any(counts) else texts
    allowed = amounts([cells["tolerance"].removesuffix("%").strip() or "0" for _, cells in filled])
    return [
        _Line(
            where,
            cells,
            of,
            _month(cells["month"]),
            whole[n] if counts[n] else money[n],
            allowed[n],
        )
        for n, ((where, cells), of) in enumerate(zip(filled, found, strict=True))
    ]


def _figure(line: _Line) -> Figure | list[Problem]:
    cells, of = line.cells, line.measure
    problems = list(_problems(line))
    if problems or isinstance(of, str) or line.month is None:
        return problems
    assert isinstance(line.value, Decimal)
    assert isinstance(line.tolerance, Decimal)
    share = cells["tolerance"].endswith("%")
    tolerance = abs(line.value) * line.tolerance / 100 if share else line.tolerance
    return Figure(
        measure=of,
        month=line.month,
        value=line.value,
        source=cells["source"] or of.source,
        currency=None if of.unit == "count" else cells["currency"].upper() or None,
        tolerance=tolerance.quantize(Decimal("0.0001")),
    )


def _problems(line: _Line) -> Iterator[Problem]:
    where, cells = line.where, line.cells
    if isinstance(line.measure, str):
        yield Problem(f"{where}, measure", cells["measure"], line.measure)
    if line.month is None:
        yield Problem(f"{where}, month", cells["month"], "is not a month; write it like 2026-08.")
    if isinstance(line.value, str):
        yield Problem(f"{where}, value", cells["value"], line.value)
    if isinstance(line.tolerance, str) or line.tolerance < 0:
        says = "is neither an amount of 0 or more nor a percentage; write it like 50 or 0.5%."
        yield Problem(f"{where}, tolerance", cells["tolerance"], says)
    if cells["currency"] and not re.fullmatch(r"[A-Za-z]{3}", cells["currency"]):
        says = "is not the code of a currency; write it like USD."
        yield Problem(f"{where}, currency", cells["currency"], says)
    if len(cells["source"]) > _LONGEST:
        says = f"is too long for a name; use {_LONGEST} characters at most."
        yield Problem(f"{where}, source", cells["source"], says)


def _measure(text: str) -> Measure | str:
    try:
        return measure(text)
    except IcpError as error:
        return error.message.partition("' ")[2]


def _whole(text: str) -> bool:
    return Decimal(text) == Decimal(text).to_integral_value()


def _month(text: str) -> date | None:
    """The first day of the month that a text names."""
    for form in _MONTHS:
        try:
            found = datetime.strptime(text, form).date().replace(day=1)
        except ValueError:
            continue
        return found if found.year >= 1900 else None
    return None
