"""compare(): the estimates of fit, not fit and unknown, their gap, and what may be said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from sqlglot import exp

from icp_metrics.catalog import KPIS
from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare import periods
from icp_metrics.compare.cells import GROUPS, Block, Cell, Key, cells, medians
from icp_metrics.compare.choices import check_filter
from icp_metrics.compare.dimensions import dimension
from icp_metrics.compare.periods import Period
from icp_metrics.compare.question import Question
from icp_metrics.compare.row import Change, Group, Row, number
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.verdict import more_needed, verdict
from icp_metrics.compare.view import View
from icp_metrics.engine.sql import literal
from icp_metrics.errors import SliceError, did_you_mean
from icp_metrics.kpis import Kpi
from icp_metrics.profile.fit import ALL, FIT, NOT_FIT
from icp_metrics.statistics.estimate import Difference, Estimate, Estimator, Rules, Sums
from icp_metrics.statistics.multiplicity import benjamini_hochberg
from icp_metrics.statistics.ratio import change_of


def compare(view: View, kpi: str, asked: Slice) -> list[Row]:
    """Answer a slice: per period, the total first, then the segments in the order of their labels.

    Raises SliceError for a KPI, variant, attribute or period that does not exist.
    """
    chosen = kpi_named(kpi)
    whole = question(view, chosen, replace(asked, by=None)).periods[0]
    asked = replace(asked, starts=whole.starts, ends=whole.ends)
    rows = _totals(view, chosen, replace(asked, by=None))
    others = [
        _totals(view, other, replace(asked, by=None, variant=None))
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
    return kpi.reach(view.version.data_through)


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
        data_through=data_through(view, kpi),
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
    checks: tuple[tuple[str, str, int], ...]
    """What publish counted beside the KPI: name, role, count."""


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
    # What an account pays in two currencies without a rate is in a currency called `EUR+JPY`.
    named = frozenset[str]().union(*(c.currencies for c in found.values()))
    used = {code for name in named for code in name.split("+")}
    stated = view.settings["reporting_currency"]
    currency = stated or (next(iter(used)) if len(used) == 1 else None)
    checks = _checks(view, kpi)
    refused = next((name for name, role, n in checks if role == "refuse" and n), None)
    blocked = None
    loaded = view.version.data_through
    if kpi.missing(loaded) and not (kpi.instead in loaded and found):
        blocked = "missing_table"
    elif refused is not None:
        blocked = refused
    elif used - {currency}:
        blocked = "mixed_currency"
    shown_in = currency if kpi.unit == "money" else None
    companions = {} if blocked else medians(view, full)
    return _Answer(full, found, companions, shown_in, blocked, tuple(sorted(used)), checks)


def _checks(view: View, kpi: Kpi) -> tuple[tuple[str, str, int], ...]:
    if not kpi.checks:
        return ()
    query = exp.select("name", "role", "n").from_("kpi_checks")
    rows = view.engine.run(query.where(exp.column("kpi").eq(literal(kpi.id)))).rows()
    return tuple((name, role, n) for name, role, n in rows)


def _totals(view: View, kpi: Kpi, asked: Slice) -> list[Row]:
    def rows() -> list[Row]:
        answer = _answer(view, kpi, asked)
        return [_row(view, answer, i, None) for i in range(1, len(answer.question.periods))]

    return view.totals.get((kpi.id, asked), rows)


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
    q = answer.question
    rules = rules_of(view)
    now, before = q.periods[i], q.periods[i - 1]
    found = _cells_of(answer, i, segment)
    estimator = _settled(answer, found, rules)
    groups = {g: _group(answer, c, estimator, rules) for g, c in found.items()}
    gap = _gap(estimator, groups, rules)
    change = None
    if now.complete:
        # A change is of one figure: the period before is followed as far as this one.
        past = _cells_of(answer, i - 1, segment)
        earlier = {g: _group(answer, c, estimator, rules) for g, c in past.items()}
        change = _change(estimator, before, groups, earlier, rules)
    return Row(
        kpi=q.kpi,
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
        extras=_extras(answer, i, segment, found, estimator, rules),
        flags=_flags(answer, now, found[ALL], groups),
        horizon=estimator.horizon,
    ).light()


def rules_of(view: View) -> Rules:
    """What estimates are judged by, as the settings have it."""
    least, careful = view.settings["min_n"]
    return Rules(
        view.settings["confidence"],
        least,
        careful,
        view.settings["cycle_horizon_days"],
        view.settings["horizon_months"],
    )


def _cells_of(answer: _Answer, i: int, segment: str | None) -> dict[str, Cell]:
    return {g: answer.found.get((i, segment, g)) or _empty(answer.question.kpi) for g in GROUPS}


def _empty(kpi: Kpi) -> Cell:
    none = Sums.none(len(kpi.estimator.columns), keyed=False)
    if kpi.estimator.keyed_by is None:
        return Cell(none.values, none.facts, 0)
    nothing = np.zeros(0, dtype=np.int64)
    return Cell(Block(nothing, nothing, none.values[:0]), none.facts, 0)


def _settled(answer: _Answer, found: dict[str, Cell], rules: Rules) -> Estimator:
    """The estimator with one horizon for the three groups of a row."""
    estimator = answer.question.kpi.estimator
    if answer.blocked or estimator.keyed_by is None:
        return estimator
    return estimator.settle([c.sums for g, c in found.items() if g != ALL], rules)


def _group(answer: _Answer, cell: Cell, estimator: Estimator, rules: Rules) -> Group:
    estimate = (
        Estimate.unknown(answer.blocked) if answer.blocked else estimator.estimate(cell.sums, rules)
    )
    return Group(estimate, cell.n, cell.facts, cell.judged_later, cell.filled_later)


def _gap(estimator: Estimator, groups: dict[str, Group], rules: Rules) -> Difference:
    fit, not_fit = groups[FIT].estimate, groups[NOT_FIT].estimate
    gap = estimator.difference(fit, not_fit, rules)
    if "insufficient" in (fit.status, not_fit.status):
        return replace(gap, p=None)
    return gap


def _change(
    estimator: Estimator,
    before: Period,
    now: dict[str, Group],
    earlier: dict[str, Group],
    rules: Rules,
) -> Change:
    fit, not_fit = (
        estimator.difference(now[g].estimate, earlier[g].estimate, rules) for g in (FIT, NOT_FIT)
    )
    gaps = (_gap(estimator, now, rules), _gap(estimator, earlier, rules))
    return Change(before, fit, not_fit, change_of(*gaps))


def _extras(
    answer: _Answer,
    i: int,
    segment: str | None,
    found: dict[str, Cell],
    estimator: Estimator,
    rules: Rules,
) -> dict[str, Any]:
    kpi = answer.question.kpi
    extras: dict[str, Any] = {
        name: {g: number(answer.companions.get(name, {}).get((i, segment, g))) for g in GROUPS}
        for name in kpi.companions
    }
    if not answer.blocked:
        for group, cell in found.items():
            for name, value in estimator.companions(cell.sums, rules).items():
                extras.setdefault(name, {})[group] = None if value is None else number(value)
    if answer.blocked == "mixed_currency":
        extras["currencies"] = list(answer.currencies)
    left_out = {name: n for name, role, n in answer.checks if role == "left_out" and n}
    if left_out and answer.question.by is None:
        extras["left_out"] = left_out
    for name in kpi.shares:
        extras[name] = {g: cell.shares.get(name) for g, cell in found.items()}
    return extras


def _flags(
    answer: _Answer, period: Period, cell: Cell, groups: dict[str, Group]
) -> tuple[str, ...]:
    kpi = answer.question.kpi
    said = [*kpi.flags, *(name for name, role, n in answer.checks if role == "flag" and n)]
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
