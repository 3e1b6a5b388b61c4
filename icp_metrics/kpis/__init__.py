"""KPIs: each module declares one `KPI`, a facts query and an estimator. Nothing central lists them.

A facts query returns one row per fact: `fact_id, account_id, bucket, at, counted_on`, the columns
its estimator names, `currency` where the KPI is money, and any column named in `shares`. `at` is
when fit is judged. It knows nothing of fit, segments, filters, periods or charts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from icp_metrics.statistics.estimate import Estimator
from icp_metrics.statistics.median import BinnedMedian

Unit = Literal["share", "points", "days", "months", "money", "ratio", "count"]
Window = Literal["event", "exposure", "snapshot", "now"]


@dataclass(frozen=True)
class Kpi:
    """A key figure and how it is compared.

    `variants`: name -> facts query; the first is the default. `tables`: those it reads, the
    earliest of whose `data_through` bounds it. `facts_of`: the table a fact is a row of, whose
    columns can be broken down by. `headline`: one of the five the headline sentence rests on;
    `sale`: whether it shows before or after the sale. `smallest_gap`: the smallest difference that
    matters, of the not_fit value where `relative`. `companions`: figures shown beside the value.
    `shares`: name -> 0/1 column of the facts whose share of facts is shown. `flags`: always said.
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
    companions: Mapping[str, BinnedMedian] = field(default_factory=dict)
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
