"""Reason: why rows of a month may count in one system and not in the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

Test = Callable[[date], pl.Expr]
"""A condition on the rows of the month that begins on that day."""


@dataclass(frozen=True)
class Reason:
    """A group of rows: `words` say which, and why the other system may see them otherwise.

    `holds`: which rows, among those that count in ours, or those that do not (`counted` False).
    `by`: a column; each of its values is a group of its own, named in place of `{}` in the words.
    """

    words: str
    holds: Test
    counted: bool = True
    by: str | None = None


def following(month: date) -> date:
    """The first day of the month after the one that begins on `month`."""
    return (month + timedelta(days=31)).replace(day=1)


def always(_: date) -> pl.Expr:
    """All rows."""
    return pl.lit(value=True)


def is_true(column: str) -> Test:
    """Rows with a flag."""
    return lambda _: pl.col(column)


def _first_day(month: date) -> pl.Expr:
    return pl.col("dated_on") == month


def _last_day(month: date) -> pl.Expr:
    return pl.col("dated_on") == following(month) - timedelta(days=1)


def _before(month: date) -> pl.Expr:
    return pl.col("dated_on") < month


def _after(month: date) -> pl.Expr:
    return pl.col("dated_on") >= following(month)


def repeats(*columns: str) -> Test:
    """Rows that are alike in these columns, but for the first of them; a blank is like nothing."""
    filled = pl.all_horizontal(pl.col(c).is_not_null() for c in columns)
    later = pl.col("row_id").cum_count().over(columns, order_by="row_id") > 1
    return lambda _: filled & later & pl.col("counted")


EDGES = (
    Reason("on the first day of the month: in another time zone, in the month before", _first_day),
    Reason("on the last day of the month: in another time zone, in the month after", _last_day),
    Reason("not counted here: on the day before the month began", _before, counted=False),
    Reason("not counted here: on the day after the month ended", _after, counted=False),
)
"""What happened at the edge of a month: clocks differ, and closing days."""

CONVERTED = Reason(
    "written in another currency: converted here at the newest rate for all dates",
    lambda _: pl.col("own_currency") != pl.col("currency"),
)

NO_ACCOUNT = Reason("without account", lambda _: pl.col("account_id").is_null())

NOT_KNOWN = Reason(
    "with an account that is not among the accounts",
    lambda _: pl.col("account_id").is_not_null() & ~pl.col("known"),
)
