"""The rows of one table before its key is looked at: typed, checked, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from icp_metrics.errors import MappingError
from icp_metrics.extracts.casting import cast
from icp_metrics.extracts.column_map import ColumnMap, Constant
from icp_metrics.extracts.mapping import TableMap
from icp_metrics.extracts.numbers import doubtful
from icp_metrics.extracts.origins import Texts, texts, with_joined
from icp_metrics.extracts.records import Records
from icp_metrics.extracts.scaling import scaled
from icp_metrics.extracts.words import folded
from icp_metrics.schema import MONEY, Table

PROBLEMS = pl.Schema(
    {"_record": pl.UInt32, "column": pl.String, "value": pl.String, "problem": pl.String}
)
LONGEST_VALUE = 200


@dataclass(frozen=True)
class Draft:
    """`rows`: `_record` and the table's columns, typed, of every record the table reads.

    `raw`: `_record` and the same columns as a user sees them in the file. `problems`: `_record`,
    `column` (the file's name for it), `value`, `problem`: one line per cell that is wrong.
    `gone`: the keys of records that `left_out` names: deleted where they came from.
    """

    map: TableMap
    rows: pl.DataFrame
    raw: pl.DataFrame
    problems: pl.DataFrame
    warnings: tuple[str, ...]
    gone: pl.DataFrame


def draft(
    table_map: TableMap,
    records: Records,
    lookups: Mapping[str, pl.DataFrame],
    *,
    timezone: str,
    shares_source: bool,
) -> Draft:
    """The rows that `table_map` makes of `records`.

    Left out, with no problem: records that `left_out` names or `only` does not, those that
    `latest` says are older states of one key, and, where a flat file feeds several tables, records
    with a blank key of a table that merges rows. Raises MappingError when a constant or a date
    format of the mapping cannot be right.
    """
    frame, warnings = with_joined(table_map.joined, records.good, lookups, table_map.table.name)
    everything = frame
    frame = read_by(table_map, frame)
    if table_map.latest:
        frame = _latest(table_map, frame, lookups)
    if shares_source and table_map.table.merges_rows:
        frame = _with_key(table_map, frame, lookups)
    rows, raw = {"_record": frame["_record"]}, {"_record": frame["_record"]}
    problems: dict[str, pl.Series] = {}
    for column in table_map.all_columns:
        where = f"{table_map.table.name}.{column.name}"
        found = texts(column, frame, lookups, where)
        values, wrong = cast(found.text, column, where=where, timezone=timezone)
        values, wrong = scaled(values, wrong, column, frame)
        _refuse_bad_constant(column, wrong, where)
        problems[column.name] = _cell_problems(table_map.table, column, found, values, wrong)
        rows[column.name], raw[column.name] = values, found.raw
        warnings += found.warnings + _doubtful_amounts(column, found)
    typed = pl.DataFrame(rows)
    problems |= _row_problems(table_map.table, typed, problems)
    return Draft(
        table_map,
        typed,
        pl.DataFrame(raw),
        _listed(table_map, typed, raw, problems),
        warnings,
        _gone(table_map, everything, lookups, timezone),
    )


def read_by(table_map: TableMap, frame: pl.DataFrame) -> pl.DataFrame:
    """The records that the table's `only` names and its `left_out` does not."""
    for column, values in table_map.left_out:
        frame = frame.filter(~_one_of(column, values))
    return _of_its_kind(table_map, frame)


def _of_its_kind(table_map: TableMap, frame: pl.DataFrame) -> pl.DataFrame:
    for column, values in table_map.only:
        frame = frame.filter(_one_of(column, values))
    return frame


def _one_of(column: str, values: Sequence[str]) -> pl.Expr:
    return folded(pl.col(column)).is_in([v.strip().lower() for v in values])


def _gone(
    table_map: TableMap, frame: pl.DataFrame, lookups: Mapping[str, pl.DataFrame], timezone: str
) -> pl.DataFrame:
    """The keys of the records that the table's `left_out` names."""
    if not table_map.left_out:
        frame = frame.clear()
    of_its_kind = _of_its_kind(table_map, frame)
    left_out = of_its_kind.join(read_by(table_map, of_its_kind), on="_record", how="anti")
    keys = {}
    for column in table_map.columns:
        if column.name in table_map.table.key:
            found = texts(column, left_out, lookups, column.name)
            keys[column.name] = cast(found.text, column, where=column.name, timezone=timezone)[0]
    return pl.DataFrame(keys).drop_nulls().unique(maintain_order=True)


def _latest(
    table_map: TableMap, frame: pl.DataFrame, lookups: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Of the records of one key those with the greatest text in the column `latest`."""
    keys = [c for c in table_map.columns if c.name in table_map.table.key]
    found = frame.select("_record", _at=folded(pl.col(table_map.latest))).with_columns(
        texts(c, frame, lookups, c.name).text.alias(c.name) for c in keys
    )
    newest = pl.col("_at") == pl.col("_at").max().over([c.name for c in keys])
    return frame.join(found.filter(newest), on="_record", how="semi", maintain_order="left")


def _with_key(
    table_map: TableMap, frame: pl.DataFrame, lookups: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    keys = [c for c in table_map.columns if c.name in table_map.table.key]
    for column in keys:
        frame = frame.filter(texts(column, frame, lookups, column.name).text.is_not_null())
    return frame


def _doubtful_amounts(column: ColumnMap, found: Texts) -> tuple[str, ...]:
    if column.kind is not MONEY or column.decimal_stated:
        return ()
    example = doubtful(found.text, decimal=column.decimal)
    if example is None:
        return ()
    return (
        f"'{column.shown}': every '.' stands before three digits, as in '{example}', and is read "
        'as the decimal mark; if it groups thousands, say decimal: ","',
    )


def _refuse_bad_constant(column: ColumnMap, wrong: pl.Series, where: str) -> None:
    if isinstance(column.origin, Constant) and wrong.is_not_null().any():
        sentence = wrong.drop_nulls()[0]
        raise MappingError(f"{where}: the value '{column.origin.value}' {sentence}.")


def _cell_problems(
    table: Table, column: ColumnMap, found: Texts, values: pl.Series, wrong: pl.Series
) -> pl.Series:
    """The first thing wrong with each cell: the map, the kind, blank though needed, the checks."""
    declared = table.column(column.name)
    frame = pl.DataFrame(
        {"_mapped": found.problem, "_cast": wrong, "_text": found.text, column.name: values}
    )
    needed = column.required or column.name in table.key or bool(declared and declared.required)
    blank = pl.col("_text").is_null() & pl.lit(needed)
    failed = [
        pl.when(~check.passes(pl.col(column.name))).then(pl.lit(check.sentence))
        for check in (declared.checks if declared else ())
    ]
    blank_problem = pl.when(blank).then(pl.lit(f"is blank, {table.name} needs {column.name}"))
    return frame.select(problem=pl.coalesce("_mapped", "_cast", blank_problem, *failed)).to_series()


def _row_problems(
    table: Table, typed: pl.DataFrame, problems: dict[str, pl.Series]
) -> dict[str, pl.Series]:
    """Rules across columns, where the mapping gives all of them and none is wrong by itself."""
    found: dict[str, pl.Series] = {}
    for check in table.row_checks:
        if not {*check.needs, check.column} <= set(problems):
            continue
        at = found.get(check.column, problems[check.column])
        sound = pl.DataFrame([problems[n].alias(n) for n in check.needs])
        clean = sound.select(pl.all_horizontal(pl.all().is_null())).to_series()
        failed = ~typed.select(check.passes().fill_null(True)).to_series()
        frame = pl.DataFrame({"at": at, "failed": failed & clean})
        say = pl.when("failed").then(pl.lit(check.sentence))
        found[check.column] = frame.select(pl.coalesce("at", say)).to_series()
    return found


def _listed(
    table_map: TableMap,
    typed: pl.DataFrame,
    raw: dict[str, pl.Series],
    problems: dict[str, pl.Series],
) -> pl.DataFrame:
    parts = [
        pl.DataFrame(
            {"_record": typed["_record"], "value": raw[c.name], "problem": problems[c.name]}
        )
        .filter(pl.col("problem").is_not_null())
        .select(
            "_record",
            column=pl.lit(c.shown),
            value=pl.col("value").str.slice(0, LONGEST_VALUE),
            problem="problem",
        )
        for c in table_map.all_columns
    ]
    return pl.concat([PROBLEMS.to_frame(), *parts])
