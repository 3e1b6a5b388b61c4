"""collect(): ask for everything a report holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare import Row, Slice, View, periods
from icp_metrics.compare.breakdown import Breakdown
from icp_metrics.compare.dimensions import dimension
from icp_metrics.compare.headline import headline
from icp_metrics.compare.question import data_through
from icp_metrics.errors import SliceError
from icp_metrics.kpis import Kpi
from icp_metrics.report.about import about
from icp_metrics.report.report import Answers, Report, Section

Progress = Callable[[float, str], None]
"""Told, before each step, how much is done (0 to 1) and what comes now."""

_ASKS = "Is our ICP working?"
_QUARTERS = 8
_FOCUS = "icp_share"
_WORTH = "win_yield"


def _quiet(_: float, __: str) -> None:
    return None


def collect(
    view: View,
    asked: Slice,
    *,
    kpis: Sequence[str] = (),
    answers: Answers | None = None,
    progress: Progress = _quiet,
    made_on: date | None = None,
) -> Report:
    """The report on some KPIs, or without any named on the ICP as a whole.

    `asked.by` is what each KPI is broken down by; `asked.variant` is of a single KPI. A KPI that
    does not know a filter is left out, and why. Raises SliceError if none is left, for a KPI that
    does not exist, and for a break-down that none of them knows.
    """
    answers = answers or Answers.of(view)
    names = list(kpis) or [k.id for k in KPIS.values() if k.headline]
    every = list(kpis) or list(KPIS)
    for name in names:
        kpi_named(name)
    total = replace(asked, by=None, every=None, variant=asked.variant if len(kpis) == 1 else None)
    steps = _Steps(progress, len(every) + len(names) + (0 if kpis else 3))
    rows: dict[str, Row] = {}
    left_out: list[tuple[str, str]] = []
    for name in every:
        steps.next(KPIS[name].title)
        try:
            rows[name] = answers.rows(name, total)[0]
        except SliceError as error:
            left_out.append((KPIS[name].title, error.message))
    lines = [rows[name] for name in names if name in rows]
    if not lines:
        raise SliceError(left_out[0][1])
    _check_break_down(view, asked.by, lines)
    sections = []
    for row in lines:
        steps.next(f"{row.kpi.title} at length")
        sections.append(_section(view, answers, replace(total, by=asked.by), row))
    asks, answer = _answer(lines, whole=not kpis)
    report = Report(
        asks=asks,
        answer=answer,
        lines=tuple(lines),
        every=tuple(rows.values()),
        sections=tuple(sections),
        left_out=tuple(left_out),
        fiscal_year_start=view.settings["fiscal_year_start"],
        about=about(view, asked, rows=rows.values(), made_on=made_on or date.today()),
    )
    if not kpis:
        report = _of_the_whole(report, answers, total, steps)
    progress(1.0, "Done")
    return report


def usual_break_down(view: View) -> str | None:
    """What KPIs are broken down by where nobody says: the region, where there is one."""
    return "region" if "region" in view.account_attributes else None


def _check_break_down(view: View, by: str | None, lines: Sequence[Row]) -> None:
    """Raise SliceError for something that none of the KPIs can be broken down by."""
    errors = []
    for row in lines if by is not None else ():
        try:
            dimension(view, row.kpi, by or "")
        except SliceError as error:
            errors.append(error)
    if by is not None and len(errors) == len(lines):
        raise errors[0]


def _answer(lines: Sequence[Row], *, whole: bool) -> tuple[str, str]:
    """What is asked, and the answer."""
    if whole:
        return _ASKS, headline(lines).sentence
    if len(lines) == 1:
        return lines[0].kpi.question, wording.sentence(lines[0])
    return "How do ICP accounts do?", ", ".join(wording.title(row) for row in lines)


def _of_the_whole(report: Report, answers: Answers, total: Slice, steps: _Steps) -> Report:
    """With what a report on the ICP as a whole has besides."""
    steps.next("Focus")
    found = [_total(answers, _FOCUS, replace(total, variant=v)) for v in KPIS[_FOCUS].variants]
    focus = [r for r in found if r is not None and wording.shown(r.groups["fit"].estimate)]
    worth = next((r for r in report.every if r.kpi.id == _WORTH), None)
    if worth is not None and wording.comparison(worth).value is None:
        worth = None
    steps.next("Where it is not working")
    worse = tuple(answers.worse(total))
    steps.next("What is missing")
    return replace(
        report, focus=tuple(focus), worth=worth, worse=worse, blanks=tuple(answers.blanks())
    )


def _total(answers: Answers, kpi: str, asked: Slice) -> Row | None:
    try:
        return answers.rows(kpi, asked)[0]
    except SliceError:
        return None


def _section(view: View, answers: Answers, asked: Slice, row: Row) -> Section:
    if wording.blocked(row):
        return Section(row)
    name, kpi, total = row.kpi.id, row.kpi, replace(asked, by=None)
    broken: Breakdown | None = None
    segments: list[Row] = []
    if asked.by is not None:
        # It may not know what the others are broken down by.
        with suppress(SliceError):
            broken = answers.breakdown(name, asked)
            folded = bool(broken.folded)
            segments = answers.rows(name, asked) if folded else [broken.total, *broken.segments]
    quarters: list[Row] = []
    if kpi.window != "now":
        found = answers.rows(name, _quarters(view, total, kpi))
        quarters = [r for r in found if wording.same_horizon(r, row)]
        first = next((i for i, r in enumerate(quarters) if r.groups["all"].facts), len(quarters))
        quarters = quarters[first:]
    curve: pl.DataFrame | None = None
    with suppress(SliceError):  # of most KPIs there is none
        curve = answers.curves(name, total)
    return Section(row, tuple(quarters), broken, tuple(segments), curve)


def _quarters(view: View, asked: Slice, kpi: Kpi) -> Slice:
    """The last two years of quarters, the one that the data ends in among them."""
    through = data_through(view, kpi)
    newest = periods.start_of(through, "quarter", view.settings["fiscal_year_start"])
    return replace(
        asked,
        starts=periods.add_months(newest, 3 - 3 * _QUARTERS),
        ends=periods.add_months(newest, 3),
        every="quarter",
        adjust=False,
    )


@dataclass
class _Steps:
    """Counts steps, and tells of each."""

    progress: Progress
    count: int
    done: int = 0

    def next(self, words: str) -> None:
        self.progress(self.done / self.count, words)
        self.done += 1
