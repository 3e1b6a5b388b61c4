"""KPIs: each module declares one `KPI`, a facts query and an estimator. Nothing central lists them.

A facts query returns one row per fact: `fact_id, account_id, bucket, at, counted_on`, the columns
its estimator names, `currency` where sums of money enter, and any column named in `shares`. `at`
is when fit is judged. It knows nothing of fit, segments, filters, periods or charts.

By `window`: `event`, a fact counts in the period that holds its `counted_on`. `exposure`, a fact
also has `origin_on`, `left_on` (NULL while it stays) and `event` (how it left), and is at risk in
every period it meets: the engine makes its life table of `entered`, the events and `censored` by
day since the origin. `snapshot`, facts are dated at month-ends, of which the last complete one in
the period counts. `now`, a fact is something as it is at the end of the data: it counts in any
period asked, the last of them where there are several.

A fact whose `bucket` is NULL belongs to no account: it is in every sum, never left out, and in no
count of accounts. That is spend which nobody can be charged with.
"""

from __future__ import annotations

import inspect
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from icp_metrics.records import DISQUALIFIED, NEW_DEALS, LeftOut, Records
from icp_metrics.statistics.estimate import Estimator
from icp_metrics.statistics.median import BinnedMedian

Unit = Literal["share", "points", "days", "months", "money", "ratio", "count"]
Window = Literal["event", "exposure", "snapshot", "now"]

BILLED = ("subscriptions", "invoice_lines")
"""Where recurring revenue comes from; without them, from contracts in opportunities."""

# Of a total value without a term nobody knows what a year of it is.
ANNUAL = "COALESCE(o.arr, o.tcv * 12 / NULLIF(o.term_months, 0))"
"""SQL for what a deal `o` brings a year, NULL where it does not say."""

WORTH = f"COALESCE({ANNUAL}, o.amount)"
"""SQL for the same, where its amount serves for a year."""

BEGUN = """
    begun AS (
        SELECT o.*, CASE WHEN $qualified_stage IS NULL THEN o.created_on
                         ELSE q.entered_on END AS origin_on
        FROM opportunities AS o
        LEFT JOIN (
            SELECT h.opportunity_id, MIN(h.entered_on) AS entered_on
            FROM stage_history AS h WHERE h.stage = $qualified_stage GROUP BY h.opportunity_id
        ) AS q ON q.opportunity_id = o.opportunity_id
    )
"""
"""SQL of a WITH: deals with their first day, which is that of the qualified stage where one is set;
NULL where it is not known, or never came."""

FOLLOWED = """
    b.is_new_business AND b.status IN ('won', 'lost', 'open') AND b.origin_on <= $data_through
    AND (b.status = 'open' OR b.closed_on >= b.origin_on)
"""
"""SQL for the deals `b` of BEGUN whose first day is known, decided or not."""

FOLLOWED_FACTS = f"""
    WITH {BEGUN}
    SELECT b.opportunity_id AS fact_id, b.account_id, b.bucket, b.origin_on AS at,
           CASE WHEN b.status = 'open' THEN $data_through ELSE b.closed_on END AS counted_on,
           b.origin_on, CASE WHEN b.status <> 'open' THEN b.closed_on END AS left_on,
           CASE WHEN b.status <> 'open' THEN b.status END AS event
    FROM begun AS b
    WHERE {FOLLOWED}
"""
"""Facts: each of them as it was followed, for what has the window `exposure`."""

BEGUN_DEALS = Records(
    "deals",
    f"WITH {BEGUN} SELECT b.*, b.opportunity_id AS record_id FROM begun AS b",
    NEW_DEALS.left_out,
)
FOLLOWED_DEALS = BEGUN_DEALS.without(
    DISQUALIFIED,
    LeftOut("without a first day to count from", "o.origin_on IS NULL"),
    LeftOut("begun after the end of the data", "o.origin_on > $data_through"),
    LeftOut("closed before they were created", "o.status <> 'open' AND o.closed_on < o.origin_on"),
)
"""Deals with their first day, and those of them that can be followed from it."""


@dataclass(frozen=True)
class Check:
    """What publish counts in the whole data beside a KPI: `sql` returns one figure.

    `refuse`: above zero, the KPI is not estimable, for the reason `name`. `left_out`: that many
    records cannot be facts. `flag`: above zero, `name` is said beside every answer. `circular`:
    above zero, the variant makes the groups equal by construction, so it decides nothing.
    `variant`: the one it is about; None: all.
    """

    name: str
    role: Literal["refuse", "left_out", "flag", "circular"]
    sql: str
    variant: str | None = None


