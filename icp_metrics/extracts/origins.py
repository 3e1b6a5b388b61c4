"""Where the text of a column comes from: one function per kind of origin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import polars as pl

from icp_metrics.extracts.column_map import (
    AccountMatch,
    Branch,
    Cell,
    ColumnMap,
    Constant,
    FirstFilled,
    KeyMatch,
    Lookup,
    Together,
    ValueMap,
    When,
)
from icp_metrics.extracts.words import folded, trimmed


@dataclass(frozen=True)
class Texts:
    """One column on its way, row by row.

    `raw` is the cell a user would look at, `text` trimmed and mapped (null: blank), `problem` what
    is wrong (null: nothing).
    """

    raw: pl.Series
    text: pl.Series
    problem: pl.Series
    warnings: tuple[str, ...] = ()


def texts(
    column: ColumnMap, frame: pl.DataFrame, lookups: Mapping[str, pl.DataFrame], where: str
) -> Texts:
    """The texts of `column` for the records of `frame`; `lookups` are good records by source."""
    match column.origin:
        case Cell(name) | AccountMatch(column=name):
            found = _texts(frame, name, trimmed(pl.col(name)))
        case FirstFilled(columns):
            text = pl.coalesce(trimmed(pl.col(c)) for c in columns)
            found = _texts(frame, columns[0], text)
        case Together(columns):
            cells = [trimmed(pl.col(c)) for c in columns]
            joined = pl.concat_str([c.fill_null("") for c in cells], separator="|")
            filled = pl.any_horizontal(c.is_not_null() for c in cells)
            found = _texts(frame, columns[0], pl.when(filled).then(joined))
        case KeyMatch(system=system, column=name):
            # Until it is published: then account_keys say which account that is.
            found = _texts(frame, name, pl.format("{}:{}", pl.lit(system), trimmed(pl.col(name))))
        case Constant(value):
            found = _texts(frame, None, pl.lit(value))
        case When() as when:
            found = _when(when, frame)
        case Lookup() as lookup:
            found = _looked_up(lookup, frame, lookups[lookup.source], where)
    if column.cut:
        found = replace(found, text=found.text.str.slice(0, column.cut))
    if column.upper:
        found = replace(found, text=found.text.str.to_uppercase())
    return found if column.values is None else _mapped(found, column.values)


def with_joined(
    joined: Sequence[tuple[str, Lookup]],
    frame: pl.DataFrame,
    lookups: Mapping[str, pl.DataFrame],
    table: str,
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The records with the columns that are looked up in other sources, one after the other.

    A look-up may use what an earlier one found. Returns what to say of rows that find nothing.
    """
    warnings: tuple[str, ...] = ()
    said = set()
    for name, lookup in joined:
        found = _looked_up(lookup, frame, lookups[lookup.source], f"{table}: {name}")
        frame = frame.with_columns(found.text.alias(name))
        # Several cells of one row there are lost together: that is said once.
        if (lookup.source, lookup.match) not in said:
            warnings += found.warnings
        said.add((lookup.source, lookup.match))
    return frame, warnings


def _texts(
    frame: pl.DataFrame, raw: str | None, text: pl.Expr, problem: pl.Expr | None = None
) -> Texts:
    none = pl.lit(None, pl.String)
    # The row number first: a literal alone would be one row, whatever the frame's height.
    made = frame.select(
        "_record",
        _raw=none if raw is None else pl.col(raw),
        _text=text.cast(pl.String),
        _what=none if problem is None else problem,
    )
    return Texts(made["_raw"], made["_text"], made["_what"])


def _when(when: When, frame: pl.DataFrame) -> Texts:
    number = pl.lit(None, pl.Int32)
    for i, branch in reversed(list(enumerate(when.branches))):
        number = pl.when(_holds(branch)).then(pl.lit(i, pl.Int32)).otherwise(number)
    text: pl.Expr = pl.lit(when.otherwise, pl.String)
    for i, branch in enumerate(when.branches):
        text = pl.when(number == i).then(pl.lit(branch.then, pl.String)).otherwise(text)
    columns = list(dict.fromkeys(c for b in when.branches for c, _ in b.tests))
    filled = reduce(lambda a, b: a | b, (folded(pl.col(c)) != "" for c in columns))
    lost = filled & number.is_null() & (not when.has_otherwise)
    problem = pl.when(lost).then(pl.lit("fits none of the rules under 'when'; add 'otherwise'"))
    return _texts(frame, columns[0], text, problem)


def _holds(branch: Branch) -> pl.Expr:
    tests = (
        folded(pl.col(column)).is_in([v.strip().lower() for v in values])
        for column, values in branch.tests
    )
    return reduce(lambda a, b: a & b, tests)


def _mapped(found: Texts, values: ValueMap) -> Texts:
    ours = dict(values.values)
    keys = list(ours)
    text, low = pl.col("text"), folded(pl.col("text"))
    listed = low.is_in(keys)
    rest = text if values.keep else pl.lit(values.otherwise, pl.String)
    words = low.replace_strict(keys, list(ours.values()), default=None, return_dtype=pl.String)
    lost = text.is_not_null() & ~listed & (not values.keep and not values.has_otherwise)
    made = found.text.alias("text").to_frame().with_columns(problem=found.problem)
    made = made.select(
        "text",
        mapped=pl.when(listed).then(words).otherwise(rest),
        problem=pl.coalesce(
            "problem",
            pl.when(lost).then(pl.lit("is not in the value map; list it, or say 'otherwise'")),
        ),
    )
    return replace(found, text=made["mapped"], problem=made["problem"])


def _looked_up(lookup: Lookup, frame: pl.DataFrame, there: pl.DataFrame, where: str) -> Texts:
    """Compared to the letter, less outer white space: an id may differ by case alone."""
    names = [f"_key{i}" for i in range(len(lookup.match))]
    theirs = there.select(
        trimmed(pl.col(lookup.take)).alias("_taken"),
        *(trimmed(pl.col(t)).alias(n) for (_, t), n in zip(lookup.match, names, strict=True)),
    ).drop_nulls(names)
    found = theirs.group_by(names).agg(
        pl.col("_taken").drop_nulls().first(),
        _several=pl.col("_taken").drop_nulls().n_unique() > 1,
    )
    ours = frame.select(
        pl.col(lookup.match[0][0]).alias("_raw"),
        *(trimmed(pl.col(o)).alias(n) for (o, _), n in zip(lookup.match, names, strict=True)),
    )
    joined = ours.join(found, on=names, how="left", maintain_order="left")
    asked = pl.all_horizontal(pl.col(n).is_not_null() for n in names)
    lost = joined.filter(asked & pl.col("_several").is_null())
    several = joined.filter(pl.col("_several"))
    warnings: tuple[str, ...] = ()
    if lost.height:
        warnings += (
            f"{where}: {lost.height:,} rows find nothing in {lookup.source}, "
            f"for example '{lost['_raw'][0]}'",
        )
    if several.height:
        warnings += (
            f"{where}: {several.height:,} rows find several different '{lookup.take}' in "
            f"{lookup.source} and stay blank, for example '{several['_raw'][0]}'",
        )
    clear = pl.when(~pl.col("_several")).then("_taken")
    text = joined.select(clear).to_series()
    return Texts(joined["_raw"], text, pl.Series([None] * len(text), dtype=pl.String), warnings)
