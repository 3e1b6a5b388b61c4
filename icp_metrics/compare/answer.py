"""Answer: the sums of a question, and what keeps a figure from being made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlglot import exp

from icp_metrics.catalog import KPIS
from icp_metrics.compare import periods
from icp_metrics.compare.cells import GROUPS, Cell, Key, cells, medians
from icp_metrics.compare.periods import Period
from icp_metrics.compare.question import Question, data_through, question
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.view import View
from icp_metrics.engine.sql import literal
from icp_metrics.kpis import Kpi
from icp_metrics.statistics.mix import Mix


@dataclass(frozen=True)
class Counted:
    """What publish counted beside a KPI: a check of the role, by name, and its count."""

    name: str
    role: str
    n: int


@dataclass(frozen=True, eq=False)
class Answer:
    """The cells of a question whose periods are [earlier ones, *those shown].

    `shown`: the numbers of those. `past`: of a period shown, the number of the one its change is
    from, if there is one.
    `currency`: that of its value, if that is money; `money_in`: that of any money in it.
    `blocked`: why no figure can be estimated, if so: a reason code. `parts`: the answers of the
    KPIs it is made of, if it is.
    """

    question: Question
    shown: range
    past: Mapping[int, int]
    found: dict[Key, Cell]
    companions: dict[str, dict[Key, float | None]]
    currency: str | None
    money_in: str | None
    blocked: str | None
    checks: tuple[Counted, ...]
    missing: tuple[str, ...] = ()
    """The tables it needs that were never loaded."""
    parts: tuple[Answer, ...] = field(default=())
    mature_days: int | None = None
    """Of a KPI whose facts mature: the age from which they count."""

    def counted(self, role: str) -> dict[str, int]:
        """The checks of a role that found any, by name, also of what it is made of."""
        found: dict[str, int] = {}
        for part in self.parts:
            found |= part.counted(role)
        return found | {c.name: c.n for c in self.checks if c.role == role and c.n}

    def reason(self, i: int, segment: str | None) -> str | None:
        """Why the groups of a period and segment cannot be estimated, if so: a reason code."""
        if self.blocked:
            return self.blocked
        if (mature_on := self.mature_on) is not None and self.question.periods[
            i
        ].starts > mature_on:
            return "immature"
        if self.question.kpi.alike != "scale":
            return None
        scales = frozenset[str]().union(*(c.alike for c in self._groups(i, segment)))
        return "mixed_scales" if len(scales) > 1 else None

    @property
    def mature_on(self) -> date | None:
        """The last day of which facts are old enough to count; None where any are."""
        if self.mature_days is None:
            return None
        return self.question.data_through - timedelta(days=self.mature_days)

    def scale(self, i: int, segment: str | None) -> str | None:
        """The scale of the answers of a period and segment; None without any, or without scales."""
        if self.question.kpi.alike != "scale":
            return None
        return next((s for c in self._groups(i, segment) for s in sorted(c.alike)), None)

    @property
    def currencies(self) -> list[str]:
        """Every currency that its facts are in, or those of what it is made of."""
        return sorted(_currencies(self.found).union(*(p.currencies for p in self.parts)))

    def segments(self, i: int) -> list[str | None]:
        """The labels found in a period, in order; the missing one is last."""
        by = self.question.by
        assert by is not None
        order = list(by.labels())
        every = [self, *self.parts]
        labels = {s for answer in every for period, s, _ in answer.found if period == i}
        return sorted(
            labels, key=lambda s: (s is None, order.index(s) if s in order else 0, s or "")
        )

    def _groups(self, i: int, segment: str | None) -> list[Cell]:
        return [c for g in GROUPS if (c := self.found.get((i, segment, g))) is not None]


def answer(view: View, kpi: Kpi, asked: Slice) -> Answer:
    """The sums of a slice, with the period before its first."""
    one = question(view, kpi, asked)
    shown: Sequence[Period] = one.periods
    if asked.every is not None:
        shown = periods.split(
            one.periods[0],
            asked.every,
            data_through(view, kpi),
            view.settings["fiscal_year_start"],
        )
    before, past = periods.earlier(shown, asked.against)
    full = replace(one, periods=(*before, *shown))
    numbers = range(len(before), len(full.periods))
    checks = _checks(view, full)
    if full.kpi.parts:
        return _of_parts(view, full, asked, checks, numbers, past)
    found = cells(view, full)
    currency, mixed = _currency(view, full.kpi, found)
    blocked = next((c.name for c in checks if c.role == "refuse" and c.n), None)
    loaded = view.version.data_through
    missing: tuple[str, ...] = ()
    if full.kpi.missing(loaded) and not (full.kpi.instead in loaded and found):
        blocked = blocked or "missing_table"
        missing = tuple(t for t in full.kpi.tables if t not in loaded)
    elif blocked is None and mixed:
        blocked = "mixed_currency"
    elif blocked is None and view.profile is None and isinstance(full.kpi.estimator, Mix):
        # Without an ICP a share of nothing in it would be said as 0 %.
        blocked = "no_definition"
    companions = {} if blocked else medians(view, full)
    shown_in = currency if full.kpi.unit == "money" else None
    return Answer(
        full,
        numbers,
        past,
        found,
        companions,
        shown_in,
        currency,
        blocked,
        checks,
        missing,
        mature_days=_mature_days(view) if full.kpi.matures else None,
    )


def _of_parts(
    view: View,
    full: Question,
    asked: Slice,
    checks: tuple[Counted, ...],
    shown: range,
    past: Mapping[int, int],
) -> Answer:
    starts, ends = full.periods[shown[0]].starts, full.periods[-1].ends
    same = replace(asked, starts=starts, ends=ends)
    parts = tuple(
        # A way of counting is that of the part that knows it.
        answer(view, k, replace(same, variant=full.variant if full.variant in k.variants else None))
        for k in (KPIS[name] for name in full.kpi.parts)
    )
    blocked = next((c.name for c in checks if c.role == "refuse" and c.n), None)
    blocked = next((p.blocked for p in parts if p.blocked), None) or blocked
    money = {p.money_in for p in parts if p.money_in is not None}
    if blocked is None and len(money) > 1:
        blocked = "mixed_currency"
    missing = tuple(dict.fromkeys(t for p in parts for t in p.missing))
    return Answer(full, shown, past, {}, {}, None, None, blocked, checks, missing, parts)


def _mature_days(view: View) -> int | None:
    def days() -> int | None:
        found = view.engine.run(exp.select("days").from_("maturity"))["days"]
        return None if found.null_count() else int(found[0])

    found: int | None = view.facts.get("maturity", days)
    return found


def _currency(view: View, kpi: Kpi, found: dict[Key, Cell]) -> tuple[str | None, bool]:
    """The currency of the facts, and whether they are in others too."""
    if kpi.alike != "currency":
        return None, False
    used = _currencies(found)
    stated = view.settings["reporting_currency"]
    currency = stated or (next(iter(used)) if len(used) == 1 else None)
    return currency, bool(used - {currency})


def _currencies(found: dict[Key, Cell]) -> set[str]:
    # What an account pays in two currencies without a rate is in a currency called `EUR+JPY`.
    named = frozenset[str]().union(*(c.alike for c in found.values()))
    return {code for name in named for code in name.split("+")}


def _checks(view: View, q: Question) -> tuple[Counted, ...]:
    if not q.kpi.checks:
        return ()
    found: tuple[Counted, ...] = view.facts.get(
        ("checks", q.kpi.id, q.variant), lambda: _counted(view, q)
    )
    return found


def _counted(view: View, q: Question) -> tuple[Counted, ...]:
    of_variant = exp.or_(
        exp.Is(this=exp.column("variant"), expression=exp.null()),
        exp.column("variant").eq(literal(q.variant)),
    )
    query = exp.select("name", "role", "n").from_("kpi_checks")
    query = query.where(exp.column("kpi").eq(literal(q.kpi.id)), of_variant)
    found = [Counted(*row) for row in view.engine.run(query).rows()]
    # In the order in which the KPI declares them: the first that refuses is the reason.
    order = [check.name for check in q.kpi.checks]
    return tuple(sorted(found, key=lambda c: order.index(c.name)))
