"""The records of one source: the text of its files, one under the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from icp_metrics.extracts.footers import footer
from icp_metrics.extracts.read import Reading
from icp_metrics.extracts.sources import actual_columns
from icp_metrics.extracts.words import folded


@dataclass(frozen=True)
class Records:
    """Every record of a source, once.

    `frame`: `_record` (UInt32, 0, 1, 2, ...), `_file`, `_row`, `_problem` (the reader's, or null),
    `_blank` (no cell is filled), `_footer` (a line under a report, no record of it) and the wanted
    columns as text, by the mapping's names. `warnings`: what the footers say of the rows.
    """

    source: str
    readings: tuple[Reading, ...]
    frame: pl.DataFrame
    warnings: tuple[str, ...] = ()

    @property
    def good(self) -> pl.DataFrame:
        """The records that have as many cells as the header and are not blank."""
        return self.frame.filter(
            pl.col("_problem").is_null() & ~pl.col("_blank") & ~pl.col("_footer")
        )

    def places(self) -> Records:
        """These records without their text: where each of them stands."""
        return replace(self, frame=self.frame.select("_record", "_file", "_row"))


def records(
    source: str,
    readings: Sequence[Reading],
    wanted: dict[str, str],
    *,
    blank: Sequence[str] = (),
) -> Records:
    """The records of `readings`, a cell that is one of `blank` (without case) as a blank one.

    Raises MappingError when a file lacks a wanted column.
    """
    nothing = [b.strip().lower() for b in blank]
    parts = []
    warnings: tuple[str, ...] = ()
    for reading in readings:
        under = footer(reading.parquet, reading.columns)
        warnings += under.said(reading.file)
        actual = actual_columns(wanted, reading.columns, reading.file)
        empty = [pl.col(c).fill_null("").str.strip_chars() == "" for c in reading.columns]
        parts.append(
            pl.scan_parquet(reading.parquet)
            .select(
                pl.lit(reading.file).alias("_file"),
                "_row",
                pl.when(pl.col("_row") < under.row).then("_problem").alias("_problem"),
                (pl.col("_row") >= under.row).alias("_footer"),
                (pl.col("_problem").is_null() & pl.all_horizontal(empty)).alias("_blank"),
                *(_cell(name, nothing).alias(column) for column, name in actual.items()),
            )
            .collect()
        )
    frame = pl.concat(parts).with_row_index("_record")
    return Records(source, tuple(readings), frame, warnings)


def _cell(name: str, nothing: Sequence[str]) -> pl.Expr:
    cell = pl.col(name)
    return pl.when(~folded(cell).is_in(nothing)).then(cell) if nothing else cell
