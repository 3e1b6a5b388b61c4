"""Every kind of file that a load is judged by, made here, with the one outcome it may have.

The good file has four deals of three accounts: 100, 200.5, 50 and 25 of money, 375.5 together.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from tests.archives import locked, part_of, with_parts, zipped
from tests.workbook import Raw, write_workbook

HEADER = ("id", "account", "status", "created", "amount")
ROWS = (
    ("D1", "Norvex", "Won", "2025-01-31", "100"),
    ("D2", "Talmir", "Lost", "2025-02-28", "200.5"),
    ("D3", "Zoë ÄG", "Open", "2025-03-31", "50"),
    ("D4", "Norvex", "Won", "2025-04-30", "25"),
)
TOTAL = Decimal("375.5")
NINE_MORE = [(f"M{i}", "Norvex", "Won", "2025-01-31", "0") for i in range(9)]
"""A date format needs nine of ten dates to be the column's."""

MAPPING = """
name: fuzz
tables:
  opportunities:
    columns:
      opportunity_id: id
      account_id: account
      status: {from: status, values: {Won: won, Lost: lost, Open: open}}
      created_on: created
      amount: amount
      currency: {value: EUR}
"""
SHEET = "xl/worksheets/sheet1.xml"


@dataclass(frozen=True)
class Kind:
    """A file by its `name` and bytes, and what becomes of it.

    `code`: refused so. Else `rows` deals with `amount` together are accepted, `problems` are what
    is said of the others, in file order, and `left_out` records are neither.
    """

    content: bytes
    name: str = "deals.csv"
    code: str = ""
    rows: int = len(ROWS)
    amount: Decimal = TOTAL
    problems: tuple[str, ...] = ()
    left_out: int = 0


def text(
    rows: Sequence[Sequence[str]] = ROWS,
    header: Sequence[str] = HEADER,
    *,
    delimiter: str = ",",
    end: str = "\n",
    quoting: int = csv.QUOTE_MINIMAL,
) -> str:
    """A CSV of `rows`."""
    out = io.StringIO(newline="")
    made = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    made.writerows([header, *rows])
    return out.getvalue()


def changed(row: int, column: str, value: str) -> list[tuple[str, ...]]:
    """The good rows with one other cell."""
    rows = [list(r) for r in ROWS]
    rows[row][HEADER.index(column)] = value
    return [tuple(r) for r in rows]