BEGUN_CHECKS = (
    Check(
        "bulk_import",
        "refuse",
        """
        SELECT COUNT(*) FROM (
            SELECT created_on, COUNT(*) AS n FROM opportunities
            WHERE created_on IS NOT NULL GROUP BY created_on
        ) AS d WHERE d.n >= 10 AND d.n > 0.2 * (SELECT COUNT(created_on) FROM opportunities)
        """,
    ),
    Check(
        "no_created_on",
        "left_out",
        """
        SELECT COUNT(*) FROM opportunities
        WHERE is_new_business AND status <> 'disqualified' AND created_on IS NULL
        """,
    ),
    Check(
        "closed_before_created",
        "left_out",
        """
        SELECT COUNT(*) FROM opportunities
        WHERE is_new_business AND status IN ('won', 'lost') AND closed_on < created_on
        """,
    ),
)
"""What is counted beside a figure that follows deals from their first day."""


@dataclass(frozen=True)
class Variant:
    """How a variant is called on screen, and which fields of its KPI are different in it."""

    words: str
    but: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kpi:
    """A key figure and how it is compared.

    `variants`: name -> facts query; the first is the default, unless the setting `variant_by`
    names another. `differs`: what is different in a variant. `parts`: ids of the KPIs it is made
    of instead of facts, which its estimator combines.

    `tables`: those it reads, the earliest of whose `data_through` bounds it. `instead`: a table
    that serves where none of them is loaded; a KPI that has one does with any of its `tables`.
    `facts_of`: the table a fact is a row of, whose columns can be broken down by; `accounts` where
    a fact is an account, or one at a month. `dimensions`: further ones, name -> column of the
    facts, such as `spend.channel`. `alike`: a column of the facts, a currency or a scale, of which
    a figure takes one value alone. `latest_by`: a column; in a period only the last fact of each
    of its values counts. `averaged_by`: a column (`cluster`); the facts of each of its values
    count as one in a period, so that each account weighs the same.

    `better`: `neither` of a mix or a state, which is not judged. `headline`: one of the five the
    headline sentence rests on; `sale`: whether it shows before or after the sale; `rank`: its
    place among those. `smallest_gap`: the smallest difference that matters, of the not_fit value
    where `relative`. `agree`: the variants that must all give the same answer before there is one.
    `bases`: the variants that count the same things from another side and are told together;
    `same_sign`: those of them whose differences must have one sign before there is an answer.
    `matures`: a fact counts only once it is `$mature_days` old, so the youngest are not there yet.

    `companions`: figures shown beside the value; `beside`: other KPIs and variants shown beside
    it. `shares`: name -> 0/1 column of the facts whose share of facts is shown. `flags`: always
    said.

    `records`: what its facts are found among, and which are left out and why; where facts are made
    in several steps, a list for each, the last of which ends in the facts. `summed`: what the
    columns that its estimator sums are, in words.
    """

    id: str
    title: str
    unit: Unit
    better: Literal["higher", "lower", "neither"]
    window: Window
    question: str
    definition: str
    estimator: Estimator
    tables: tuple[str, ...]
    facts_of: str
    fact_noun: str
    variants: Mapping[str, str] = field(default_factory=dict)
    differs: Mapping[str, Variant] = field(default_factory=dict)
    variant_by: str | None = None
    parts: tuple[str, ...] = ()
    better_word: str = "higher"
    worse_word: str = "lower"
    smallest_gap: float = 0.0
    relative: bool = False
    headline: bool = False
    sale: Literal["before", "after"] = "before"
    rank: int = 9
    instead: str | None = None
    dimensions: Mapping[str, str] = field(default_factory=dict)
    alike: Literal["currency", "scale"] | None = None
    latest_by: str | None = None
    averaged_by: str | None = None
    agree: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    same_sign: tuple[str, ...] = ()
    matures: bool = False
    companions: Mapping[str, BinnedMedian] = field(default_factory=dict)
    beside: tuple[tuple[str, str], ...] = ()
    checks: tuple[Check, ...] = ()
    shares: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    records: tuple[Records, ...] = ()
    summed: Mapping[str, str] = field(default_factory=dict)

    @property
    def default_variant(self) -> str:
        """The variant shown unless another is asked for, or set; of parts there is one alone."""
        return next(iter(self.ways), "default")

    @property
    def ways(self) -> tuple[str, ...]:
        """Its variants; one made of parts has those that `differs` names, and its parts know."""
        return tuple(self.variants or self.differs)

    def of(self, variant: str) -> Kpi:
        """The KPI as it is in one of its variants."""
        return replace(self, **self.differs[variant].but) if variant in self.differs else self

    def every(self) -> list[Kpi]:
        """The KPI as it is in each of its variants."""
        return [self.of(variant) for variant in self.variants] or [self]

    @property
    def formula(self) -> str:
        """What its estimator does with the sums, in a sentence or two."""
        return " ".join((inspect.getdoc(type(self.estimator)) or "").split("\n\n")[0].split())

    @property
    def adds_up(self) -> bool:
        """Whether sums of any facts can be added up: not where one fact sets another aside."""
        return self.latest_by is None and self.averaged_by is None

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
