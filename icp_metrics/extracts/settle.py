"""Which records of a source go in: whole, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from icp_metrics.extracts.draft import LONGEST_VALUE, PROBLEMS, Draft
from icp_metrics.extracts.records import Records
from icp_metrics.extracts.repeats import conflicts, merged, repeated, without_repeats


@dataclass(frozen=True)
class Settled:
    """What becomes of one source.

    `tables`: the rows per table, one per key. `accepted`, `rejected`: `_record`s; all others are
    left out. `problems`: like `Draft.problems`, plus the reader's and those of repeated keys.
    `rejected_rows`: per table, how many of the rows it would have had are rejected. `gone`: per
    table, the keys of records that are deleted where they came from and not there otherwise.
    `rejected_keys`: per table, the keys of rejected rows, as far as they can be read.
    """

    records: Records
    tables: dict[str, pl.DataFrame]
    accepted: pl.Series
    rejected: pl.Series
    problems: pl.DataFrame
    rejected_rows: dict[str, int]
    warnings: tuple[str, ...]
    gone: dict[str, pl.DataFrame]
    rejected_keys: dict[str, pl.DataFrame] = field(default_factory=dict)


def settle(records: Records, drafts: Sequence[Draft], *, is_lookup: bool) -> Settled:
    """Accept a record when no table rejects it and at least one takes it.

    Rows of one key: told again to the letter, the repeat is left out; told otherwise, all of them
    are rejected. Where several tables share the source and the table merges rows, they are one
    row instead. A source that no table reads is accepted when lookups read it, else left out.
    """
    if not drafts:
        return _unread(records, is_lookup=is_lookup)
    merging = {d.map.table.name for d in drafts if len(drafts) > 1 and d.map.table.merges_rows}
    problems = pl.concat([_unreadable(records), *(d.problems for d in drafts)])
    sound = {d.map.table.name: _without(d.rows, problems) for d in drafts}
    torn = [
        _conflicting(d, sound[d.map.table.name], records)
        for d in drafts
        if d.map.table.name not in merging
    ]
    problems = pl.concat([problems, *torn])
    warnings = _not_rows(records) + tuple(w for d in drafts for w in d.warnings)
    tables: dict[str, pl.DataFrame] = {}
    taken: list[pl.DataFrame] = []
    merged_in: list[pl.DataFrame] = []
    repeated: list[pl.DataFrame] = []
    for each in drafts:
        table = each.map.table
        rows = _without(each.rows, problems)
        if table.name in merging:
            tables[table.name], more = merged(rows, table.key, table.name)
            warnings += more
            merged_in.append(rows.select("_record"))
        else:
            rows, again = without_repeats(rows, table.key)
            tables[table.name] = rows.drop("_record")
            taken.append(rows.select("_record"))
            repeated.append(again)
            warnings += _said_twice(table.name, again.height)
    merely_merged = pl.concat([_no_records(), *merged_in])
    merely_merged = merely_merged.join(
        pl.concat([_no_records(), *repeated]), on="_record", how="anti"
    )
    accepted = pl.concat([merely_merged, *taken])["_record"].unique().sort()
    rejected = problems["_record"].unique().sort()
    unreadable = _unreadable(records).height
    return Settled(
        records,
        tables,
        accepted,
        rejected,
        problems.sort("_record", maintain_order=True),
        {
            d.map.table.name: unreadable + int(d.rows["_record"].is_in(rejected.implode()).sum())
            for d in drafts
        },
        warnings,
        {
            d.map.table.name: d.gone.join(d.rows, on=d.map.table.key, how="anti")
            for d in drafts
            if d.gone.height
        },
        {
            d.map.table.name: d.rows.filter(pl.col("_record").is_in(rejected.implode()))
            .select(d.map.table.key)
            .drop_nulls()
            for d in drafts
        },
    )


def _unread(records: Records, *, is_lookup: bool) -> Settled:
    none = _no_records()["_record"]
    if is_lookup:
        unreadable = _unreadable(records)
        accepted, warnings = records.good["_record"], _not_rows(records)
        return Settled(records, {}, accepted, unreadable["_record"], unreadable, {}, warnings, {})
    names = ", ".join(r.file for r in records.readings)
    warning = f"{names}: no table of the mapping reads {records.source}; all rows are left out"
    return Settled(records, {}, none, none, PROBLEMS.to_frame(), {}, (warning,), {})


def _no_records() -> pl.DataFrame:
    return pl.DataFrame(schema={"_record": pl.UInt32})


def _without(rows: pl.DataFrame, problems: pl.DataFrame) -> pl.DataFrame:
    if problems.is_empty():
        return rows
    return rows.join(problems, on="_record", how="anti", maintain_order="left")


def _unreadable(records: Records) -> pl.DataFrame:
    return records.frame.filter(pl.col("_problem").is_not_null()).select(
        "_record",
        column=pl.lit(None, pl.String),
        value=pl.lit(None, pl.String),
        problem="_problem",
    )


def _places(records: Records, rows: pl.DataFrame) -> pl.DataFrame:
    """Where the records of rows stand, as text."""
    place = pl.format("row {}", "_row")
    if len(records.readings) > 1:
        place = pl.format("row {} of {}", "_row", "_file")
    standing = records.frame.select("_record", "_file", "_row")
    return standing.join(rows, on="_record", how="semi").select("_record", _at=place)


def _conflicting(draft: Draft, rows: pl.DataFrame, records: Records) -> pl.DataFrame:
    key = draft.map.table.key
    keys = repeated(rows, key)
    if keys.is_empty():
        return PROBLEMS.to_frame()
    again = rows.join(keys, on=list(key), how="semi", nulls_equal=True)
    found = conflicts(again, key, _places(records, again))
    column = next(c for c in draft.map.columns if c.name == key[0])
    raw = draft.raw.select("_record", value=pl.col(key[0]).str.slice(0, LONGEST_VALUE))
    names = " and ".join(key)
    return found.join(raw, on="_record", how="left", maintain_order="left").select(
        "_record",
        column=pl.lit(column.shown),
        value="value",
        problem=pl.format("has the same {} as {}, with other content", pl.lit(names), "_other"),
    )


def _said_twice(table: str, repeated: int) -> tuple[str, ...]:
    if not repeated:
        return ()
    return (f"{table}: {repeated:,} rows repeat another row to the letter and are left out",)


def _not_rows(records: Records) -> tuple[str, ...]:
    """What is said of lines that are no rows: blank ones, and footers."""
    blank = records.frame.filter(pl.col("_blank") & ~pl.col("_footer"))
    return records.warnings + tuple(
        f"{file}: {count:,} rows have no filled cell and are left out"
        for file, count in blank.group_by("_file", maintain_order=True).len().iter_rows()
    )
