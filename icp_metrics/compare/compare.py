"""compare(): the estimates of fit, not fit and unknown, their gap, and what may be said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from icp_metrics.catalog import KPIS
from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare import periods
from icp_metrics.compare.ask import Question
from icp_metrics.compare.cells import ALL, GROUPS, Cell, Key, cells, medians
from icp_metrics.compare.choices import check_filter
from icp_metrics.compare.dimensions import dimension
from icp_metrics.compare.periods import Period
from icp_metrics.compare.row import Change, Group, Row, number
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.verdict import more_needed, verdict
from icp_metrics.compare.view import View
from icp_metrics.errors import SliceError, did_you_mean
from icp_metrics.kpis import Kpi
from icp_metrics.profile.fit import FIT, NOT_FIT
from icp_metrics.statistics.estimate import Difference, Estimate, Rules, Sums
from icp_metrics.statistics.multiplicity import benjamini_hochberg
from icp_metrics.statistics.ratio import change_of


def compare(view: View, kpi: str, asked: Slice) -> list[Row]:
    """Answer a slice: per period, the total first, then the segments in the order of their labels.

    Raises SliceError for a KPI, variant, attribute or period that does not exist.
    """
    chosen = kpi_named(kpi)
    whole = question(view, chosen, replace(asked, by=None)).periods[0]
    asked = replace(asked, starts=whole.starts, ends=whole.ends)
    rows = _rows(view, chosen, replace(asked, by=None))
    others = [
        _rows(view, other, replace(asked, by=None, variant=None))
        for other in _family(chosen)
        if not _own_filters(asked)
    ]
    totals = [_with_q([row, *(o[i] for o in others)], view)[0] for i, row in enumerate(rows)]
    if asked.by is None:
        return totals
    answered = []
    for total, segments in zip(totals, _segments(view, chosen, asked), strict=True):
        answered += [total, *_with_q(segments, view)]
    return answered


def default_period(view: View, kpi: Kpi) -> Period:
    """The last four complete quarters that the KPI's tables reach."""
    return periods.last_four_quarters(data_through(view, kpi), view.settings["fiscal_year_start"])


def data_through(view: View, kpi: Kpi) -> date:
    """The last day that all tables of the KPI reach, as far as they were loaded."""
    reached = view.version.data_through
    loaded = [reached[t] for t in kpi.tables if t in reached]
    return min(loaded or reached.values())


def question(view: View, kpi: Kpi, asked: Slice) -> Question:
    """The slice with its names resolved, for the one period it covers."""
    variant = asked.variant or kpi.default_variant
    if variant not in kpi.variants:
        raise SliceError(
            f"{kpi.title} has no variant '{variant}'.{did_you_mean(variant, kpi.variants)}"
        )
    whole = default_period(view, kpi)
    starts, ends = asked.starts or whole.starts, asked.ends or whole.ends
    if starts >= ends:
        raise SliceError(f"The period starts {starts} and ends {ends}: nothing lies between.")
    where = tuple((dimension(view, kpi, name), values) for name, values in asked.where)
    for of, values in where:
        check_filter(view, of, values)
    return Question(
        kpi=kpi,
        variant=variant,
        periods=(periods.period(starts, ends, data_through(view, kpi)),),
        by=None if asked.by is None else dimension(view, kpi, asked.by),
        where=where,
        fit_as_of=asked.fit_as_of,
    )


def _family(kpi: Kpi) -> list[Kpi]:
    """The other KPIs whose totals are judged together with this one's."""
    return [k for k in KPIS.values() if k.headline == kpi.headline and k is not kpi]


def _own_filters(asked: Slice) -> bool:
    """Whether a filter is on the KPI's own table, which others of its family may not have."""
    return any("." in name for name, _ in asked.where)


@dataclass(frozen=True, eq=False)
class _Answer:
    """The cells of a question whose periods are [before, first, second, ...]."""

    question: Question
    found: dict[Key, Cell]
    companions: dict[str, dict[Key, float | None]]
    currency: str | None
    blocked: str | None
    """Why no group can be estimated, if so: a reason code."""
    currencies: tuple[str, ...]


def _answer(view: View, kpi: Kpi, asked: Slice) -> _Answer:
    one = question(view, kpi, asked)
    shown: Sequence[Period] = one.periods
    if asked.every is not None:
        shown = periods.split(
            one.periods[0],
            asked.every,
            data_through(view, kpi),
            view.settings["fiscal_year_start"],
        )
    full = replace(one, periods=(periods.before(shown[0]), *shown))
    found = cells(view, full)
    used = frozenset[str]().union(*(c.currencies for c in found.values()))
    stated = view.settings["reporting_currency"]
    currency = stated or (next(iter(used)) if len(used) == 1 else None)
    blocked = None
    if any(t not in view.version.data_through for t in kpi.tables):
        blocked = "missing_table"
    elif used - {currency}:
        blocked = "mixed_currency"
    shown_in = currency if kpi.unit == "money" else None
    companions = {} if blocked else medians(view, full)
    return _Answer(full, found, companions, shown_in, blocked, tuple(sorted(used)))


def _rows(view: View, kpi: Kpi, asked: Slice) -> list[Row]:
    answer = _answer(view, kpi, asked)
    return [_row(view, answer, i, None) for i in range(1, len(answer.question.periods))]


