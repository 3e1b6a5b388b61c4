"""Tables: rows of answers and of facts, as people read them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.compare.cross import Cross
from icp_metrics.compare.listing import outcomes
from icp_metrics.compare.row import Row
from icp_metrics.compare.windows import ENTRY, EXIT, LEFT_BY
from icp_metrics.extracts.repeats import comparable
from icp_metrics.kpis import Kpi
from icp_metrics.report import sheets
from icp_metrics.ui import selected
from icp_metrics.wording.breakdown import PART
from icp_metrics.wording.glossary import meaning


def show(frame: pl.DataFrame, *, alt: str, **options: Any) -> None:
    """Draw a table; a blank cell stays blank. `alt` is what it holds, for a screen reader.

    `options`: those of Streamlit, for height, selection and the like.
    """
    st.dataframe(
        frame, hide_index=True, column_config=columns(frame), placeholder="", alt=alt, **options
    )


def segments(rows: Sequence[Row], *, on_row: Callable[[], None] | None = None) -> None:
    """One line per segment, the total first; of a break-down with the part of each.

    `on_row`: runs when a row is clicked; the selection is under the key `segments`.
    """
    parts = any(row.extras.get("part") is not None for row in rows)
    lines = [{"Segment": wording.line(row), **_segment(row, rows[0], parts=parts)} for row in rows]
    show(
        pl.DataFrame(lines),
        alt="The segments with both groups, the difference and its likely range.",
        key="segments",
        on_select=on_row or "ignore",
        selection_mode="single-row",
    )
    if parts:
        st.caption(PART)
    kpi, by = rows[0].kpi, next((wording.attribute(r.by) for r in rows if r.by is not None), "")
    download(partial(sheets.frame, rows, by=by), f"{kpi.id} by {by}", kpi)


def crossed(found: Cross) -> None:
    """One line per pair of values, the most accounts first."""
    rows = sorted(found.cells.items(), key=lambda c: -c[1].groups["all"].n)
    axes = (found.first, found.second)
    lines = [
        {
            **{
                wording.attribute(a.name): wording.cell(a, v)
                for a, v in zip(axes, pair, strict=True)
            },
            **_segment(row, found.total),
        }
        for pair, row in rows
    ]
    show(
        pl.DataFrame(lines),
        alt="Each pair of values with both groups, the difference and its likely range.",
    )


def _segment(row: Row, total: Row, *, parts: bool = False) -> dict[str, str | int]:
    unit, currency = row.kpi.unit, row.currency
    line: dict[str, str | int] = {}
    for name in ("fit", "not_fit", "unknown"):
        group = row.groups[name]
        said = wording.too_early(group) or wording.value(group.estimate.value, unit, currency)
        line[wording.GROUP_WORDS[name]] = said
        of_parts = bool(row.kpi.parts)
        noun, count = ("accounts", group.n) if of_parts else (row.kpi.fact_noun, group.facts)
        line[f"{wording.GROUP_WORDS[name]}: {noun}"] = count
    gap = wording.comparison(row)
    line["Difference"] = wording.difference(gap.value, unit, currency)
    line["Likely range"] = wording.interval(gap, unit, currency, signed=True)
    if parts:
        line |= {"Part": wording.part(row), "Without it": wording.without(row)}
    only = "" if wording.same_horizon(row, total) else f" ({row.horizon} months only)"
    line["Answer"] = f"{wording.answer(row)}{only}"
    return line


def facts(frame: pl.DataFrame, kpi: Kpi) -> pl.DataFrame:
    """The rows behind a number with the words of the screen.

    `frame`: as from `members`, or of a listing, which also says what became of each.
    """
    words = {g: wording.GROUP_WORDS[g] for g in ("fit", "not_fit", "unknown")}
    deals = kpi.facts_of == "opportunities"
    named = [pl.col("fact_name").alias("Deal")] if deals else []
    who = pl.coalesce("account_name", "account_id").fill_null("(no account)")
    dated = {"event": "Counted on", "exposure": "Seen until", "now": "Dated"}
    carried = [pl.col(c).alias(wording.attribute(c)) for c in kpi.dimensions.values()]
    return frame.select(
        who.alias("Account"),
        *named,
        *_counted(frame, kpi),
        *carried,
        pl.col("fit").replace_strict(words, default="").alias("ICP"),
        pl.col("score").alias("Score"),
        pl.col("reason").alias("Why"),
        pl.col("at").alias("Judged on"),
        pl.col("counted_on").alias(dated.get(kpi.window, "Month end")),
        pl.col("judged_later").alias("Judged later"),
        pl.col("filled_later").alias("Filled later"),
        pl.col("account_id").alias("Account id"),
        pl.col("fact_id").alias("Deal id" if deals else "Row id"),
    )


def _counted(frame: pl.DataFrame, kpi: Kpi) -> list[pl.Expr]:
    """What became of each row, and what is counted or added up of it."""
    if "outcome" not in frame.columns:
        return _measured(frame, kpi)
    told = [pl.col("outcome").alias("Outcome")] if outcomes(kpi) else []
    said = ("Outcome", "Left by", "Answer") if told else ()
    return [*told, *(c for c in _measured(frame, kpi) if c.meta.output_name() not in said)]


def _measured(frame: pl.DataFrame, kpi: Kpi) -> list[pl.Expr]:
    """What is counted or added up of each row: the columns of the estimator, in words."""
    if kpi.window == "exposure":
        left = pl.col(LEFT_BY).fill_null("still there")
        return [
            pl.col(ENTRY).alias("From day"),
            pl.col(EXIT).alias("To day"),
            left.alias("Left by"),
        ]
    if kpi.facts_of == "survey_responses":
        return [_answered(frame, kpi)]
    summed = kpi.estimator.columns
    if summed == ("y",):
        alone = pl.col("y").cast(pl.Float64).round(2)
        return [] if bool((frame["y"] == 1).all()) else [alone.alias("Amount")]
    if kpi.estimator.keyed_by is not None or summed != ("y", "x"):
        names = [c for c in summed if c in frame.columns]
        return [pl.col(c).cast(pl.Float64).round(2).alias(wording.attribute(c)) for c in names]
    counted = bool((frame["x"] == 1).all())
    if counted and kpi.unit == "share":
        yes, no = ("won", "lost") if kpi.facts_of == "opportunities" else ("yes", "no")
        outcome = pl.when(pl.col("y") == 1).then(pl.lit(yes)).otherwise(pl.lit(no))
        return [outcome.alias("Outcome")]
    amount, base = (pl.col(c).cast(pl.Float64).round(2) for c in ("y", "x"))
    if counted:
        return [amount.alias({"days": "Days", "points": "Answer"}.get(kpi.unit, "Amount"))]
    return [of.alias(wording.capital(kpi.summed[c])) for of, c in ((amount, "y"), (base, "x"))]


def _answered(frame: pl.DataFrame, kpi: Kpi) -> pl.Expr:
    """What was answered, if it was; of an account averaged, each answer is a part of 1."""
    if "promoters" in frame.columns:
        bands = [
            pl.when(pl.col(band) > 0).then(pl.lit(band.removesuffix("s")))
            for band in kpi.estimator.columns
        ]
        return pl.coalesce(bands).alias("Answer")
    if kpi.unit == "points":
        return (pl.col("y") / pl.col("x")).cast(pl.Float64).round(1).alias("Points")
    yes, no = ("satisfied", "not satisfied") if kpi.alike == "scale" else ("answered", "no answer")
    return pl.when(pl.col("y") > 0).then(pl.lit(yes)).otherwise(pl.lit(no)).alias("Answer")


def columns(frame: pl.DataFrame) -> dict[str, Any]:
    """How days and numbers are written in a table, which sorts by what they are; and what its
    headings mean.

    Days as everywhere on the page, and without their midnight; numbers as the browser does.
    """
    found: dict[str, Any] = {}
    for name, kind in frame.schema.items():
        means = meaning(name) or None
        if kind == pl.Date:
            pattern = wording.day_pattern("D", "MMM", "YYYY")
            found[name] = st.column_config.DateColumn(format=pattern, help=means)
        elif kind.is_numeric():
            found[name] = st.column_config.NumberColumn(format="localized", help=means)
        elif means:
            found[name] = st.column_config.Column(help=means)
    return found


def download(
    frame: pl.DataFrame | Callable[[], pl.DataFrame], name: str, kpi: Kpi | None = None
) -> None:
    """Buttons that hand a table over: as CSV, which no spreadsheet runs, and as Excel, with a sheet
    that says what it is of. Both are made when they are asked for.

    `kpi`: whose definition stands beside it.
    """
    of = selected.selected()

    def rows() -> pl.DataFrame:
        return frame() if callable(frame) else frame

    def csv() -> bytes:
        return wording.harmless(comparable(rows(), ", ")).write_csv().encode()

    def excel() -> bytes:
        # Loaded only here: no page waits for it.
        from icp_metrics.report.workbook import of_table

        assert of is not None
        return of_table(rows(), of.about(*([] if kpi is None else [kpi])), name)

    with st.container(horizontal=True):
        _button("Download as CSV", csv, name, "csv", "text/csv")
        if of is not None:
            _button("Download as Excel", excel, name, "xlsx", selected.EXCEL)


def _button(label: str, make: Callable[[], bytes], name: str, ending: str, mime: str) -> None:
    st.download_button(
        label,
        selected.made(make),
        file_name=selected.file_name(name, ending),
        mime=mime,
        icon=":material/download:",
        on_click="ignore",
    )
