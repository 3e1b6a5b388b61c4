"""Tables of a page: the same words and figures as on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from icp_metrics import wording
from icp_metrics.compare import Row, periods
from icp_metrics.report.page.parts import Table
from icp_metrics.statistics.estimate import Difference
from icp_metrics.wording import breakdown as words

_SIDES = ("fit", "not_fit")


def lines(rows: Sequence[Row], caption: str) -> Table:
    """A line for each KPI: both groups, the difference, an answer, and how many are behind it."""
    heads = ["KPI", "In ICP", "Outside ICP", "Difference", "Likely range", "Answer", "Accounts"]
    return Table(caption, heads, [[wording.title(row), *_line(row)] for row in rows])


def every(rows: Sequence[Row], caption: str) -> Table:
    """The same with q and the difference at like mix."""
    heads = ["KPI", "In ICP", "Outside ICP", "Can't tell", "Difference", "Likely range"]
    heads += ["Answer", "q", "At like mix", "Accounts"]
    told = []
    for row in rows:
        fit, other, gap, around, answer, accounts = _line(row)
        q = "" if row.q is None or wording.comparison(row).value is None else f"{row.q:.3f}"
        figures = [fit, other, _figure(row, "unknown"), gap, around, answer, q, _like(row)]
        told.append([wording.title(row), *figures, accounts])
    return Table(caption, heads, told)


def groups(row: Row) -> Table:
    """Each group of one KPI."""
    unit, currency = row.kpi.unit, row.currency
    told = []
    for name, called in wording.GROUP_WORDS.items():
        group = row.groups[name]
        shown = wording.shown(group.estimate)
        around = wording.interval(group.estimate, unit, currency) if shown else ""
        told.append([called, _figure(row, name), around, wording.behind(group, row.kpi)])
    heads = ["Group", "Value", "Likely range", "Behind it"]
    return Table(f"{wording.title(row)} by group", heads, told)


def quarters(rows: Sequence[Row], fiscal_year_start: int) -> Table:
    """Both groups by quarter, the newest first."""
    told = []
    for row in reversed(rows):
        label = periods.label(row.period, fiscal_year_start)
        open_still = "" if row.period.complete else " (not complete)"
        told.append([f"{label}{open_still}", *(_side(row, name) for name in _SIDES)])
    heads = ["Quarter", "In ICP (likely)", "Outside ICP (likely)"]
    return Table(f"{wording.title(rows[-1])} by quarter", heads, told)


def segments(rows: Sequence[Row], by: str) -> Table:
    """The total and each segment: both groups, the difference, an answer."""
    total = rows[0]
    told = []
    for row in rows:
        name = words.line(row)
        only = "" if wording.same_horizon(row, total) else f" ({row.horizon} months only)"
        told.append([f"{name}{only}", *_line(row)])
    heads = [by, "In ICP", "Outside ICP", "Difference", "Likely range", "Answer", "Accounts"]
    return Table(f"{wording.title(total)} by {wording.inline(by)}", heads, told)


def focus(rows: Sequence[Row]) -> Table:
    """The share of the ICP in each thing, and how much of it cannot be told."""
    told = []
    for row in rows:
        share, missing = (row.groups[g].estimate for g in ("fit", "unknown"))
        change = None if row.change is None else row.change.fit.value
        told.append(
            [
                row.kpi.differs[row.variant].words,
                wording.value(share.value, "share"),
                wording.interval(share, "share"),
                "" if change is None else wording.difference(change, "share"),
                wording.value(missing.value, "share"),
            ]
        )
    heads = ["Of all", "In ICP", "Likely range", "Since the period before", "Can't tell"]
    return Table("How much is in ICP", heads, told)


def pairs(caption: str, heads: Sequence[str], told: Sequence[tuple[str, str]]) -> Table:
    """A table of labels and what is said of each."""
    return Table(caption, heads, told)


def _line(row: Row) -> list[str]:
    """In ICP, outside, the difference, its range, the answer, accounts of both."""
    unit, currency = row.kpi.unit, row.currency
    blocked = wording.blocked(row)
    if blocked:
        return ["–", "–", "–", "", blocked, ""]
    gap = wording.comparison(row) if row.kpi.better != "neither" else Difference()
    return [
        *(_figure(row, name) for name in _SIDES),
        wording.difference(gap.value, unit, currency),
        wording.interval(gap, unit, currency, signed=True),
        wording.answer(row),
        " v ".join(wording.digits(row.groups[name].n) for name in _SIDES),
    ]


def _figure(row: Row, name: str) -> str:
    return "–" if wording.blocked(row) else wording.figure(row, name)


def _side(row: Row, name: str) -> str:
    group = row.groups[name]
    if early := wording.too_early(group):
        return early
    e = group.estimate
    said = wording.value(e.value, row.kpi.unit, row.currency)
    around = wording.interval(e, row.kpi.unit, row.currency)
    return f"{said} ({around})" if around else said


def _like(row: Row) -> str:
    if row.adjusted is None or wording.comparison(row).value is None:
        return ""
    return wording.difference(row.adjusted.gap.value, row.kpi.unit, row.currency)
