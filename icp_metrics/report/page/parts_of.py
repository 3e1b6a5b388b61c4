"""The parts of a report's page, from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence

from icp_metrics import wording
from icp_metrics.charts.coverage import coverage
from icp_metrics.charts.curve import AXES, curve
from icp_metrics.charts.forest import forest
from icp_metrics.charts.groups import groups
from icp_metrics.charts.look import LIGHT, Figure
from icp_metrics.charts.mix import mix
from icp_metrics.charts.standalone import drawn
from icp_metrics.charts.trend import trend
from icp_metrics.compare import Row
from icp_metrics.report.about import NOT_A_CAUSE, About
from icp_metrics.report.page import tables
from icp_metrics.report.page.parts import Chart, Part
from icp_metrics.report.report import Report, Section
from icp_metrics.report.unseen import unmarked
from icp_metrics.wording import breakdown as words

_GAP = (
    "In ICP minus outside, with its likely range; at the side the accounts in ICP v outside. "
    "Filled: decided."
)
_STATE = "It says how things are: no group does better."
_NOT_WORSE = "No region, size or industry in which a headline figure is surely worse in ICP."


def parts(report: Report) -> list[Part]:
    """What the page says, heading by heading."""
    whole = len(report.lines) > 1
    return [
        *([_summary(report)] if whole else []),
        *(_section(s, report, new_page=whole) for s in report.sections),
        *(_every(report) if report.every != report.lines else []),
        _about(report.about),
    ]


def _summary(report: Report) -> Part:
    said = [] if report.worth is None else [f"Worth: {wording.hundred(report.worth)}"]
    held = [Part("Focus", ["How much of each is in ICP."], table=tables.focus(report.focus))]
    judged = _judged(report.lines[0])
    return Part(
        "In short",
        said,
        table=tables.lines(report.lines, "The figures that the answer rests on"),
        notes=[f"{title}: {why}" for title, why in report.left_out],
        parts=[
            *(held if report.focus else []),
            _exceptions(report),
            *([judged] if judged else []),
        ],
    )


def _judged(row: Row) -> Part | None:
    """How much of the facts can be judged at all."""
    told = row.groups["fit"].facts + row.groups["not_fit"].facts
    total = row.groups["all"].facts
    if not total:
        return None
    said = (
        f"For {wording.digits(told)} of {wording.counted(total, row.kpi.fact_noun)} "
        f"({wording.percent(told / total, 0)}) it can be told whether the account fits; the others "
        "lack data and are never counted as outside."
    )
    return Part("How much can be judged", [said], _chart(coverage(row, LIGHT), said))


def _section(section: Section, report: Report, *, new_page: bool) -> Part:
    row = section.row
    title = wording.title(row)
    if blocked := wording.blocked(row):
        return Part(title, [blocked])
    return Part(
        title,
        [row.kpi.question, wording.sentence(row), f"{wording.when(row)}."],
        _chart(groups(row, LIGHT), wording.sentence(row)),
        tables.groups(row),
        _notes(row),
        [
            *_curve(section),
            *_quarters(section, report.fiscal_year_start),
            *_segments(section),
        ],
        new_page=new_page,
    )


def _notes(row: Row) -> list[str]:
    """All that is said beneath the figures."""
    said = [wording.target(row), wording.like(row), *wording.bases(row), *wording.beneath(row)]
    flags = [unmarked(wording.flag(name, row)) for name in row.flags]
    return [s for s in (*said, *flags, *wording.left_out(row)) if s]


def _curve(section: Section) -> list[Part]:
    row, points = section.row, section.curve
    if points is None or points["value"].drop_nulls().is_empty():
        return []
    axes = AXES[type(row.kpi.estimator)]
    said = (
        f"Shaded: the likely range. Beneath: how many are {axes.at_risk.lower()} at that age; "
        "where fewer than the smallest number are, a line ends."
    )
    alt = f"{axes.value}, by {axes.unit[:-1]}. {wording.sentence(row)}"
    heading = f"{axes.unit[:-1].capitalize()} by {axes.unit[:-1]}"
    return [Part(heading, (), _chart(curve(row, points, LIGHT), alt), notes=[said])]


def _quarters(section: Section, fiscal_year_start: int) -> list[Part]:
    rows = section.quarters
    if not any(wording.shown(r.groups[g].estimate) for r in rows for g in ("fit", "not_fit")):
        return []
    alt = f"{wording.title(rows[-1])} in ICP and outside by quarter, with likely ranges."
    chart = _chart(trend(rows, LIGHT, fiscal_year_start), alt)
    notes = ["Hollow: the data ends before the period does. No mark: too early to say."]
    table = tables.quarters(rows, fiscal_year_start)
    return [Part("By quarter", (), chart, table, notes)]


def _segments(section: Section) -> list[Part]:
    found = section.broken
    if found is None or not any(r.groups["all"].n for r in found.segments):
        return []
    total, rows = found.total, found.segments
    by = wording.attribute(found.asked.by or "")
    state = total.kpi.better == "neither" and "projection" not in total.flags
    chart = mix(rows, LIGHT) if state else forest(total, rows, LIGHT)
    alt = words.takeaway(found, found.asked.by or "", state=state)
    notes = [_STATE if state else _GAP]
    if found.folded:
        notes.append(f"{words.folded(len(found.folded))}; the workbook has each of them.")
    table = tables.segments([total, *rows], by)
    return [Part(f"By {wording.inline(by)}", (), _chart(chart, alt), table, notes)]


def _exceptions(report: Report) -> Part:
    said = [wording.worse_in(row) for row in report.worse] or [_NOT_WORSE]
    lack = wording.lacking(report.blanks)
    return Part("Not working", notes=[*said, *([lack] if lack else [])])


def _every(report: Report) -> list[Part]:
    said = "q: p after the comparisons beside it. At like mix: the difference at like kinds of"
    table = tables.every(report.every, "Every KPI")
    return [Part("All KPIs", (), table=table, notes=[f"{said} accounts."], new_page=True)]


def _about(about: About) -> Part:
    through = [(name, wording.day(day)) for name, day in about.through]
    blocks = [
        ("Filters, dates and versions", ("What", "Said"), about.selected),
        ("Which dates", ("KPI", "Dates"), about.dates),
        ("ICP definition", ("How", "Criterion"), [(a, b) for a, b in about.criteria]),
        ("Data through", ("Table", "Last day"), through),
        ("Settings", ("Setting", "Value"), about.settings),
    ]
    held = [Part(head, table=tables.pairs(head, of, told)) for head, of, told in blocks if told]
    meant = [(d.title, f"{d.question} {d.definition}") for d in about.definitions]
    held.append(Part("Definitions", table=tables.pairs("Definitions", ("KPI", "Meaning"), meant)))
    return Part("About this report", [NOT_A_CAUSE], parts=held, new_page=True)


def _chart(figure: Figure, alt: str) -> Chart:
    return Chart(alt, drawn(figure))


def headline_facts(about: About) -> Sequence[tuple[str, str]]:
    """What stands at the top of the page: enough to know what one looks at."""
    told = ("Filters", "ICP definition", "Fit judged", "Data", "Data through", "Settings", "Made")
    return [(label, about.says(label)) for label in told]