def _made(write: Callable[[Path], object]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "made"
        write(file)
        return file.read_bytes()


def workbook(*, rows: Sequence[Sequence[object]] = ROWS, first: str = "", after: str = "") -> bytes:
    """A workbook with the deals on the sheet `Deals`, among blank ones of other names."""
    deals = [list(HEADER), *map(list, rows)]
    sheets = {first: [[]], "Deals": deals, after: [[]]}
    sheets = {name: cells for name, cells in sheets.items() if name}
    return _made(lambda f: write_workbook(f, sheets))  # type: ignore[arg-type]


def _calendar(*, since_1904: bool) -> bytes:
    def write(file: Path) -> None:
        with xlsxwriter.Workbook(file, {"date_1904": since_1904}) as book:
            sheet = book.add_worksheet("Deals")
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            sheet.write_row(0, 0, HEADER)
            for r, (key, account, status, created, amount) in enumerate(ROWS, 1):
                sheet.write_row(r, 0, [key, account, status])
                sheet.write_datetime(r, 3, date.fromisoformat(created), day)
                sheet.write_number(r, 4, float(amount))

    return _made(write)


def _part(old: str, new: str) -> bytes:
    def write(file: Path) -> None:
        write_workbook(file, {"Deals": [list(HEADER), *map(list, ROWS)]})
        with_parts(file, {SHEET: part_of(file, SHEET).replace(old, new)})

    return _made(write)


def _with(parts: dict[str, bytes]) -> bytes:
    def write(file: Path) -> None:
        write_workbook(file, {"Deals": [list(HEADER), *map(list, ROWS)]})
        with_parts(file, parts)

    return _made(write)


def parquet(table: pa.Table | None = None, **options: object) -> bytes:
    """The deals as typed Parquet, or `table`."""
    if table is None:
        table = pa.table(
            {
                "id": [r[0] for r in ROWS],
                "account": pa.array([r[1] for r in ROWS]).dictionary_encode(),
                "status": [r[2] for r in ROWS],
                "created": [date.fromisoformat(r[3]) for r in ROWS],
                "amount": pa.array([Decimal(r[4]) for r in ROWS], pa.decimal128(18, 4)),
            }
        )
    return _made(lambda f: pq.write_table(table, f, **options))


def _lines_of_json() -> str:
    return "".join(
        f'{{"id": "{a}", "account": "{b}", "status": "{c}", "created": "{d}", "amount": {e}}}\n'
        for a, b, c, d, e in ROWS
    )


GOOD = text()
QUOTED = text(quoting=csv.QUOTE_ALL)
UTF8 = GOOD.encode()
LONG = "x" * 1_000_001
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

ACCEPTED: dict[str, Kind] = {
    "utf-8": Kind(UTF8),
    "utf-8 with mark": Kind(codecs.BOM_UTF8 + UTF8),
    "utf-16": Kind(GOOD.encode("utf-16")),
    "utf-16 without mark": Kind(GOOD.encode("utf-16-le")),
    "windows-1252": Kind(GOOD.encode("cp1252")),
    "lines end in CR": Kind(text(end="\r").encode()),
    "lines end in CRLF": Kind(text(end="\r\n").encode()),
    "no last line end": Kind(UTF8.rstrip()),
    "blank lines": Kind(GOOD.replace("D3", "\n\r\n  \nD3").encode() + b"\n\n"),
    "every cell quoted": Kind(QUOTED.encode()),
    "newline in a cell": Kind(text(changed(0, "account", "Nor\nvex")).encode()),
    "quotes in a cell": Kind(text(changed(0, "account", 'Nor "the" vex')).encode()),
    "delimiter in a cell": Kind(text(changed(0, "account", "a,b;c|d\te")).encode()),
    "named delimiter": Kind(("sep=;\n" + text(delimiter=";")).encode()),
    **{f"delimiter {d!r}": Kind(text(delimiter=d).encode()) for d in ";\t|^~\x1f\x01"},
    "more columns than are needed": Kind(
        text(header=HEADER, rows=ROWS).replace("\n", ",\n").encode()
    ),
    "columns in another order": Kind(text([r[::-1] for r in ROWS], HEADER[::-1]).encode()),
    "footer of a report": Kind(
        (QUOTED + '"",\n"Grand Totals (4 records)"\n"Confidential Information"\n').encode(),
        left_out=3,
    ),
    "text that looks like a formula": Kind(text(changed(0, "account", "=1+1")).encode()),
    "the same row twice": Kind(text([*ROWS, ROWS[0]]).encode(), left_out=1),
    "csv called xlsx": Kind(UTF8, "deals.xlsx"),
    "workbook": Kind(workbook(), "deals.xlsx"),
    "workbook called csv": Kind(workbook(), "deals.csv"),
    "several sheets": Kind(workbook(after="Notes"), "deals.xlsx"),
    "dates since 1900": Kind(_calendar(since_1904=False), "deals.xlsx"),
    "dates since 1904": Kind(_calendar(since_1904=True), "deals.xlsx"),
    "sheet that claims to be huge": Kind(
        _part("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'), "deals.xlsx"
    ),
    "parquet": Kind(parquet(), "deals.parquet"),
    "parquet called csv": Kind(parquet(compression="zstd"), "deals.csv"),
    "json lines": Kind(_lines_of_json().encode(), "deals.jsonl"),
    "gzip": Kind(gzip.compress(UTF8), "deals.csv.gz"),
    "zip": Kind(zipped({"deals.csv": UTF8, "README.md": "about"}), "deals.zip"),
    "zip of a workbook": Kind(zipped({"x/deals.xlsx": workbook()}), "deals.zip"),
    "zip that climbs": Kind(zipped({"../../../deals.csv": UTF8}), "deals.zip"),
}

_LESS = TOTAL - 100
LISTED: dict[str, Kind] = {
    "short row": Kind(
        GOOD.replace("Won,2025-01-31,100", "Won").encode(),
        rows=3,
        amount=_LESS,
        problems=("has 3 cells, the header has 5",),
    ),
    "long row": Kind(
        GOOD.replace("Norvex,Won,2025-01-31,", "Nor,vex,Won,2025-01-31,").encode(),
        rows=3,
        amount=_LESS,
        problems=("has 6 cells, the header has 5",),
    ),
    "cut in the last row": Kind(
        UTF8[: UTF8.index(b"025-04-30")],
        rows=3,
        amount=TOTAL - 25,
        problems=("has 4 cells, the header has 5",),
    ),
    "quote that is not doubled": Kind(
        GOOD.replace("D1,Norvex", '"D"1",Norvex').encode(),
        rows=3,
        amount=_LESS,
        problems=("has a quote inside a quoted cell that is not doubled",),
    ),
    **{
        f"amount {value}": Kind(
            text(changed(0, "amount", value)).encode(), rows=3, amount=_LESS, problems=(says,)
        )
        for value, says in {
            "NaN": "is not a number",
            "-inf": "is not a number",
            "1e309": "is too large for an amount of money",
            "10.00501": "has more than 4 decimals; money is never rounded in silence",
            "#REF!": "is not a number",
            "1.234.5": "is not a number",
        }.items()
    },
    "date that does not exist": Kind(
        text([*changed(0, "created", "2025-02-30"), *NINE_MORE]).encode(),
        rows=12,
        amount=_LESS,
        problems=("is not a date like %Y-%m-%d",),
    ),
    "word that is not listed": Kind(
        text(changed(0, "status", "Stalled")).encode(),
        rows=3,
        amount=_LESS,
        problems=("is not in the value map; list it, or say 'otherwise'",),
    ),
    "error in a cell of a workbook": Kind(
        workbook(rows=[(*ROWS[0][:4], Raw("#REF!", "e")), *ROWS[1:]]),
        "deals.xlsx",
        rows=3,
        amount=_LESS,
        problems=("is not a number",),
    ),
    "infinity in parquet": Kind(
        parquet(
            pa.table(
                {h: [r[i] for r in ROWS] for i, h in enumerate(HEADER[:4])}
                | {"amount": [float("inf"), 200.5, 50.0, 25.0]}
            )
        ),
        "deals.parquet",
        rows=3,
        amount=_LESS,
        problems=("is not a number",),
    ),
    "line that is no json": Kind(
        (_lines_of_json() + "{broken\n").encode(),
        "deals.jsonl",
        problems=("is not JSON at character 2",),
    ),
}

REFUSED: dict[str, Kind] = {
    name: Kind(content, file, code)
    for name, (code, file, content) in {
        "empty": ("E_EMPTY", "deals.csv", b""),
        "only a mark": ("E_EMPTY", "deals.csv", codecs.BOM_UTF8),
        "only a header": ("E_NO_ROWS", "deals.csv", UTF8[: UTF8.index(b"\n") + 1]),
        "neither utf-8 nor windows": ("E_ENCODING", "deals.csv", UTF8 + b"\x81\x8d\n"),
        "nul": ("E_BINARY", "deals.csv", UTF8.replace(b"Talmir", b"Tal\0mir")),
        "noise": ("E_BINARY", "deals.csv", bytes(range(256)) * 40),
        "picture": ("E_BINARY", "deals.csv", b"\x89PNG\r\n\x1a\n" + bytes(50)),
        "old workbook": ("E_BINARY", "deals.xls", OLE + bytes(3000)),
        "encrypted workbook": (
            "E_LOCKED",
            "deals.xlsx",
            OLE + bytes(1000) + "EncryptedPackage".encode("utf-16-le"),
        ),
        "tar": ("E_BINARY", "deals.csv", b"deals.csv".ljust(257, b"\0") + b"ustar\x0000"),
        "login page": ("E_MARKUP", "deals.csv", b"<!DOCTYPE html><html><body>Sign in"),
        "xml": ("E_MARKUP", "deals.xls", b"<?xml version='1.0'?><Workbook/>"),
        "json called csv": ("E_MARKUP", "deals.csv", b'{"error": "session expired"}'),
        "json array": ("E_MARKUP", "deals.json", b'[{"id": 1},\n{"id": 2}]'),
        "missing column": ("E_MAPPING", "deals.csv", UTF8.replace(b"amount", b"value")),
        "column named twice": ("E_HEADER", "deals.csv", UTF8.replace(b"account", b"id")),
        "column without a name": ("E_HEADER", "deals.csv", UTF8.replace(b"account", b"")),
        "no header": ("E_MAPPING", "deals.csv", UTF8[UTF8.index(b"\n") + 1 :]),
        "dates in two orders": (
            "E_DATE_ORDER",
            "deals.csv",
            UTF8.replace(b"2025-01-31", b"03/04/2025")
            .replace(b"2025-02-28", b"05/06/2025")
            .replace(b"2025-03-31", b"07/08/2025")
            .replace(b"2025-04-30", b"09/10/2025"),
        ),
        "quote that never closes": ("E_QUOTE", "deals.csv", UTF8.replace(b"Talmir", b'"Talmir')),
        "quotes seen in two ways": (
            "E_COUNT",
            "deals.csv",
            UTF8.replace(b"D2,Talmir", b'"D"2,"Tal\nmir"'),
        ),
        "huge cell": ("E_CELL", "deals.csv", UTF8 + f"D5,{LONG},Won,2025-01-31,1\n".encode()),
        "huge line": ("E_LINE", "deals.csv", UTF8 + b"x" * 4_000_001),
        "too many columns": ("E_HEADER", "deals.csv", b",".join(b"%d" % i for i in range(6000))),
        "most rows are wrong": (
            "E_REJECTED",
            "deals.csv",
            text([(f"D{i}", "a", "Won", "2025-01-31", "?") for i in range(50)]).encode(),
        ),
        "cut workbook": ("E_WORKBOOK", "deals.xlsx", workbook()[:-300]),
        "macros": ("E_MACRO", "deals.xlsm", _with({"xl/vbaProject.bin": b"\0"})),
        "entities": (
            "E_UNSAFE",
            "deals.xlsx",
            _part("<worksheet", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet'),
        ),
        "billion laughs in the shared texts": (
            "E_UNSAFE",
            "deals.xlsx",
            _with({"xl/sharedStrings.xml": b'<!DOCTYPE l [<!ENTITY a "ha">]><sst>&a;</sst>'}),
        ),
        "sheet of a billion cells": ("E_SIZE", "deals.xlsx", _part('r="A2"', 'r="XFD1048576"')),
        "workbook bomb": ("E_SIZE", "deals.xlsx", _with({"xl/x.xml": b" " * 70_000_000})),
        "sheet with no rows": ("E_NO_ROWS", "deals.xlsx", workbook(rows=[])),
        "blank first sheet": ("E_EMPTY", "deals.xlsx", workbook(first="Cover")),
        "cut parquet": ("E_PARQUET", "deals.parquet", parquet()[:-9]),
        "parquet bomb": (
            "E_SIZE",
            "deals.parquet",
            parquet(pa.table({f"c{i}": pa.nulls(2_000_000, pa.int8()) for i in range(6)})),
        ),
        "zip bomb": ("E_SIZE", "deals.zip", zipped({"deals.csv": b"0" * 70_000_000})),
        "gzip bomb": ("E_SIZE", "deals.csv.gz", gzip.compress(b"0" * 70_000_000)),
        "zip in a zip": ("E_ARCHIVE", "deals.zip", zipped({"a.zip": zipped({"deals.csv": UTF8})})),
        "zip without data": ("E_ARCHIVE", "deals.zip", zipped({"README.md": "about"})),
        "locked zip": ("E_LOCKED", "deals.zip", locked(zipped({"deals.csv": UTF8}))),
        "cut gzip": ("E_ARCHIVE", "deals.csv.gz", gzip.compress(UTF8)[:-9]),
        "word document": (
            "E_BINARY",
            "deals.docx",
            zipped({"word/document.xml": "<w/>", "[Content_Types].xml": "<t/>"}),
        ),
    }.items()
}