def _segments(view: View, kpi: Kpi, asked: Slice) -> list[list[Row]]:
    answer = _answer(view, kpi, asked)
    assert answer.question.by is not None
    order = list(answer.question.by.labels())
    answered = []
    for i in range(1, len(answer.question.periods)):
        labels = {s for period, s, _ in answer.found if period == i}
        ranked = sorted(
            labels,
            key=lambda s: (s is None, order.index(s) if s in order else 0, s or ""),
        )
        answered.append([_row(view, answer, i, s) for s in ranked])
    return answered


def _row(view: View, answer: _Answer, i: int, segment: str | None) -> Row:
    q, kpi = answer.question, answer.question.kpi
    rules = _rules(view)
    now, before = q.periods[i], q.periods[i - 1]
    groups = {g: _group(answer, (i, segment, g), rules) for g in GROUPS}
    gap = _gap(kpi, groups, rules)
    change = None
    if now.complete:
        earlier = {g: _group(answer, (i - 1, segment, g), rules) for g in GROUPS}
        change = _change(kpi, before, groups, earlier, rules)
    cell = answer.found.get((i, segment, ALL), _empty(kpi))
    return Row(
        kpi=kpi,
        variant=q.variant,
        currency=answer.currency,
        period=now,
        by=None if q.by is None else q.by.name,
        segment=segment,
        groups=groups,
        gap=gap,
        q=None,
        change=change,
        verdict="too_little_data",
        extras=_extras(answer, i, segment),
        flags=_flags(kpi, now, cell, groups),
    )


def _rules(view: View) -> Rules:
    least, careful = view.settings["min_n"]
    return Rules(view.settings["confidence"], least, careful)


def _empty(kpi: Kpi) -> Cell:
    return Cell(Sums.none(len(kpi.estimator.columns)))


def _group(answer: _Answer, key: Key, rules: Rules) -> Group:
    kpi = answer.question.kpi
    cell = answer.found.get(key, _empty(kpi))
    estimate = (
        Estimate.unknown(answer.blocked)
        if answer.blocked
        else kpi.estimator.estimate(cell.sums, rules)
    )
    return Group(estimate, cell.sums.n, cell.facts, cell.judged_later, cell.filled_later)


def _gap(kpi: Kpi, groups: dict[str, Group], rules: Rules) -> Difference:
    fit, not_fit = groups[FIT].estimate, groups[NOT_FIT].estimate
    gap = kpi.estimator.difference(fit, not_fit, rules)
    if "insufficient" in (fit.status, not_fit.status):
        return replace(gap, p=None)
    return gap


def _change(
    kpi: Kpi, before: Period, now: dict[str, Group], earlier: dict[str, Group], rules: Rules
) -> Change:
    fit, not_fit = (
        kpi.estimator.difference(now[g].estimate, earlier[g].estimate, rules)
        for g in (FIT, NOT_FIT)
    )
    return Change(before, fit, not_fit, change_of(_gap(kpi, now, rules), _gap(kpi, earlier, rules)))


def _extras(answer: _Answer, i: int, segment: str | None) -> dict[str, Any]:
    extras: dict[str, Any] = {
        name: {g: number(answer.companions.get(name, {}).get((i, segment, g))) for g in GROUPS}
        for name in answer.question.kpi.companions
    }
    if answer.blocked == "mixed_currency":
        extras["currencies"] = list(answer.currencies)
    for name in answer.question.kpi.shares:
        extras[name] = {
            g: cell.shares[name] if (cell := answer.found.get((i, segment, g))) else None
            for g in GROUPS
        }
    return extras


def _flags(kpi: Kpi, period: Period, cell: Cell, groups: dict[str, Group]) -> tuple[str, ...]:
    said = list(kpi.flags)
    if not period.complete:
        said.append("incomplete_period")
    if any(groups[g].estimate.reason == "concentration" for g in (FIT, NOT_FIT)):
        said.append("concentration")
    if 2 * cell.judged_later > cell.facts:
        said.append("judged_later")
    said += [n.removesuffix("_share") for n in kpi.shares if cell.shares.get(n, 0) > 0]
    return tuple(said)


def smallest_gap(view: View, row: Row) -> float:
    """The smallest difference that matters, in the units of the gap."""
    stated = float(view.settings["smallest_gap"].get(row.kpi.id, row.kpi.smallest_gap))
    if not row.kpi.relative:
        return stated
    return stated * abs(row.groups[NOT_FIT].estimate.value or 0.0)


def _with_q(family: Sequence[Row], view: View) -> list[Row]:
    """A family with its q values and verdicts. An insufficient comparison is not in it."""
    confidence = view.settings["confidence"]
    decided = []
    for row, q in zip(family, benjamini_hochberg([r.gap.p for r in family]), strict=True):
        sides = (row.groups[FIT], row.groups[NOT_FIT])
        smallest = smallest_gap(view, row)
        word = verdict(
            row.gap,
            q,
            (sides[0].estimate, sides[1].estimate),
            smallest=smallest,
            better=row.kpi.better,
            confidence=confidence,
        )
        needed = None
        if word in ("too_little_data", "no_clear_difference"):
            needed = more_needed(row.gap, sides[0].n + sides[1].n, smallest)
        extras = {**row.extras, "more_needed": needed}
        decided.append(replace(row, q=q, verdict=word, extras=extras))
    return decided
