"""KPIs: each module declares one `KPI`, a facts query and an estimator. Nothing central lists them.

A facts query returns one row per fact: `fact_id, account_id, bucket, at, counted_on`, the columns
its estimator names, `currency` where sums of money enter, and any column named in `shares`. `at`
is when fit is judged. It knows nothing of fit, segments, filters, periods or charts.

By `window`: `event`, a fact counts in the period that holds its `counted_on`. `exposure`, a fact
also has `origin_on`, `left_on` (NULL while it stays) and `event` (how it left), and is at risk in
every period it meets: the engine makes its life table of `entered`, the events and `censored` by
day since the origin. `snapshot`, facts are dated at month-ends, of which the last complete one in
the period counts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from icp_metrics.statistics.estimate import Estimator
from icp_metrics.statistics.median import BinnedMedian

Unit = Literal["share", "points", "days", "months", "money", "ratio", "count"]
Window = Literal["event", "exposure", "snapshot", "now"]


@dataclass(frozen=True)
class Check:
    """What publish counts in the whole data beside a KPI: `sql` returns one figure.

    `refuse`: above zero, the KPI is not estimable, for the reason `name`. `left_out`: that many
    records cannot be facts. `flag`: above zero, `name` is said beside every answer.
    """

    name: str
    role: Literal["refuse", "left_out", "flag"]
    sql: str


@dataclass(frozen=True)
class Kpi:
    """A key figure and how it is compared.

    `variants`: name -> facts query; the first is the default. `tables`: those it reads, the
    earliest of whose `data_through` bounds it. `instead`: a table that serves where none of them
    is loaded; a KPI that has one does with any of its `tables`. `facts_of`: the table a fact is a
    row of, whose columns can be broken down by; `accounts` where a fact is an account, or one at
    a month. `headline`: one of the five the headline sentence rests on; `sale`: whether it shows
    before or after the sale; `rank`: its place among those. `smallest_gap`: the smallest
    difference that matters, of the not_fit value where `relative`. `companions`: figures shown
    beside the value. `of_money`: whether its facts carry a currency, which must be one. `shares`:
    name -> 0/1 column of the facts whose share of facts is shown. `flags`: always said.
    """

    id: str
    title: str
    unit: Unit
    better: Literal["higher", "lower"]
    window: Window
    question: str
    definition: str
    variants: Mapping[str, str]
    estimator: Estimator
    tables: tuple[str, ...]
    facts_of: str
    fact_noun: str
    better_word: str
    worse_word: str
    smallest_gap: float
    relative: bool = False
    headline: bool = False
    sale: Literal["before", "after"] = "before"
    rank: int = 9
    instead: str | None = None
    of_money: bool = False
    companions: Mapping[str, BinnedMedian] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    shares: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def default_variant(self) -> str:
        """The variant shown unless another is asked for."""
        return next(iter(self.variants))

    def facts_table(self, variant: str) -> str:
        """Name under which publish keeps the facts, with the span each was judged in."""
        return f"facts_{self.id}__{variant}"

    def cube_table(self, variant: str) -> str:
        """Name under which publish keeps the cube of the facts, where it makes one."""
        return f"cube_{self.id}__{variant}"

    def missing(self, loaded: Collection[str]) -> bool:
        """Whether tables it needs are not there; one that serves `instead` is another matter."""
        have = [table in loaded for table in self.tables]
        return not (any(have) if self.instead else all(have))

    def reach(self, data_through: Mapping[str, date]) -> date:
        """The last day that its tables reach, as far as they were loaded; else that of all."""
        loaded = [data_through[t] for t in self.tables if t in data_through]
        if not loaded and self.instead is not None and self.instead in data_through:
            return data_through[self.instead]
        return min(loaded or data_through.values())
