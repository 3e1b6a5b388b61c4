"""What the cells of one column of a file look like: how many, how different, what they can be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from icp_metrics.errors import MappingError
from icp_metrics.extracts.casting import cast
from icp_metrics.extracts.column_map import Cell, ColumnMap
from icp_metrics.extracts.dates import orders_of
from icp_metrics.extracts.footers import footer
from icp_metrics.extracts.read import Reading
from icp_metrics.extracts.words import trimmed
from icp_metrics.schema import DATE, INTEGER, NUMBER, Kind

_SAMPLE = 1000
"""Distinct cells that are tried as dates and numbers; a suggestion is no load."""
_ROWS = 5000
_EPOCH = r"^(?:[0-9]{10}|[0-9]{13})$"
_EPOCH_FROM, _EPOCH_TO = 946_684_800, 2_208_988_800
"""2000 to 2040: other numbers of ten digits are no times."""
_FEW = 60


@dataclass(frozen=True, eq=False)
class Look:
    """A column's filled cells. `distinct`: `text, n`, in the order in which they come."""

    header: str
    records: int
    distinct: pl.DataFrame

    @cached_property
    def filled(self) -> int:
        """How many cells are filled."""
        return int(self.distinct["n"].sum() or 0)

    @cached_property
    def unique(self) -> float:
        """Distinct cells per filled cell; 1: none comes twice."""
        return self.distinct.height / self.filled if self.filled else 0.0

    @property
    def few(self) -> bool:
        """Whether it is a choice among a few words."""
        return 0 < self.distinct.height <= _FEW and (self.filled < 10 or self.unique <= 0.5)

    @cached_property
    def sample(self) -> pl.DataFrame:
        """Distinct cells with their counts, from all over the column."""
        step = max(1, self.distinct.height // _SAMPLE)
        return self.distinct.gather_every(step)

    @cached_property
    def dates(self) -> float:
        """The share that can be read as dates, by one format; both orders possible is 1 too."""
        try:
            return self._readable(DATE)
        except MappingError as error:
            return 1.0 if error.code == "E_DATE_ORDER" else 0.0

    @cached_property
    def order(self) -> str:
        """`day_first`, `month_first`, `both` where nothing tells, blank where it is no question."""
        text = self.distinct["text"]
        try:
            self._as_dates(())
        except MappingError as error:
            return "both" if error.code == "E_DATE_ORDER" else ""
        wrong = {o: int(self._as_dates((o,)).is_not_null().sum()) for o in orders_of(text)}
        best = [o for o, n in wrong.items() if n == min(wrong.values())]
        # Two orders read every cell alike (01/01, 02/02): nothing to say, nothing to ask.
        return best[0] if len(best) == 1 else ""

    @cached_property
    def epochs(self) -> float:
        """The share that can be seconds (or milliseconds) since 1970, between 2000 and 2040."""
        text = pl.col("text")
        number = text.str.slice(0, 10).cast(pl.Int64, strict=False)
        fits = text.str.contains(_EPOCH) & number.is_between(_EPOCH_FROM, _EPOCH_TO)
        return self._share(self.sample.select(fits).to_series())

    @cached_property
    def mark(self) -> str:
        """The decimal mark with which more of them are numbers; blank where both do as well."""
        point, comma = (self._readable(NUMBER, decimal=mark) for mark in (".", ","))
        return "" if point == comma else "." if point > comma else ","

    @property
    def decimal(self) -> str:
        """The decimal mark they are read with."""
        return self.mark or "."

    @cached_property
    def numbers(self) -> float:
        """The share that are numbers."""
        return self._readable(NUMBER, decimal=self.decimal)

    @cached_property
    def whole(self) -> float:
        """The share that are whole numbers."""
        return self._readable(INTEGER, decimal=self.decimal)

    @cached_property
    def flags(self) -> bool:
        """Whether they are nothing but yes and no."""
        low = set(self.sample["text"].str.to_lowercase())
        return bool(low) and (low <= {"true", "false", "yes", "no", "y", "n"} or low == {"0", "1"})

    def share_like(self, pattern: str) -> float:
        """The share that a regular expression finds."""
        return self._share(self.sample["text"].str.contains(pattern))

    def examples(self, most: int = 3) -> list[str]:
        """The first distinct cells."""
        return self.distinct["text"].head(most).to_list()

    def _readable(self, kind: Kind, *, decimal: str = ".") -> float:
        column = ColumnMap(self.header, kind, Cell(self.header), decimal=decimal)
        text = _repeated(self.sample)
        _, problems = cast(text, column, where=self.header, timezone="UTC")
        return int(problems.is_null().sum()) / len(text) if len(text) else 0.0

    def _as_dates(self, formats: tuple[str, ...]) -> pl.Series:
        """Per distinct cell what is wrong with it as a date; raises MappingError like a load."""
        column = ColumnMap(self.header, DATE, Cell(self.header), dates=formats)
        return cast(_repeated(self.distinct), column, where=self.header, timezone="UTC")[1]

    def _share(self, fits: pl.Series) -> float:
        total = int(self.sample["n"].sum() or 0)
        return int(self.sample["n"].filter(fits).sum() or 0) / total if total else 0.0


def _repeated(distinct: pl.DataFrame) -> pl.Series:
    """Each text about as often as it comes, in thousands at most: formats are found by shares."""
    total = int(distinct["n"].sum() or 0)
    times = (pl.col("n") * _ROWS / max(total, _ROWS)).ceil().cast(pl.UInt32)
    return distinct.select(pl.col("text").repeat_by(times).explode()).to_series()


def looks(readings: Sequence[Reading]) -> dict[str, Look]:
    """The columns of files of one shape, as the first of them writes the headers."""
    kept = [_kept(r) for r in readings]
    records = sum(int(k.sum()) for k in kept)
    found = {}
    for header in readings[0].columns:
        if re.match(r"_fivetran_(synced|deleted)$", header):
            continue
        parts = [_cells(r, header).filter(k) for r, k in zip(readings, kept, strict=True)]
        texts = pl.concat(parts).drop_nulls().to_frame("text")
        distinct = texts.group_by("text", maintain_order=True).agg(n=pl.len())
        found[header] = Look(header, records, distinct)
    return found


def rows_of(reading: Reading, headers: Sequence[str]) -> pl.DataFrame:
    """Columns of the records above a footer that have as many cells as the header and a filled one.

    Cells are trimmed, a blank one is null.
    """
    kept = _kept(reading)
    return pl.DataFrame([_cells(reading, h).filter(kept).alias(h) for h in headers])


def _cells(reading: Reading, header: str) -> pl.Series:
    name = _same(reading, header)
    # One column at a time: an export may have hundreds, and millions of rows.
    return pl.scan_parquet(reading.parquet).select(trimmed(pl.col(name))).collect().to_series()


def _kept(reading: Reading) -> pl.Series:
    """Per record whether it is a row: not a footer, not blank, with as many cells as the header."""
    end = footer(reading.parquet, reading.columns).row
    filled = pl.any_horizontal(trimmed(pl.col(c)).is_not_null() for c in reading.columns)
    sound = pl.col("_problem").is_null() & (pl.col("_row") < end)
    return pl.scan_parquet(reading.parquet).select(filled & sound).collect().to_series()


def _same(reading: Reading, header: str) -> str:
    low = header.strip().lower()
    return next(c for c in reading.columns if c.strip().lower() == low)
