"""What a mapping makes of the cells of each column: first values, failures, open questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from icp_metrics.errors import MappingError
from icp_metrics.extracts.column_map import ColumnMap
from icp_metrics.extracts.draft import draft
from icp_metrics.extracts.mapping import TableMap
from icp_metrics.extracts.numbers import doubtful
from icp_metrics.extracts.read import Reading
from icp_metrics.extracts.records import Records
from icp_metrics.schema import DATE, INTEGER, MONEY, NUMBER, Kind
from icp_metrics.suggest.sources import Sources, sources
from icp_metrics.suggest.understood import Understood

_FIRST = 4
_EXAMPLES = 3


@dataclass(frozen=True)
class Question:
    """Something that only a person can decide: the sentence, and the choices.

    `key`: of the mapping's column, that the choice is said under (`dates`, `decimal`). `choices`:
    what can be said, each with what it would mean.
    """

    key: str
    sentence: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ColumnPreview:
    """One column of a table as the mapping reads it now.

    `headers`: the columns of the file it reads. `first`: the first distinct cells with what they
    become. `rows`, `filled`, `failed`: counts. `failures`: examples, cell and reason. `wrong`: why
    the mapping cannot be right here; the load would be refused.
    """

    table: str
    column: str
    kind: Kind
    says: Any
    headers: tuple[str, ...] = ()
    first: tuple[tuple[str, str], ...] = ()
    rows: int = 0
    filled: int = 0
    failed: int = 0
    failures: tuple[tuple[str, str], ...] = ()
    wrong: str = ""
    code: str = ""
    question: Question | None = None
    warnings: tuple[str, ...] = field(default=())

    @property
    def told(self) -> str:
        """The failures as a sentence; blank when there are none."""
        if not self.failed:
            return ""
        some = "; ".join(f"'{cell}' {reason}" for cell, reason in self.failures)
        cells = "cell fails" if self.failed == 1 else "cells fail"
        return f"{self.failed:,} {cells}: {some}"


def previews(
    given: Understood, readings: Sequence[Reading], *, timezone: str = "UTC"
) -> list[ColumnPreview]:
    """Every column that the mapping says, in its order; with the casting that a load does.

    Raises MappingError where the files are not those of the mapping.
    """
    known = sources(given.mapping, readings)
    found = []
    for table in given.mapping.tables:
        for column in table.all_columns:
            if not given.stands_in(table.table.name, column.name):
                says = given.says[table.table.name][column.name]
                found.append(_preview(table, column, says, known, timezone))
    return found


def _preview(
    table: TableMap, column: ColumnMap, says: Any, known: Sources, timezone: str
) -> ColumnPreview:
    source = known.records[table.source]
    whole = ColumnPreview(table.table.name, column.name, column.kind, says, column.columns)
    there = {*source.frame.columns, *dict(table.joined)}
    lost = [c for c in column.columns if c not in there]
    if lost:
        return replace(whole, wrong=f"the file has no column '{lost[0]}'", code="E_MAPPING")
    attribute = column in table.attributes
    alone = replace(
        table,
        columns=() if attribute else (column,),
        attributes=(column,) if attribute else (),
        left_out=tuple(p for p in table.left_out if p[0] in there),
        only=tuple(p for p in table.only if p[0] in there),
        # Which record is the latest is told by the key, and that is another column.
        latest="",
    )
    shares = len(known.mapping.tables_of(table.source)) > 1 and column.name in table.table.key
    try:
        done = draft(alone, source, known.lookups, timezone=timezone, shares_source=shares)
    except MappingError as error:
        question = _date_question(column, alone, source, known, timezone)
        first = _first_cells(column, source)
        return replace(whole, wrong=error.message, code=error.code, question=question, first=first)
    raw = done.raw[column.name]
    problems = done.problems
    cells = pl.DataFrame({"raw": raw, "value": _shown(done.rows[column.name])})
    filled = cells.filter(pl.col("raw").str.strip_chars() != "")
    shown = filled.unique("raw", maintain_order=True).head(_FIRST)
    shown = shown.with_columns(pl.col("value").fill_null(""))
    failures = problems.select(pl.col("value").fill_null(""), "problem")
    failures = failures.unique(maintain_order=True).head(_EXAMPLES)
    return replace(
        whole,
        first=tuple((str(r), str(v)) for r, v in shown.iter_rows()),
        rows=len(raw),
        filled=filled.height,
        failed=problems.height,
        failures=tuple((str(v), str(p)) for v, p in failures.iter_rows()),
        question=_decimal_question(column, raw),
        warnings=done.warnings,
    )


def _shown(values: pl.Series) -> pl.Series:
    """Values as a person reads them."""
    if values.dtype == pl.List(pl.String):
        return values.list.join("; ")
    return values.cast(pl.String)


def _first_cells(column: ColumnMap, source: Records) -> tuple[tuple[str, str], ...]:
    if not column.columns or column.columns[0] not in source.frame.columns:
        return ()
    cells = source.good[column.columns[0]].drop_nulls().unique(maintain_order=True)
    return tuple((c, "") for c in cells.head(_FIRST))


def _date_question(
    column: ColumnMap, table: TableMap, source: Records, known: Sources, timezone: str
) -> Question | None:
    """Day or month first, with what an example would be; None where that is not the question."""
    if column.kind is not DATE or column.dates:
        return None
    choices = []
    for order in ("day_first", "month_first"):
        stated = replace(column, dates=(order,))
        attribute = column in table.attributes
        alone = replace(
            table,
            columns=() if attribute else (stated,),
            attributes=(stated,) if attribute else (),
            latest="",
        )
        try:
            done = draft(alone, source, known.lookups, timezone=timezone, shares_source=False)
        except MappingError:
            return None
        pairs = pl.DataFrame({"raw": done.raw[column.name], "value": done.rows[column.name]})
        choices.append((order, pairs.drop_nulls()))
    one, other = (c[1] for c in choices)
    differ = one.unique("raw", maintain_order=True).join(
        other.unique("raw"), on="raw", maintain_order="left"
    )
    differ = differ.filter(pl.col("value") != pl.col("value_right"))
    if not differ.height:
        return None
    cell, day, month = differ.row(0)
    return Question(
        "dates",
        f"Is '{cell}' {day:%-d %B %Y} or {month:%-d %B %Y}?",
        (
            ("day_first", f"day first: {day:%-d %B %Y}"),
            ("month_first", f"month first: {month:%-d %B %Y}"),
        ),
    )


def _decimal_question(column: ColumnMap, raw: pl.Series) -> Question | None:
    if column.kind not in (INTEGER, NUMBER, MONEY) or column.decimal_stated:
        return None
    example = doubtful(raw.str.strip_chars(), decimal=".")
    if example is None:
        return None
    return Question(
        "decimal",
        f"Every '.' stands before three digits, as in '{example}': what is it?",
        ((".", "the decimal mark"), (",", "between thousands; the comma is the decimal mark")),
    )
