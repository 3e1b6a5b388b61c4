"""Cells: the sums of each period, segment and group, read from the engine into arrays."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import numpy as np
import polars as pl
from sqlglot import exp

from icp_metrics.compare import cube, sums
from icp_metrics.compare.ask import ALIKE
from icp_metrics.compare.question import Question
from icp_metrics.compare.view import View
from icp_metrics.profile.fit import ALL, FIT, NOT_FIT, UNKNOWN
from icp_metrics.statistics.estimate import Sums
from icp_metrics.statistics.jackknife import NOWHERE, Floats, Ints

GROUPS = (FIT, NOT_FIT, UNKNOWN, ALL)

ROWS = NOWHERE + 1
"""Of sums: one for each bucket, and one for what belongs to no account."""

Key = tuple[int, str | None, str]
"""Number of the period, label of the segment, group."""


@dataclass(frozen=True, eq=False)
class Block:
    """Sums by bucket and key, as the rows that hold any: dense they would fill the memory."""

    buckets: Ints
    keys: Ints
    values: Floats
    """Shape (rows, columns)."""

    def dense(self) -> tuple[Floats, Ints]:
        """The sums of shape (ROWS, keys, columns), and the keys, rising."""
        keys = np.flatnonzero(np.bincount(self.keys))
        flat = self.buckets * len(keys) + np.searchsorted(keys, self.keys)
        return _added(self.values, flat, (ROWS, len(keys))), keys


@dataclass(frozen=True, eq=False)
class Cell:
    """The sums of one group, and what is said beside its value."""

    values: Floats | Block
    by_bucket: Floats
    n: int
    judged_later: int = 0
    filled_later: int = 0
    shares: dict[str, float] = field(default_factory=dict)
    alike: frozenset[str] = frozenset()
    """What must be alike: its currencies, or its scales."""

    def __add__(self, other: Cell) -> Cell:
        """Both groups as one; an account in both counts twice in `n`."""
        if isinstance(self.values, Block) and isinstance(other.values, Block):
            values: Floats | Block = Block(
                np.concatenate([self.values.buckets, other.values.buckets]),
                np.concatenate([self.values.keys, other.values.keys]),
                np.concatenate([self.values.values, other.values.values]),
            )
        else:
            assert not isinstance(self.values, Block) and not isinstance(other.values, Block)
            values = self.values + other.values
        return Cell(values, self.by_bucket + other.by_bucket, self.n + other.n)

    def __sub__(self, part: Cell) -> Cell:
        """What is left without a part of it; an account with facts in both is not in `n`."""
        if isinstance(self.values, Block) and isinstance(part.values, Block):
            values: Floats | Block = Block(
                np.concatenate([self.values.buckets, part.values.buckets]),
                np.concatenate([self.values.keys, part.values.keys]),
                np.concatenate([self.values.values, -part.values.values]),
            )
        else:
            assert not isinstance(self.values, Block) and not isinstance(part.values, Block)
            values = self.values - part.values
        return Cell(values, self.by_bucket - part.by_bucket, max(self.n - part.n, 0))

    @property
    def facts(self) -> int:
        """How many facts."""
        return int(self.by_bucket.sum())

    @property
    def sums(self) -> Sums:
        """The sums as estimators take them."""
        if isinstance(self.values, Block):
            values, keys = self.values.dense()
            return Sums(values, self.by_bucket, self.n, keys)
        return Sums(self.values, self.by_bucket, self.n)


def query(view: View, question: Question) -> exp.Expression:
    """The query that gives the sums of a question: the cheapest that can answer; all agree."""
    route = cube if cube.answers(view, question) else sums
    found: exp.Expression = route.answered(view, question)
    return found


def cells(view: View, question: Question) -> dict[Key, Cell]:
    """Every non-empty cell of a question; those of group `all` count each account once."""
    answer = view.engine.run(query(view, question))
    of_accounts = pl.col("bucket").is_null()
    rows = _Rows(answer.filter(~of_accounts), question)
    # A segment that holds nothing but spend of no account has no accounts.
    n: dict[Key, int] = defaultdict(int)
    counts = answer.filter(of_accounts).select("period", "segment", *sums.ACCOUNTS)
    for period, segment, *accounts in counts.rows():
        for group, count in zip(GROUPS, accounts, strict=True):
            # A cube adds up no accounts of a group that has none: to NULL.
            n[period, segment, group] = count or 0
    found = {key: rows.cell(i, i + 1, n[key]) for i, key in enumerate(rows.cells)}
    for (period, segment), part in groupby(enumerate(rows.cells), lambda each: each[1][:2]):
        places = [i for i, _ in part]
        whole = (period, segment, ALL)
        found[whole] = rows.cell(places[0], places[-1] + 1, n[whole])
    return found


class _Rows:
    """What the engine found, the rows of a cell side by side, and the cells of a segment too.

    `cells`: their keys, in order.
    """

    def __init__(self, found: pl.DataFrame, question: Question) -> None:
        kpi = question.kpi
        place, self.cells = _places(found)
        # Of 16 bits, numpy sorts by counting.
        order = np.argsort(place.astype(np.int16), kind="stable")
        self._ends = np.searchsorted(place[order], np.arange(len(self.cells) + 1))

        def column(name: str) -> Floats:
            values: Floats = found[name].to_numpy()[order]
            return values

        key = kpi.estimator.keyed_by
        alike = ALIKE if kpi.alike else ()
        self._shares = kpi.shares
        self._buckets = column("bucket").astype(np.int64)
        self._keys = None if key is None else column(key).astype(np.int64)
        self._values = np.stack([column(c) for c in kpi.estimator.columns], axis=-1)
        self._counts = {c: column(c) for c in (*sums.COUNTS, *kpi.shares.values())}
        self._facts = self._counts["facts"][:, None]
        self._alike = [(codes[order], texts) for codes, texts in (_coded(found[c]) for c in alike)]

    def cell(self, first: int, last: int, n: int) -> Cell:
        """The cells from `first` up to before `last` as one."""
        rows = slice(self._ends[first], self._ends[last])
        buckets, values = self._buckets[rows], self._values[rows]
        counts = {name: float(each[rows].sum()) for name, each in self._counts.items()}
        return Cell(
            values=_added(values, buckets, (ROWS,))
            if self._keys is None
            else Block(buckets, self._keys[rows], values),
            by_bucket=_added(self._facts[rows], buckets, (ROWS,))[:, 0],
            n=n,
            judged_later=int(counts["judged_later"]),
            filled_later=int(counts["filled_later"]),
            shares={name: counts[c] / counts["facts"] for name, c in self._shares.items()},
            alike=frozenset(
                text
                for codes, texts in self._alike
                for code in np.flatnonzero(np.bincount(codes[rows]))
                if (text := texts[code]) is not None
            ),
        )


def _places(found: pl.DataFrame) -> tuple[Ints, list[Key]]:
    """Which cell each row belongs to, and the keys of the cells in order."""
    periods = found["period"].to_numpy().astype(np.int64)
    segment_of, segments = _coded(found["segment"])
    fit_of, fits = _coded(found["fit"])
    codes = (periods * len(segments) + segment_of) * len(fits) + fit_of
    present = np.flatnonzero(np.bincount(codes))
    shape = (int(periods.max(initial=0)) + 1, len(segments), len(fits))
    each = zip(*(at.tolist() for at in np.unravel_index(present, shape)), strict=True)
    return np.searchsorted(present, codes), [(p, segments[s], fits[f]) for p, s, f in each]


def _coded(texts: pl.Series) -> tuple[Ints, list[Any]]:
    """A number for each text, and the texts by their numbers; None, the missing one, is last."""
    known = texts.unique().drop_nulls().sort()
    codes = texts.cast(pl.Enum(known)).to_physical().cast(pl.Int64).fill_null(len(known))
    return codes.to_numpy(), [*known.to_list(), None]


def _added(values: Floats, flat: Ints, shape: tuple[int, ...]) -> Floats:
    """The rows of each column added up where `flat` says: an array of (*shape, columns)."""
    size = int(np.prod(shape))
    return np.stack([np.bincount(flat, c, size).reshape(shape) for c in values.T], axis=-1)


def medians(view: View, question: Question) -> dict[str, dict[Key, float | None]]:
    """The companions of the KPI per cell."""
    found: dict[str, dict[Key, float | None]] = {}
    for name, median in question.kpi.companions.items():
        frame = view.engine.run(sums.bins(view, question, median.column, median.key))
        values: dict[Key, list[Any]] = {}
        for period, segment, fit, key, n, total in frame.rows():
            for group in (fit, ALL):
                values.setdefault((period, segment, group), []).append((key, n, total))
        found[name] = {key: median.value(_pooled(b)) for key, b in values.items()}
    return found


def _pooled(
    bins: list[tuple[int | None, float, float]],
) -> list[tuple[int | None, float, float]]:
    """Bins that several groups share, added up."""
    added: dict[int | None, tuple[float, float]] = {}
    for key, n, total in bins:
        before = added.get(key, (0.0, 0.0))
        added[key] = (before[0] + n, before[1] + total)
    return [(key, n, total) for key, (n, total) in added.items()]
