"""Cells: the sums of each period, segment and group, read from the engine into arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from icp_metrics.compare import ask
from icp_metrics.compare.view import View
from icp_metrics.profile.fit import FIT, NOT_FIT, UNKNOWN
from icp_metrics.statistics.estimate import Sums
from icp_metrics.statistics.jackknife import BUCKETS

ALL = "all"
GROUPS = (FIT, NOT_FIT, UNKNOWN, ALL)

Key = tuple[int, str | None, str]
"""Number of the period, label of the segment, group."""


@dataclass(frozen=True, eq=False)
class Cell:
    """The sums of one group, and what is said beside its value."""

    sums: Sums
    judged_later: int = 0
    filled_later: int = 0
    shares: dict[str, float] = field(default_factory=dict)
    currencies: frozenset[str] = frozenset()

    @property
    def facts(self) -> int:
        """How many facts."""
        return int(self.sums.facts.sum())


def cells(view: View, question: ask.Question) -> dict[Key, Cell]:
    """Every non-empty cell of a question; those of group `all` count each account once."""
    grouped = view.engine.run(ask.sums(view, question, by_fit=True))
    whole = view.engine.run(ask.sums(view, question, by_fit=False))
    whole = whole.with_columns(pl.lit(ALL).alias("fit"))
    return {**_read(grouped, question), **_read(whole, question)}


def medians(view: View, question: ask.Question) -> dict[str, dict[Key, float | None]]:
    """The companions of the KPI per cell."""
    found: dict[str, dict[Key, float | None]] = {}
    for name, median in question.kpi.companions.items():
        frame = view.engine.run(ask.bins(view, question, median.column, median.key))
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


def _read(frame: pl.DataFrame, question: ask.Question) -> dict[Key, Cell]:
    kpi = question.kpi
    keys = frame.select("period", "segment", "fit").unique(maintain_order=True)
    place = keys.with_row_index("cell")
    # A missing segment is a segment: nulls must meet in the join.
    placed = frame.join(place, on=["period", "segment", "fit"], how="left", nulls_equal=True)
    at = (placed["cell"].to_numpy(), placed["bucket"].to_numpy())

    def per_bucket(name: str) -> Any:
        array = np.zeros((keys.height, BUCKETS))
        array[at] = placed[name].to_numpy()
        return array

    values = np.stack([per_bucket(c) for c in kpi.estimator.columns], axis=-1)
    facts, accounts = per_bucket("facts"), per_bucket("accounts")
    counts = {n: per_bucket(n).sum(axis=1) for n in ("judged_later", "filled_later")}
    shares = {n: per_bucket(c).sum(axis=1) for n, c in kpi.shares.items()}
    currencies = _currencies(placed, keys.height)
    return {
        (period, segment, fit): Cell(
            sums=Sums(values[i], facts[i], int(accounts[i].sum())),
            judged_later=int(counts["judged_later"][i]),
            filled_later=int(counts["filled_later"][i]),
            shares={n: float(s[i] / facts[i].sum()) for n, s in shares.items()},
            currencies=currencies[i],
        )
        for i, (period, segment, fit) in enumerate(keys.rows())
    }


def _currencies(placed: pl.DataFrame, count: int) -> list[frozenset[str]]:
    if "currency_low" not in placed.columns:
        return [frozenset()] * count
    found: list[set[str]] = [set() for _ in range(count)]
    for cell, low, high in placed.select("cell", "currency_low", "currency_high").rows():
        found[cell].update(c for c in (low, high) if c is not None)
    return [frozenset(f) for f in found]
