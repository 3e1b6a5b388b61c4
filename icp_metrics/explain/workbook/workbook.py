"""Writing the workbook of an explanation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import polars as pl

from icp_metrics import wording
from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare import Slice, View, members
from icp_metrics.compare.members import segment as segment_of
from icp_metrics.compare.question import question
from icp_metrics.errors import IcpError
from icp_metrics.explain import words
from icp_metrics.explain.explanation import Explanation
from icp_metrics.explain.in_and_out import left_out
from icp_metrics.explain.workbook.cells import Book, Formula, Sheet, cell
from icp_metrics.explain.workbook.rows import ranges, write_rows
from icp_metrics.explain.workbook.sums import write_block
from icp_metrics.profile.fit import ALL
from icp_metrics.statistics.mix import Mix

MOST_ROWS = 1_048_575
"""Rows that a sheet holds below its head."""

_CHECK = (
    "How to check: sheet Rows lists every row behind the number, and Sum adds them up with live "
    "formulas; the difference there is 0. In and out shows how many rows there are in all, and "
    "why the others are left out; Left out lists them. SQL is what ran."
)


def as_bytes(view: View, asked: Slice, e: Explanation) -> bytes:
    """The workbook as a file to send."""
    file = BytesIO()
    write(file, view, asked, e)
    return file.getvalue()


def write(
    target: Path | BytesIO, view: View, asked: Slice, e: Explanation, *, most: int = MOST_ROWS
) -> None:
    """Write the workbook of an explanation of `asked`.

    Raises IcpError E_ROWS for more rows than a sheet holds (`most`).
    """
    if isinstance(target, Path) and not target.parent.is_dir():
        raise IcpError(f"There is no folder {target.parent}.", code="E_FILE")
    book = Book(target)
    every = [(e, "")] if not e.parts else [(p, f" {i}") for i, p in enumerate(e.parts, start=1)]
    frames = [_rows(view, asked, part, most) for part, _ in every]
    _read_me(book, e)
    of_rows: list[Mapping[str, str]] = []
    for (part, number), frame in zip(every, frames, strict=True):
        _in_and_out(book, part, f"In and out{number}", f"Rows{number}")
        summed = kpi_named(part.kpi).of(part.variant).summed
        places = write_rows(book, f"Rows{number}", frame, summed)
        if isinstance(kpi_named(part.kpi).of(part.variant).estimator, Mix):
            places |= _others(book, view, asked, part, most)
        of_rows.append(places)
    for part, number in every:
        _left_out(book, view, asked, part, f"Left out{number}", most)
    _sums(book, e, [part for part, _ in every], of_rows)
    _sql(book, [part for part, _ in every])
    book.close()


def _slice(view: View, asked: Slice, e: Explanation) -> Slice:
    """The slice of the rows of an explanation."""
    known = e.variant if kpi_named(e.kpi).ways else None
    asked = replace(asked, every=None, variant=known)
    return asked if asked.by is None else segment_of(view, e.kpi, asked, e.segment)


def _rows(view: View, asked: Slice, e: Explanation, most: int) -> pl.DataFrame:
    if e.number.facts > most:
        raise IcpError(
            f"{wording.counted(e.number.facts, 'rows')} are behind this number; a sheet holds "
            f"{most:,}. Narrow the filters, or print them with `icp-metrics members --format csv`.",
            code="E_ROWS",
        )
    return members(view, e.kpi, _slice(view, asked, e), group=e.group)


def _read_me(book: Book, e: Explanation) -> None:
    sheet = book.sheet("Read me", 34, 100)
    sheet.row(words.headline(e), look=book.bold)
    sheet.row(_CHECK)
    sheet.row()
    sheet.row("Definition", e.definition, look=book.wrapped)
    for label, said in words.about(e):
        sheet.row(label, said, look=book.wrapped)
    for part in (e, *e.parts):
        sheet.row()
        sheet.row(f"Settings that shape {part.title}", look=book.bold)
        for used in part.settings:
            sheet.row(used.name, words.setting(used), look=book.wrapped)
    sheet.row()
    for said in (*e.left_out, *e.flags):
        sheet.row("To be known", said, look=book.wrapped)
    for source in e.sources:
        sheet.row("Source", source, look=book.wrapped)


def _in_and_out(book: Book, e: Explanation, name: str, rows: str) -> None:
    sheet = book.sheet(name, 70, 16)
    for said in e.rows:
        sheet.row(said.nouns, "rows", look=book.head)
        first = sheet.next
        for line in said.lines[:-1]:
            sheet.row(line.words, line.rows)
        end = said.lines[-1]
        added = f"SUM({cell(1, first)}:{cell(1, sheet.next - 1)})"
        sheet.row(end.words, Formula(added, end.rows), look=book.bold)
        if said.becomes:
            sheet.row(f"These are {said.becomes}.")
        sheet.row()
    listed = ranges(rows, ["fact_id"], e.number.facts)["fact_id"]
    sheet.row("Rows listed on the sheet of rows", Formula(f"COUNTA({listed})", e.number.facts))


def _others(book: Book, view: View, asked: Slice, e: Explanation, most: int) -> dict[str, str]:
    """The rows of all other groups, of which the group is a part."""
    every = members(view, e.kpi, _slice(view, asked, e), group=ALL)
    rest = every.clear() if e.group == ALL else every.filter(pl.col("fit") != e.group)
    if rest.height > most:
        raise IcpError(
            f"{rest.height:,} rows are in the other groups; a sheet holds {most:,}. Narrow the "
            "filters.",
            code="E_ROWS",
        )
    places = write_rows(book, "Others", rest, {})
    return {f"others.{name}": place for name, place in places.items()}


def _left_out(book: Book, view: View, asked: Slice, e: Explanation, name: str, most: int) -> None:
    sheet = book.sheet(name, 50, 40)
    one = question(view, kpi_named(e.kpi), _slice(view, asked, e))
    many = -sum(line.rows for line in e.rows[-1].lines if line.rows < 0) if e.rows else 0
    if many > most:
        sheet.row(f"{many:,} rows are left out: more than a sheet holds. In and out counts them.")
        return
    sheet.row("Left out because", "Id", look=book.head)
    sheet.freeze()
    for row in left_out(view, one, e.group).iter_rows():
        sheet.row(*row)


def _sums(
    book: Book, e: Explanation, every: list[Explanation], of_rows: list[Mapping[str, str]]
) -> None:
    sheet: Sheet = book.sheet("Sum", 44, 22, *(16 for _ in range(8)))
    results = [
        write_block(book, sheet, part, places) for part, places in zip(every, of_rows, strict=True)
    ]
    if e.parts:
        parts = {f"part{i}": result for i, result in enumerate(results, start=1)}
        write_block(book, sheet, e, parts)


def _sql(book: Book, every: list[Explanation]) -> None:
    sheet = book.sheet("SQL", 120)
    for part in every:
        if part.queries is None:
            continue
        for title, query in (
            (f"{part.title}: the facts, as made when {part.version_file} was published", "facts"),
            (f"The sums of the answer; period {part.queries.period} is this one", "answer"),
            ("The rows behind the number", "rows"),
        ):
            sheet.row(title, look=book.bold)
            for line in getattr(part.queries, query).splitlines():
                sheet.row(line, look=book.code)
            sheet.row()
