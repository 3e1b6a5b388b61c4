"""Sheets of answers: a row each, with every number of it that may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from icp_metrics import wording
from icp_metrics.compare import Row
from icp_metrics.explain.workbook.cells import Book, Number
from icp_metrics.kpis import Unit
from icp_metrics.report import figures
from icp_metrics.report.figures import Cell
from icp_metrics.report.unseen import unmarked
from icp_metrics.statistics.estimate import Difference
from icp_metrics.wording import breakdown as words

Line = list[Cell | int | date]

_UNITS: dict[Unit, str] = {
    "share": "share, differences in percentage points",
    "points": "points",
    "days": "days",
    "months": "months",
    "ratio": "ratio",
    "count": "count",
}
_GROUPS = ("fit", "not_fit", "unknown", "all")
_GAP = (
    "Difference",
    "Difference: likely from",
    "Difference: likely to",
    "Times",
    "Times: likely from",
    "Times: likely to",
    "q",
    "Answer",
    "At like mix",
    "At like mix: likely from",
    "At like mix: likely to",
    "Adjusted for",
)
_CHANGE = (
    "Change in ICP",
    "Change outside ICP",
    "Change of the difference",
    "Change of the difference: likely from",
    "Change of the difference: likely to",
    "Compared: first day",
    "Compared: last day",
)


def write_rows(book: Book, name: str, rows: Sequence[Row], *, by: str = "") -> None:
    """Write a sheet with a line for each answer. `by`: what they are segments of, in words."""
    heads = heading(by)
    sheet = book.sheet(name, *(_width(h) for h in heads))
    sheet.row(*heads, look=book.head)
    sheet.freeze(columns=2 if by else 1)
    for row in rows:
        sheet.row(*line(row, by=by))
    sheet.printed_wide()


def heading(by: str = "") -> list[str]:
    """The heads of the columns that `line` fills."""
    heads = ["KPI", *([by] if by else []), "Counted as", "Unit"]
    heads += ["First day", "Last day", "Complete"]
    for group in _GROUPS:
        words = wording.GROUP_WORDS[group]
        heads += [words, f"{words}: likely from", f"{words}: likely to"]
        heads += [f"{words}: accounts", f"{words}: rows"]
    return [*heads, *_GAP, *_CHANGE, "Target in ICP", "To be known"]


def line(row: Row, *, by: str = "") -> Line:
    """The cells of an answer. What is too early, or not there, says so where its number would be;
    shares are fractions, their differences percentage points."""
    unit, currency = row.kpi.unit, row.currency
    cells: Line = [wording.title(row)]
    if by:
        cells.append(_segment(row, by))
    cells += [row.kpi.differs[row.variant].words if row.variant in row.kpi.differs else None]
    cells += [_UNITS.get(unit) or (currency or "money"), *_days(row)]
    for name in _GROUPS:
        group = row.groups[name]
        early = wording.too_early(group)
        counts: Line = [group.n, None if row.kpi.parts else group.facts]
        cells += [early, None, None] if early else _known(row, name)
        cells += counts
    cells += _gap(row)
    cells += _change(row)
    target = row.extras.get("target")
    cells.append(None if target is None else figures.figure(target["value"], unit, currency))
    blocked = wording.blocked(row)
    flags = [] if blocked else [unmarked(wording.flag(name, row)) for name in row.flags]
    cells.append(" ".join([blocked, *flags, *wording.left_out(row)]).strip() or None)
    return cells


def frame(rows: Sequence[Row], *, by: str = "") -> pl.DataFrame:
    """The same as a table of plain numbers; what is too early is blank."""
    heads = heading(by)
    columns = zip(heads, *(line(row, by=by) for row in rows), strict=True)
    return pl.DataFrame({head: _plain(head, cells) for head, *cells in columns})


def _plain(head: str, cells: Sequence[Cell | int | date]) -> pl.Series:
    values = [c.value if isinstance(c, Number) else c for c in cells]
    if any(isinstance(c, Number) for c in cells):
        known = [v if isinstance(v, float | int) else None for v in values]
        return pl.Series(head, known, pl.Float64)
    if any(isinstance(c, date) for c in cells):
        return pl.Series(head, [v if isinstance(v, date) else None for v in values], pl.Date)
    return pl.Series(head, values)


def _segment(row: Row, by: str) -> str:
    """What a line is called; of segments of several attributes with the attribute."""
    label = words.line(row)
    if row.by is None or wording.attribute(row.by) == by:
        return label
    return f"{wording.attribute(row.by)}: {label}"


def _days(row: Row) -> Line:
    if row.kpi.window == "now":
        return ["as at the end of the data", None, None]
    last = row.period.ends.toordinal() - 1
    return [row.period.starts, date.fromordinal(last), "yes" if row.period.complete else "no"]


def _known(row: Row, name: str) -> list[Cell]:
    return figures.interval(row.groups[name].estimate, row.kpi.unit, row.currency)


def _gap(row: Row) -> Line:
    judged = row.kpi.better != "neither"
    gap = wording.comparison(row) if judged else Difference()
    unit, currency = row.kpi.unit, row.currency
    ratio = (gap.ratio, gap.ratio_low, gap.ratio_high) if unit != "share" else (None, None, None)
    cells: Line = [*figures.interval(gap, unit, currency)]
    cells += [None if r is None else Number(r, figures.TIMES) for r in ratio]
    cells.append(None if row.q is None or gap.value is None else Number(row.q, figures.Q))
    cells.append(wording.answer(row))
    like = row.adjusted
    if like is None or gap.value is None:
        return [*cells, None, None, None, None]
    return [*cells, *figures.interval(like.gap, unit, currency), wording.mix(like.by)]


def _change(row: Row) -> Line:
    change = row.change
    if change is None or change.gap.value is None or wording.comparison(row).value is None:
        return [None] * len(_CHANGE)
    unit, currency = row.kpi.unit, row.currency
    sides = [figures.difference(d.value, unit, currency) for d in (change.fit, change.not_fit)]
    last = date.fromordinal(change.before.ends.toordinal() - 1)
    return [*sides, *figures.interval(change.gap, unit, currency), change.before.starts, last]


def _width(head: str) -> int:
    wide = {"KPI": 26, "Counted as": 22, "Answer": 30, "To be known": 80, "Adjusted for": 18}
    return wide.get(head, 13)
