"""Texts to values of a column's kind, and per value what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import polars as pl

from icp_metrics.extracts.column_map import ColumnMap
from icp_metrics.extracts.dates import dates
from icp_metrics.extracts.numbers import numbers
from icp_metrics.extracts.words import flags, lists
from icp_metrics.schema import DATE, FLAG, INTEGER, LIST, MONEY, NUMBER


def cast(
    text: pl.Series, column: ColumnMap, *, where: str, timezone: str
) -> tuple[pl.Series, pl.Series]:
    """Trimmed texts (null: blank) as values of `column.kind.polars`; problems, null where fine.

    Raises MappingError when no date format fits the whole column, or two do and disagree.
    """
    kind = column.kind
    if kind in (INTEGER, NUMBER, MONEY, FLAG):
        # Amounts and flags repeat: each text is read once.
        return _once(text, partial(_plain, column=column))
    if kind is DATE:
        return dates(
            text,
            formats=column.dates,
            timezone=timezone,
            where=where,
            column=column.shown,
            inclusive=column.inclusive,
        )
    if kind is LIST:
        return lists(text, column.separator)
    return text, pl.repeat(None, len(text), dtype=pl.String, eager=True)


def _plain(text: pl.Series, column: ColumnMap) -> tuple[pl.Series, pl.Series]:
    if column.kind is FLAG:
        return flags(text)
    return numbers(text, column.kind, decimal=column.decimal, divide_power=column.divide_power)


def _once(
    text: pl.Series, read: Callable[[pl.Series], tuple[pl.Series, pl.Series]]
) -> tuple[pl.Series, pl.Series]:
    """What `read` makes of each distinct text, in the order of the texts."""
    given = text.alias("text").to_frame()
    distinct = given.unique()
    values, problems = read(distinct["text"])
    table = distinct.with_columns(value=values, problem=problems)
    found = given.join(table, on="text", how="left", nulls_equal=True, maintain_order="left")
    return found["value"], found["problem"]
