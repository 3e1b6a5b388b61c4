"""explain(): how one number of a KPI was made, exactly as compare() gives it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare import Slice, View, compare
from icp_metrics.compare.answer import Answer, answer
from icp_metrics.compare.cells import GROUPS
from icp_metrics.compare.members import segment as segment_of
from icp_metrics.compare.question import question
from icp_metrics.compare.row import Group, Row
from icp_metrics.compare.rows import Figures, figures, rules_of
from icp_metrics.errors import SliceError, did_you_mean
from icp_metrics.explain.explanation import Explanation, Value
from icp_metrics.explain.gap import gap_of
from icp_metrics.explain.in_and_out import rows_in_and_out
from icp_metrics.explain.queries import queries
from icp_metrics.explain.used_settings import used_settings
from icp_metrics.explain.worked import worked
from icp_metrics.explain.worked.case import Case
from icp_metrics.explain.worked.quotient import quotient
from icp_metrics.explain.worked.worked import Worked
from icp_metrics.statistics.estimate import Rules


def explain(
    view: View, kpi: str, asked: Slice, group: str = "all", *, segment: str | None = None
) -> Explanation:
    """How the number of a group was made: of the whole, or where `asked` breaks down of `segment`.

    `segment` None of a break-down: those whose attribute is missing. One period is explained:
    `every` is passed over. Raises SliceError for what does not exist.
    """
    if group not in GROUPS:
        raise SliceError(f"There is no group '{group}'.{did_you_mean(group, GROUPS)}")
    asked = replace(asked, every=None)
    chosen = kpi_named(kpi)
    row = _row(compare(view, kpi, asked), asked, segment)
    found = answer(view, chosen, replace(asked, variant=row.variant))
    place = found.shown[0]
    rules = rules_of(view)
    made = figures(found, place, segment, rules)
    same = asked if asked.by is None else segment_of(view, kpi, asked, segment)
    one = question(view, chosen, replace(same, variant=row.variant))
    parts = tuple(
        explain(
            view, part, replace(asked, variant=_known(part, row.variant)), group, segment=segment
        )
        for part in row.kpi.parts
    )
    return Explanation(
        kpi=chosen.id,
        title=wording.title(row),
        question=chosen.question,
        definition=row.kpi.definition,
        variant=row.variant,
        variant_words=_words(row),
        unit=row.kpi.unit,
        currency=row.currency,
        group=group,
        by=row.by,
        segment=segment if row.by is not None else None,
        number=_value(row.groups[group]),
        period_starts=row.period.starts,
        period_ends=row.period.ends,
        period_complete=row.period.complete,
        window=row.kpi.window,
        horizon=row.horizon,
        filters=asked.where,
        profile=None if view.profile is None else view.profile.name,
        profile_version=view.profile_version,
        fit_as_of=one.fit_as_of,
        version=view.version.number,
        version_file=f"{view.version.name}.duckdb",
        data_through=_reached(view, row),
        settings_version=view.settings.version,
        settings=used_settings(view, one),
        rows=() if parts else rows_in_and_out(view, one, group),
        worked=_worked(found, made, (place, segment, group), rules),
        gap=None if row.kpi.better == "neither" else gap_of(view, row, made),
        queries=None if parts else queries(view, found.question, place, one, group),
        flags=tuple(wording.flag(name, row) for name in row.flags),
        left_out=tuple(wording.left_out(row)),
        sources=row.kpi.sources,
        parts=parts,
    )


def _row(rows: list[Row], asked: Slice, segment: str | None) -> Row:
    if asked.by is None:
        return rows[0]
    segments = {r.segment: r for r in rows[1:]}
    if segment not in segments:
        known = [s for s in segments if s is not None]
        if segment is None:
            raise SliceError(f"In this selection {asked.by} is known of all.")
        near = did_you_mean(segment, known)
        raise SliceError(f"No {asked.by} is '{segment}' in this selection.{near}")
    return segments[segment]


def _known(part: str, variant: str) -> str | None:
    """A way of counting is that of the part that knows it."""
    return variant if variant in KPIS[part].variants else None


def _words(row: Row) -> str:
    differs = row.kpi.differs
    return differs[row.variant].words if row.variant in differs else ""


def _value(group: Group) -> Value:
    e = group.estimate
    counts = (group.n, group.facts, group.judged_later, group.filled_later)
    return Value(e.value, e.low, e.high, *counts, e.status, e.reason)


def _reached(view: View, row: Row) -> dict[str, date]:
    reached = view.version.data_through
    tables = [*row.kpi.tables, *([row.kpi.instead] if row.kpi.instead else [])]
    return {t: reached[t] for t in dict.fromkeys([*tables, "accounts"]) if t in reached}


def _worked(
    found: Answer, made: Figures, key: tuple[int, str | None, str], rules: Rules
) -> Worked | None:
    place, segment, group = key
    if found.reason(place, segment) is not None:
        return None
    estimate, kpi = made.groups[group].estimate, found.question.kpi
    if found.parts:
        first, second = (
            (part.question.kpi, of.groups[group].estimate)
            for part, of in zip(found.parts, made.parts, strict=True)
        )
        return quotient(estimate, (first, second))
    return worked(Case(kpi, made.estimator, made.cells[group].sums, estimate, rules))
