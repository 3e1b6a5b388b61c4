"""CSV files of tie-out as spreadsheets write them: stated figures, and lists of the other system.

Comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from icp_metrics.errors import IcpError, did_you_mean
from icp_metrics.tie_out.figure import COLUMNS, Figure, Problem, figures
from icp_metrics.tie_out.measures import measures

MOST_LINES = 100_000
"""More lines than that are no list of one month, and no list of figures."""

_REQUIRED = COLUMNS[:3]
_TEMPLATE_MONTHS = 12


def read_figures(content: bytes) -> tuple[list[Figure], list[Problem]]:
    """The stated figures of a CSV, and one problem for each cell that cannot be used.

    Raises IcpError E_TIE_OUT where the file as a whole is none of stated figures.
    """
    header, lines = table(content)
    missing = [name for name in _REQUIRED if name not in header]
    if missing:
        raise IcpError(
            f"Stated figures need the columns {', '.join(_REQUIRED)}; '{missing[0]}' is not in the "
            f"file, which has {_listed(header)}. Begin with the template.",
            code="E_TIE_OUT",
        )
    unknown = [name for name in header if name not in COLUMNS]
    if unknown:
        raise IcpError(
            f"'{unknown[0][:60]}' is not a column of stated figures."
            f"{did_you_mean(unknown[0], COLUMNS)}",
            code="E_TIE_OUT",
        )
    return figures((f"Line {number}", cells) for number, cells in lines)


def table(content: bytes) -> tuple[list[str], Iterator[tuple[int, Mapping[str, str]]]]:
    """The header in small letters, and the lines below it with their number in the file.

    Raises IcpError E_TIE_OUT for what is no table of text.
    """
    text = _text(content)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    # Strict: a quote that is never closed would otherwise take the rest of the file for one cell.
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    read: list[tuple[int, list[str]]] = []
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                read.append((rows.line_num, row))
            if len(read) > MOST_LINES:
                raise IcpError(
                    f"The file has more than {MOST_LINES:,} lines: it is no list of a month. "
                    "Filter it to the month.",
                    code="E_TIE_OUT",
                )
    except csv.Error as error:
        raise IcpError(
            f"Line {rows.line_num} cannot be read as CSV ({error}). Save the file as CSV UTF-8.",
            code="E_TIE_OUT",
        ) from None
    if not read:
        raise IcpError("The file is empty. Begin with the template.", code="E_TIE_OUT")
    header = [cell.strip().lower() for cell in read[0][1]]
    twice = next((name for name in header if name and header.count(name) > 1), None)
    if twice is not None:
        raise IcpError(
            f"The column '{twice[:60]}' is there more than once. Remove one of them.",
            code="E_TIE_OUT",
        )
    for number, row in read[1:]:
        if any(cell.strip() for cell in row[len(header) :]):
            raise IcpError(
                f"Line {number} has {len(row)} cells and the header {len(header)}. Quote a number "
                'that holds a comma, like "1,234.50".',
                code="E_TIE_OUT",
            )
    named = ((n, dict(zip(header, row, strict=False))) for n, row in read[1:])
    return [name for name in header if name], named


def template(through: date | None) -> str:
    """A CSV to fill in: every measure in the last twelve complete months; blank values stay out."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS[:5])
    for of in measures().values():
        for month in _months_to(through or date.today()):
            writer.writerow([of.id, f"{month:%Y-%m}", "", "", of.source])
    return text.getvalue()


def written(stated: list[Figure]) -> str:
    """Stated figures as the CSV they can be read from again."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(figure.to_cells() for figure in stated)
    return text.getvalue()


def _months_to(through: date) -> list[date]:
    month = (through + timedelta(days=1)).replace(day=1)
    found: list[date] = []
    for _ in range(_TEMPLATE_MONTHS):
        month = (month - timedelta(days=1)).replace(day=1)
        found.append(month)
    return found[::-1]


def _listed(header: list[str]) -> str:
    return ", ".join(f"'{name[:40]}'" for name in header[:12]) or "no header"


def _text(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    if content.startswith(b"PK"):
        raise IcpError("The file is an Excel workbook. Save it as CSV UTF-8.", code="E_TIE_OUT")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise IcpError("The file is no text. Save it as CSV UTF-8.", code="E_TIE_OUT")
