"""What makes a difference: the rows behind one month, by the reasons two systems differ for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import polars as pl
from sqlglot import exp

from icp_metrics.compare.view import View
from icp_metrics.engine.sql import bind, literal, parse
from icp_metrics.tie_out.line import Line, in_currency_of, of_measure, reporting_currency, rounded
from icp_metrics.tie_out.reasons import Reason, following
from icp_metrics.tie_out.theirs import Theirs

_MONEY = pl.Decimal(38, 4)
_FEW = 5
"""Single rows named because each alone makes the difference; of more, chance is the maker."""


@dataclass(frozen=True)
class Group:
    """Rows that share a reason. `worth`: by how much ours would fall if they were seen the other
    way round: below zero where they do not count yet. `exact`: that is the whole difference."""

    words: str
    counted: bool
    rows: int
    worth: Decimal
    exact: bool


@dataclass(frozen=True, eq=False)
class Explained:
    """`rows`: those that count in the month, then those at its edge that do not, with `reasons`;
    at the front those of a group that makes exactly the difference.

    Columns: row_id, name, account_id, account_name, dated_on, value, currency, counted, reasons
    (words, joined by `; `). `groups`: the largest first, those that make exactly the difference
    at the front. `alone`: rows of which each by itself makes exactly the difference, where they
    are few. `against`: with their list, the rows that differ: id, name, account_name, dated_on,
    ours, theirs, difference, kind (only ours, only theirs, other amount) and what we know of it.
    `listed`: what their list adds up to; `matched`: how many of its ids are among ours.
    """

    line: Line
    rows: pl.DataFrame
    groups: tuple[Group, ...]
    alone: tuple[dict[str, Any], ...] = ()
    against: pl.DataFrame | None = None
    listed: Decimal | None = None
    matched: int = 0


def explain(view: View, line: Line, theirs: Theirs | None = None) -> Explained:
    """The rows behind the month of a line, and what of them commonly explains a difference."""
    rows = _rows(view, line)
    groups, marked = _grouped(line, rows)
    difference = line.difference if line.status == "off" else None
    alone: tuple[dict[str, Any], ...] = ()
    if difference and line.measure.unit == "money":
        found = marked.filter(pl.col("worth").round(2) == difference)
        alone = tuple(found.to_dicts()) if found.height <= _FEW else ()
    shown = marked.drop("worth")
    if theirs is None:
        return Explained(line, shown, groups, alone)
    against = _against(view, line, rows.filter("counted"), theirs)
    matched = against["ours"].is_not_null() & against["theirs"].is_not_null()
    differ = against.filter((pl.col("difference") != 0) | (pl.col("kind") != "other amount"))
    return Explained(line, shown, groups, alone, differ, theirs.total, int(matched.sum()))


def _rows(view: View, line: Line) -> pl.DataFrame:
    """The rows of the month, and those of the days beside it, which do not count in it."""
    measure, month = line.measure, line.figure.month
    inside: exp.Expr = exp.column("month_on").eq(literal(month))
    if measure.by_day:
        beside = [literal(month - timedelta(days=1)), literal(following(month))]
        inside = exp.or_(inside, exp.column("dated_on").isin(*beside))
    found = view.engine.run(exp.select("*").from_(of_measure(measure)).where(inside))
    last_day = following(month) - timedelta(days=1)
    for name, sql in measure.marks.items():
        having = view.engine.run(bind(sql, {"last_day": last_day}))["row_id"].unique()
        found = found.with_columns(pl.col("row_id").is_in(having.implode()).alias(name))
    rows = in_currency_of(found, line.figure, reporting_currency(view))
    here = pl.col("counted") & (pl.col("month_on") == month)
    return rows.with_columns(here.alias("counted"), pl.col("value").cast(_MONEY)).sort(
        pl.col("counted"), "dated_on", "row_id", descending=[True, False, False]
    )


def _grouped(line: Line, rows: pl.DataFrame) -> tuple[tuple[Group, ...], pl.DataFrame]:
    month = line.figure.month
    whole = int(rows["counted"].sum())
    groups: list[Group] = []
    marks: list[pl.Series] = []
    worth = pl.when("counted").then("value").otherwise(-pl.col("value")).alias("worth")
    rows = rows.with_columns(worth)
    for reason in line.measure.reasons:
        side = pl.col("counted") == reason.counted
        held = rows.select((side & reason.holds(month)).fill_null(value=False))
        for words, member in _parts(reason, rows, held.to_series()):
            size = int(member.sum())
            amount = rounded(rows.filter(member).select(pl.col("worth").sum()).item())
            exact = line.status == "off" and amount == line.difference
            # What holds for every row of several, or is the kind of most, tells none apart.
            usual = 1 < size == whole or (reason.by is not None and 2 * size > whole)
            if not size or (usual and reason.counted and not exact):
                continue
            groups.append(Group(words, reason.counted, size, amount, exact))
            marks.append(pl.select(pl.when(member).then(pl.lit(words))).to_series())
    told = pl.DataFrame([m.alias(str(i)) for i, m in enumerate(marks)])
    joined = (
        told.select(pl.concat_str(pl.all(), separator="; ", ignore_nulls=True)) if marks else None
    )
    reasons = pl.lit("") if joined is None else joined.to_series()
    columns = ("row_id", "name", "account_id", "account_name", "dated_on", "value", "currency")
    marked = rows.select(*columns, "counted", "worth", reasons.alias("reasons"))
    if any(group.exact for group in groups):
        making = [m for m, group in zip(marks, groups, strict=True) if group.exact]
        first = pl.DataFrame([m.alias(str(i)) for i, m in enumerate(making)]).select(
            pl.any_horizontal(pl.all().is_not_null())
        )
        marked = marked.sort(first.to_series(), descending=True, maintain_order=True)
    groups.sort(key=lambda g: (not g.exact, -abs(g.worth)))
    return tuple(groups), marked


def _parts(reason: Reason, rows: pl.DataFrame, held: pl.Series) -> list[tuple[str, pl.Series]]:
    if reason.by is None:
        return [(reason.words, held)]
    values = rows[reason.by]
    names = values.filter(held).drop_nulls().unique().sort().to_list()
    return [
        (reason.words.format(name), held & (values == name).fill_null(value=False))
        for name in names
    ]


def _against(view: View, line: Line, ours: pl.DataFrame, theirs: Theirs) -> pl.DataFrame:
    """Ours and their list, row by row, whether they differ or not."""
    own = ours.group_by(_key("row_id"), maintain_order=True).agg(
        pl.col("row_id", "name", "account_name", "dated_on").first(), ours=pl.col("value").sum()
    )
    names = {} if line.measure.by_day else _names(view, ours["row_id"])
    known_as = theirs.rows.with_columns(as_ours=pl.col("id").replace(names))
    listed = known_as.group_by(_key("as_ours"), maintain_order=True).agg(
        pl.col("id").first(), pl.col("theirs").sum()
    )
    both = own.join(listed, on="key", how="full", coalesce=True)
    nought = pl.lit(0).cast(_MONEY)
    gap = (pl.col("ours").fill_null(nought) - pl.col("theirs").fill_null(nought)).round(2)
    kind = (
        pl.when(pl.col("theirs").is_null())
        .then(pl.lit("only ours"))
        .when(pl.col("ours").is_null())
        .then(pl.lit("only theirs"))
        .otherwise(pl.lit("other amount"))
    )
    known = view.engine.run(parse(line.measure.lookup)).with_columns(_key("row_id"))
    differ = both.with_columns(kind.alias("kind"), gap.alias("difference"))
    unknown = pl.when(pl.col("kind") == "only theirs").then(
        pl.col("said").fill_null("no such id in our data")
    )
    return (
        differ.join(known.unique("key").select("key", "said"), on="key", how="left")
        .select(
            pl.coalesce("row_id", "id").alias("id"),
            "name",
            "account_name",
            "dated_on",
            "ours",
            "theirs",
            "difference",
            "kind",
            unknown.fill_null("").alias("known"),
        )
        .sort("kind", pl.col("difference").abs(), "id", descending=[False, True, False])
    )


def _names(view: View, ours: pl.Series) -> dict[str, str]:
    """The account of each id that another system knows it by: finance lists billing's customers.

    One of two systems that give an id to different accounts decides nothing.
    """
    keys = view.engine.run(exp.select("source_id", "account_id").from_("account_keys")).unique()
    once = keys.filter(pl.col("source_id").is_unique())
    # A customer who belongs to no account is called `<system>:<id>`.
    lone = [(name.partition(":")[2], name) for name in ours if ":" in name]
    own = set(ours)
    return {of: name for of, name in [*lone, *once.iter_rows()] if of not in own}


def _key(column: str) -> pl.Expr:
    """An id as it is compared: exactly, but a Salesforce id by its first 15 characters."""
    name = pl.col(column)
    long = name.str.contains(r"^[0-9A-Za-z]{15}[A-Z0-5]{3}$")
    return pl.when(long).then(name.str.slice(0, 15)).otherwise(name).alias("key")
