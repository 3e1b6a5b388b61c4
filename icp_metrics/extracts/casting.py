"""Texts to values of a column's kind, and per value what is wrong."""

from __future__ import annotations

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
    if kind is DATE:
        return dates(
            text,
            formats=column.dates,
            timezone=timezone,
            where=where,
            column=column.shown,
            inclusive=column.inclusive,
        )
    if kind in (INTEGER, NUMBER, MONEY):
        return numbers(text, kind, decimal=column.decimal, divide_power=column.divide_power)
    if kind is FLAG:
        return flags(text)
    if kind is LIST:
        return lists(text, column.separator)
    return text, pl.Series("problem", [None] * len(text), pl.String)
